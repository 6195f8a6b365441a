-- One row per event of the Zendesk tickets at hand: newest version of each audit.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'zendesk'

),

int_zendesk_audit_events_current as (

    select
        touched.conversation_key,
        events.audit_id,
        events.ticket_id,
        events.event_place,
        events.event_type,
        events.field_name,
        events.new_value,
        events.old_value,
        events.schedule_id,
        events.comment_id,
        events.author_id,
        events.body,
        events.is_public,
        events.has_attachment,
        events.native_channel,
        events.via_rel,
        events.via_to_ticket_id,
        events.created_at,
        events.file_path,
        events.file_row_number,
        events.file_modified_at,
        events.load_number
    from {{ ref('int_audit_events_exploded') }} as events
    inner join touched on events.ticket_id = touched.native_id
    qualify row_number() over (
        partition by events.audit_id, events.event_place
        order by
            events.file_modified_at desc,
            events.load_number desc,
            events.file_path desc,
            events.file_row_number desc
    ) = 1

)

select * from int_zendesk_audit_events_current
