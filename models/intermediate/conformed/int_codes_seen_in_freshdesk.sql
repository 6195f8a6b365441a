-- One row per use of a code of status, channel or priority in Freshdesk exports.
with

tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

activities as (

    select * from {{ ref('stg_freshdesk__ticket_activities') }}

),

int_codes_seen_in_freshdesk as (

    select
        'freshdesk' as source_system,
        'status' as code_type,
        lower(native_status) as native_code
    from tickets

    union all

    select
        'freshdesk' as source_system,
        'channel' as code_type,
        lower(native_channel) as native_code
    from tickets

    union all

    select
        'freshdesk' as source_system,
        'priority' as code_type,
        lower(native_priority) as native_code
    from tickets

    union all

    select
        'freshdesk' as source_system,
        'status' as code_type,
        lower(new_status) as native_code
    from activities

    union all

    select
        'freshdesk' as source_system,
        'priority' as code_type,
        lower(new_priority) as native_code
    from activities

)

select * from int_codes_seen_in_freshdesk
