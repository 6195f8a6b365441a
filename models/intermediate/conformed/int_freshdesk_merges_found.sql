-- One row per Freshdesk ticket at hand that was merged into another: its target and
-- when.
with

tickets as (

    select * from {{ ref('int_freshdesk_tickets_current') }}

),

merge_notes as (

    select
        notes.ticket_id,
        notes.conversation_id,
        case
            when tickets.account is null then notes.merged_into_number
            else tickets.account || ':' || notes.merged_into_number
        end as merged_into_id,
        notes.created_at
    from {{ ref('int_freshdesk_conversations_current') }} as notes
    inner join tickets on notes.ticket_id = tickets.ticket_id
    where notes.is_merge_note and not notes.is_marked_deleted

),

newest_notes as (

    select
        *,
        max(created_at) over (partition by ticket_id) as merged_at
    from merge_notes
    where merged_into_id is null or merged_into_id <> ticket_id
    qualify row_number() over (
        partition by ticket_id
        order by created_at desc, {{ id_number('conversation_id') }} desc
    ) = 1

),

int_freshdesk_merges_found as (

    select
        ticket_id,
        merged_into_id,
        merged_at
    from newest_notes

)

select * from int_freshdesk_merges_found
