-- One row per exported Freshdesk row that bears on a ticket.
with

activities as (

    select * from {{ ref('stg_freshdesk__ticket_activities') }}

),

-- Activities know groups by their names.
named as (

    select
        {{ account_id('lower(trim(name))') }} as group_name,
        load_number
    from {{ ref('stg_freshdesk__groups') }}

),

int_conversation_rows_from_freshdesk as (

    select
        ticket_id as native_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        created_at as happened_at,
        load_number
    from {{ ref('stg_freshdesk__tickets') }}

    union all

    -- Every version: a conversation that a merge moved touches both tickets.
    select
        ticket_id as native_id,
        null as person_id,
        created_at as happened_at,
        max(load_number) over (partition by conversation_id) as load_number
    from {{ ref('int_freshdesk_conversation_versions') }}

    union all

    select
        ticket_id as native_id,
        null as person_id,
        case
            when is_status_set or is_priority_set or is_agent_set or is_group_set
                then performed_at
        end as happened_at,
        load_number
    from activities

    union all

    select
        activities.ticket_id as native_id,
        null as person_id,
        null as happened_at,
        named.load_number
    from named
    inner join activities
        on named.group_name = activities.new_group_name

    union all

    select
        ticket_id as native_id,
        null as person_id,
        null as happened_at,
        load_number
    from {{ ref('stg_freshdesk__satisfaction_ratings') }}

)

select * from int_conversation_rows_from_freshdesk
