-- One row per activity of the Freshdesk tickets at hand, and which of them created its
-- ticket.
with

tickets as (

    select * from {{ ref('int_freshdesk_tickets_current') }}

),

activities as (

    select
        tickets.conversation_key,
        tickets.created_at as ticket_created_at,
        activities.*,
        activities.new_source is not null
        and activities.performed_at <= {{ add_seconds('tickets.created_at', 60) }}
            as is_creation_like
    from {{ ref('stg_freshdesk__ticket_activities') }} as activities
    inner join tickets on activities.ticket_id = tickets.ticket_id

),

numbered as (

    select
        *,
        row_number() over (
            partition by ticket_id
            order by performed_at, file_modified_at, file_path, file_row_number
        ) as activity_number,
        row_number() over (
            partition by ticket_id, is_creation_like
            order by performed_at, file_modified_at, file_path, file_row_number
        ) as number_of_its_kind
    from activities

),

int_freshdesk_activities_current as (

    select
        conversation_key,
        account,
        ticket_id,
        activity_number,
        performer_id,
        new_agent_id,
        new_status,
        new_priority,
        new_group_name,
        is_by_user,
        is_status_set,
        is_priority_set,
        is_agent_set,
        is_group_set,
        is_creation_like and number_of_its_kind = 1 as is_creation,
        -- What a ticket was created with holds from its creation.
        case
            when is_creation_like and number_of_its_kind = 1 then ticket_created_at
            else performed_at
        end as changed_at
    from numbered

)

select * from int_freshdesk_activities_current
