-- One row per use of a code of status, channel or priority in Intercom.
with

conversations as (

    select * from {{ ref('stg_intercom__conversations') }}

),

int_codes_seen_in_intercom as (

    select
        'intercom' as source_system,
        'status' as code_type,
        native_state as native_code
    from conversations

    union all

    select
        'intercom' as source_system,
        'status' as code_type,
        native_state as native_code
    from {{ ref('int_intercom_part_versions') }}

    union all

    select
        'intercom' as source_system,
        'channel' as code_type,
        native_channel as native_code
    from conversations

    union all

    select
        'intercom' as source_system,
        'priority' as code_type,
        native_priority as native_code
    from conversations

)

select * from int_codes_seen_in_intercom
