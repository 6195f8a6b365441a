-- One row per Zendesk chat whose visitor was asked for a rating: the newest and the
-- first.
with

chats as (

    select * from {{ ref('int_chats_from_zendesk') }}

),

ratings as (

    select
        chat_id,
        min(happened_at) as first_rated_at,
        max(happened_at) as last_rated_at,
        min_by(rating, event_place) as first_rating
    from {{ ref('int_zendesk_chat_events_exploded') }}
    where event_type = 'chat.rating' and rating in ('good', 'bad')
    group by chat_id

),

-- Chat asks after each chat that an agent has served, where the desk has it ask at all.
is_asking as (

    select coalesce(bool_or(native_rating in ('good', 'bad')), false) as is_asking
    from chats

),

requesters as (

    select
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key,
        max_by(
            {{ native_key("'zendesk'", 'requester_id') }},
            {{ ordered_by(
                "coalesce(written_at, timestamp '1970-01-01')", 'load_number'
            ) }}
        ) as customer_key
    from {{ ref('stg_zendesk__tickets') }}
    group by ticket_id

),

int_zendesk_chat_ratings_found as (

    select
        chats.chat_key,
        chats.conversation_key,
        coalesce(requesters.customer_key, 'zendesk:unknown') as customer_key,
        chats.agent_key,
        least(chats.ended_at, ratings.first_rated_at) as asked_at,
        case
            when chats.native_rating in ('good', 'bad')
                then coalesce(ratings.last_rated_at, chats.ended_at)
        end as answered_at,
        case chats.native_rating when 'good' then 1.0 when 'bad' then 0.0 end as score,
        case coalesce(ratings.first_rating, chats.native_rating)
            when 'good' then 1.0
            when 'bad' then 0.0
        end as first_score
    from chats
    cross join is_asking
    left join ratings on chats.chat_id = ratings.chat_id
    left join requesters on chats.conversation_key = requesters.conversation_key
    where
        chats.native_rating in ('good', 'bad')
        or ratings.chat_id is not null
        or (is_asking.is_asking and chats.agent_turn_count > 0)

)

select * from int_zendesk_chat_ratings_found
