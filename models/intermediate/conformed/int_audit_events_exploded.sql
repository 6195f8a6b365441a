-- One row per event of each exported version of a Zendesk audit; read once, kept.
with

audits as (

    select * from {{ ref('stg_zendesk__ticket_audits') }}
    where load_number > {{ mark_of(this.identifier) if is_incremental() else 0 }}

),

events as (

    select
        audit_id,
        ticket_id,
        author_id as audit_author_id,
        created_at,
        {{ json_text('via', '$.channel') }} as audit_channel,
        {{ json_text('via', '$.source.rel') }} as audit_rel,
        {{ json_text('via', '$.source.to.ticket_id') }} as audit_to_ticket_id,
        {{ json_list_items('events') }} as event,
        {{ json_list_places('events') }} as event_place,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from audits

),

int_audit_events_exploded as (

    select
        audit_id,
        ticket_id,
        event_place,
        {{ json_text('event', '$.type') }} as event_type,
        {{ json_text('event', '$.field_name') }} as field_name,
        {{ json_text('event', '$.value') }} as new_value,
        {{ json_text('event', '$.previous_value') }} as old_value,
        coalesce(
            {{ json_text('event', '$.new_schedule_id') }},
            case
                when {{ json_text('event', '$.type') }} = 'ScheduleAssignment'
                    then {{ json_text('event', '$.value') }}
            end
        ) as schedule_id,
        case
            when {{ json_text('event', '$.type') }} = 'CommentPrivacyChange'
                then {{ json_text('event', '$.comment_id') }}
            else {{ json_text('event', '$.id') }}
        end as comment_id,
        coalesce({{ json_text('event', '$.author_id') }}, audit_author_id) as author_id,
        coalesce(
            {{ json_text('event', '$.plain_body') }}, {{ json_text('event', '$.body') }}
        ) as body,
        coalesce({{ json_text('event', '$.public') }} <> 'false', true) as is_public,
        coalesce({{ json_text('event', '$.attachments') }} not in ('[]', ''), false)
            as has_attachment,
        coalesce({{ json_text('event', '$.via.channel') }}, audit_channel)
            as native_channel,
        coalesce({{ json_text('event', '$.via.source.rel') }}, audit_rel) as via_rel,
        coalesce(
            {{ json_text('event', '$.via.source.to.ticket_id') }}, audit_to_ticket_id
        ) as via_to_ticket_id,
        created_at,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from events
    where
        {{ json_text('event', '$.type') }} in (
            'Create', 'Change', 'Comment', 'VoiceComment', 'CommentPrivacyChange',
            'ScheduleAssignment'
        )

)

select * from int_audit_events_exploded
