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
        audit_id,
        ticket_id,
        event_place,
        event.type as event_type,
        event.field_name,
        case
            when event.field_name in ('assignee_id', 'group_id', 'requester_id')
                then {{ account_id('event.value') }}
            else event.value
        end as new_value,
        case
            when event.field_name in ('assignee_id', 'group_id', 'requester_id')
                then {{ account_id('event.previous_value') }}
            else event.previous_value
        end as old_value,
        coalesce(
            {{ account_id('event.new_schedule_id') }},
            case
                when event.type = 'ScheduleAssignment'
                    then {{ account_id('event.value') }}
            end
        ) as schedule_id,
        case
            when event.type = 'CommentPrivacyChange'
                then {{ account_id('event.comment_id') }}
            else {{ account_id('event.id') }}
        end as comment_id,
        coalesce({{ account_id('event.author_id') }}, audit_author_id) as author_id,
        coalesce(event.plain_body, event.body) as body,
        coalesce(event.public <> 'false', true) as is_public,
        coalesce(event.attachments not in ('[]', ''), false) as has_attachment,
        coalesce(event.via.channel, audit_via.channel) as native_channel,
        coalesce(event.via.source.rel, audit_via.source.rel) as via_rel,
        {{ account_id(
            'coalesce(event.via.source.to.ticket_id, audit_via.source.to.ticket_id)'
        ) }} as via_to_ticket_id,
        created_at,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from events
    where
        event.type in (
            'Create', 'Change', 'Comment', 'VoiceComment', 'CommentPrivacyChange',
            'ScheduleAssignment'
        )

)

select * from int_audit_events_exploded
