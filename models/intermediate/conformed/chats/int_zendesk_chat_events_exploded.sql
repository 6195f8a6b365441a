-- One row per event of the history of a Zendesk chat: a message, a rating and others.
with

chats as (

    select
        chat_id,
        account,
        requested_at,
        {{ json_list_items('history') }} as event,
        {{ json_list_places('history') }} as event_place
    from {{ ref('int_zendesk_chats_current') }}
    where not is_offline_message

),

events as (

    select
        chat_id,
        account,
        requested_at,
        event_place,
        {{ json_text('event', '$.type') }} as event_type,
        {{ json_text('event', '$.timestamp') }} as happened_at_text,
        {{ json_text('event', '$.msg') }} as body,
        coalesce(
            nullif({{ json_text('event', '$.new_rating') }}, ''),
            nullif({{ json_text('event', '$.rating') }}, '')
        ) as rating,
        coalesce(
            lower({{ json_text('event', '$.nick') }}),
            lower({{ json_text('event', '$.sender_type') }})
        ) as sender,
        coalesce(
            {{ json_text('event', '$.agent_id') }},
            {{ json_text('event', '$.sender_id') }}
        ) as sender_id
    from chats

),

-- A nick is visitor, visitor:<id>, agent:<id of the user>, or agent:trigger.
senders as (

    select
        *,
        case
            when sender like 'visitor%' then 'visitor'
            when sender like 'agent:%' or sender = 'agent' then 'agent'
            else 'other'
        end as side,
        case
            when sender like 'agent:%' then split_part(sender, ':', 2) else sender_id
        end as native_agent_id
    from events

),

int_zendesk_chat_events_exploded as (

    select
        chat_id,
        event_place,
        event_type,
        -- An event without a time of its own came with the request.
        coalesce({{ read_timestamp('happened_at_text', 'UTC') }}, requested_at)
            as happened_at,
        body,
        rating,
        case
            when side = 'visitor' then 'customer'
            when side <> 'agent' then 'bot'
            when try_cast(native_agent_id as bigint) is null and sender <> 'agent'
                then 'bot'
            when
                {{ id_is_among('native_agent_id', var('zendesk_bot_user_ids')) }}
                then 'bot'
            else 'agent'
        end as author_type,
        case
            when side = 'agent' and try_cast(native_agent_id as bigint) is not null
                then {{ account_id('native_agent_id') }}
        end as agent_id,
        side = 'agent'
        and {{ id_is_among('native_agent_id', var('zendesk_bot_user_ids')) }}
            as is_answering_bot
    from senders

)

select * from int_zendesk_chat_events_exploded
