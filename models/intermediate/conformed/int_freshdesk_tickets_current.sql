-- One row per Freshdesk ticket at hand: its newest version.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'freshdesk'

),

tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

int_freshdesk_tickets_current as (

    select
        touched.conversation_key,
        tickets.account,
        tickets.ticket_id,
        tickets.requester_id,
        tickets.responder_id,
        tickets.group_id,
        tickets.native_status,
        tickets.native_priority,
        tickets.native_channel,
        tickets.description,
        tickets.topic,
        tickets.is_spam,
        tickets.is_deleted,
        tickets.is_tagged_test,
        tickets.is_tagged_complaint,
        tickets.has_attachment,
        tickets.created_at,
        tickets.updated_at,
        tickets.resolved_at,
        tickets.closed_at,
        tickets.file_path,
        tickets.file_row_number,
        tickets.file_modified_at,
        tickets.load_number
    from tickets
    inner join touched on tickets.ticket_id = touched.native_id
    qualify row_number() over (
        partition by tickets.ticket_id
        order by
            tickets.updated_at desc nulls last,
            tickets.load_number desc,
            tickets.file_modified_at desc,
            tickets.file_path desc,
            tickets.file_row_number desc
    ) = 1

)

select * from int_freshdesk_tickets_current
