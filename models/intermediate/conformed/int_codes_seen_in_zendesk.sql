-- One row per use of a code of status, channel or priority in Zendesk exports.
with

int_codes_seen_in_zendesk as (

    select
        'zendesk' as source_system,
        'status' as code_type,
        lower(native_status) as native_code
    from {{ ref('stg_zendesk__tickets') }}
    where not is_tombstone

    union all

    select
        'zendesk' as source_system,
        'status' as code_type,
        lower(new_value) as native_code
    from {{ ref('int_audit_events_exploded') }}
    where field_name = 'status' and new_value not in ('deleted', 'scrubbed')

    union all

    select
        'zendesk' as source_system,
        'channel' as code_type,
        lower(native_channel) as native_code
    from {{ ref('stg_zendesk__tickets') }}

    union all

    select
        'zendesk' as source_system,
        'priority' as code_type,
        lower(native_priority) as native_code
    from {{ ref('stg_zendesk__tickets') }}

)

select * from int_codes_seen_in_zendesk
