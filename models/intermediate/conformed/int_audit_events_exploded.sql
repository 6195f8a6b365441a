-- One row per event of each exported version of a Zendesk audit; read once, kept.
with

audits as (

    select * from {{ ref('stg_zendesk__ticket_audits') }}
    where load_number > {{ mark_of(this.identifier) if is_incremental() else 0 }}

),

event_texts as (

    select
        audit_id,
        ticket_id,
        author_id as audit_author_id,
        account,
        created_at,
        {{ json_record('via', event_origin()) }} as audit_via,
        {{ json_list_items('events') }} as event_text,
        {{ json_list_places('events') }} as event_place,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from audits

),

events as (

    select
        *,
        {{ json_record('event_text', {
            'type': 'text',
            'id': 'text',
            'field_name': 'text',
            'value': 'text',
            'previous_value': 'text',
            'new_schedule_id': 'text',
            'comment_id': 'text',
            'author_id': 'text',
            'plain_body': 'text',
            'body': 'text',
            'public': 'text',
            'attachments': 'text',
            'via': event_origin(),
        }) }} as event
    from event_texts

),

-- A change of a person or a group names them by their id.
int_audit_events_exploded as (

    select
        events.audit_id,
        events.ticket_id,
        events.event_place,
        events.event.type as event_type,
        events.event.field_name,
        case
            when events.event.field_name in ('assignee_id', 'group_id', 'requester_id')
                then {{ account_id('events.event.value') }}
            else events.event.value
        end as new_value,
        case
            when events.event.field_name in ('assignee_id', 'group_id', 'requester_id')
                then {{ account_id('events.event.previous_value') }}
            else events.event.previous_value
        end as old_value,
        coalesce(
            {{ account_id('events.event.new_schedule_id') }},
            case
                when events.event.type = 'ScheduleAssignment'
                    then {{ account_id('events.event.value') }}
            end
        ) as schedule_id,
        case
            when events.event.type = 'CommentPrivacyChange'
                then {{ account_id('events.event.comment_id') }}
            else {{ account_id('events.event.id') }}
        end as comment_id,
        coalesce({{ account_id('events.event.author_id') }}, events.audit_author_id)
            as author_id,
        coalesce(events.event.plain_body, events.event.body) as body,
        coalesce(events.event.public <> 'false', true) as is_public,
        coalesce(events.event.attachments not in ('[]', ''), false) as has_attachment,
        coalesce(events.event.via.channel, events.audit_via.channel) as native_channel,
        coalesce(events.event.via.source.rel, events.audit_via.source.rel) as via_rel,
        {{ account_id(
            'coalesce('
            ~ 'events.event.via.source.to.ticket_id, '
            ~ 'events.audit_via.source.to.ticket_id)'
        ) }} as via_to_ticket_id,
        events.created_at,
        events.file_path,
        events.file_row_number,
        events.file_modified_at,
        events.load_number
    from events
    where
        events.event.type in (
            'Create', 'Change', 'Comment', 'VoiceComment', 'CommentPrivacyChange',
            'ScheduleAssignment'
        )

)

select * from int_audit_events_exploded
