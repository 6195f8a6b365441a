-- One row per Freshdesk ticket at hand: who opened it.
with

tickets as (

    select * from {{ ref('int_freshdesk_tickets_current') }}

),

creations as (

    select * from {{ ref('int_freshdesk_activities_current') }}
    where is_creation

),

-- Who performed the creation says who opened the ticket. Where no activity tells, a
-- phone ticket is one that an agent typed.
judged as (

    select
        tickets.ticket_id,
        tickets.requester_id,
        case when creations.is_by_user then creations.performer_id end as performer_id,
        coalesce(tickets.native_channel = '10', false) as is_outbound,
        case
            when creations.ticket_id is null
                then coalesce(tickets.native_channel = '3', false)
            else
                creations.is_by_user
                and creations.performer_id is distinct from tickets.requester_id
        end as is_opened_by_another
    from tickets
    left join creations on tickets.ticket_id = creations.ticket_id

),

int_freshdesk_openers_found as (

    select
        ticket_id,
        is_outbound,
        is_opened_by_another and not is_outbound as is_agent_opened,
        not is_opened_by_another and not is_outbound as is_customer_opened,
        case
            when is_opened_by_another or is_outbound then performer_id
            else requester_id
        end as author_id
    from judged

)

select * from int_freshdesk_openers_found
