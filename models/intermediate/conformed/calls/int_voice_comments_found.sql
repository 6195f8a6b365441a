-- One row per Zendesk comment that records a call, with its call where it names one.
with

comments as (

    select
        comment_id,
        ticket_id,
        call_id,
        created_at,
        file_modified_at,
        load_number,
        file_path,
        file_row_number
    from {{ ref('stg_zendesk__ticket_comments') }}
    where is_call_record

    union all

    select
        comment_id,
        ticket_id,
        null as call_id,
        created_at,
        file_modified_at,
        load_number,
        file_path,
        file_row_number
    from {{ ref('int_audit_events_exploded') }}
    where event_type = 'VoiceComment' and comment_id is not null

),

int_voice_comments_found as (

    select
        {{ native_key("'zendesk'", 'comment_id') }} as message_key,
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key,
        {{ native_link("'zendesk'", 'call_id') }} as call_key,
        created_at
    from comments
    qualify row_number() over (
        partition by comment_id
        order by
            case when call_id is null then 1 else 0 end,
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_voice_comments_found
