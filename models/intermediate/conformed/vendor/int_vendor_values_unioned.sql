-- One row per conversation and measure of which the helpdesk's own number is exported.
with

vendor_values as (

    select * from {{ ref('int_vendor_values_from_zendesk') }}
    union all
    select * from {{ ref('int_vendor_values_from_intercom') }}
    union all
    select * from {{ ref('int_vendor_values_from_freshdesk') }}

),

int_vendor_values_unioned as (

    select
        conversation_key,
        source_system,
        measure,
        vendor_value,
        tolerance,
        counted_from_at,
        case
            when
                measure like '%_seconds'
                and measure not like '%_business_seconds'
                then {{ add_seconds('counted_from_at', 'vendor_value') }}
        end as vendor_moment_at,
        stated_at
    from vendor_values

)

select * from int_vendor_values_unioned
