-- One row per message of a Zendesk chat, and per message left offline, in its order.
with

turns as (

    select
        chat_id,
        event_place,
        author_type,
        agent_id,
        body,
        coalesce(event_type <> 'chat.msg', false) as has_attachment,
        is_answering_bot,
        happened_at as sent_at
    from {{ ref('int_zendesk_chat_events_exploded') }}
    where event_type in ('chat.msg', 'chat.file', 'chat.attachment')

    union all

    select
        chat_id,
        1 as event_place,
        'customer' as author_type,
        null as agent_id,
        offline_message as body,
        false as has_attachment,
        false as is_answering_bot,
        requested_at as sent_at
    from {{ ref('int_zendesk_chats_current') }}
    where is_offline_message

),

int_zendesk_chat_turns_listed as (

    select
        chat_id,
        author_type,
        agent_id,
        body,
        is_answering_bot,
        sent_at,
        {{ is_blank_text('body') }} and not has_attachment as is_empty,
        row_number() over (
            partition by chat_id order by sent_at, event_place
        ) as turn_number
    from turns

)

select * from int_zendesk_chat_turns_listed
