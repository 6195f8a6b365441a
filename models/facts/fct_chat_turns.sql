-- One row per turn of the desk in a chat: what a person or a bot wrote in a row, and
-- how the customer took it.
with

messages as (

    select
        *,
        case
            when is_customer_message then 'customer'
            when is_human_reply then 'agent'
            else 'bot'
        end as side
    from {{ ref('fct_messages') }}
    where
        channel in ('chat', 'messaging')
        and not is_empty
        and (is_customer_message or is_human_reply or is_bot_message)

),

conversations as (

    select
        conversation_key,
        created_at,
        created_date
    from {{ ref('fct_conversations') }}
    where is_valid

),

changes_of_side as (

    select
        messages.*,
        conversations.created_at,
        conversations.created_date,
        case
            when
                lag(messages.side) over (
                    partition by messages.conversation_key
                    order by messages.message_number
                ) = messages.side
                then 0
            else 1
        end as is_new_turn
    from messages
    inner join conversations
        on messages.conversation_key = conversations.conversation_key

),

numbered as (

    select
        *,
        sum(is_new_turn) over (
            partition by conversation_key
            order by message_number
            rows between unbounded preceding and current row
        ) as turn_number
    from changes_of_side

),

turns as (

    select
        conversation_key,
        turn_number,
        min(source_system) as source_system,
        min(channel) as channel,
        min(created_at) as created_at,
        min(created_date) as created_date,
        min(side) as side,
        max(agent_key) as agent_key,
        min(sent_at) as started_at,
        count(*) as message_count,
        bool_or(is_question) as is_question,
        bool_or(is_fallback) as is_fallback,
        bool_or(is_reword_request) as is_reword_request,
        bool_or(is_repetition) as is_repetition
    from numbered
    group by conversation_key, turn_number

),

-- The customer's next turn, the desk's answer to that, and what they say then.
followed as (

    select
        *,
        lead(side) over next_turns = 'customer'
        and lead(is_reword_request) over next_turns as is_reworded,
        lead(side) over next_turns = 'customer'
        and lead(is_repetition) over next_turns as is_repeated,
        lead(side) over next_turns as next_side,
        lead(side, 2) over next_turns as answer_side,
        lead(is_reword_request or is_repetition, 3) over next_turns as is_unclear_again
    from turns
    window next_turns as (partition by conversation_key order by turn_number)

),

judged as (

    select
        *,
        coalesce(is_reworded or is_repeated, false) as is_asked_again,
        case when next_side = 'customer' then answer_side else next_side end
            as next_desk_side
    from followed
    where side <> 'customer'

),

fct_chat_turns as (

    select
        conversation_key || '#' || cast(turn_number as {{ dbt.type_string() }})
            as chat_turn_key,
        conversation_key,
        cast(turn_number as bigint) as turn_number,
        source_system,
        channel,
        created_at,
        created_date,
        started_at,
        side as author_type,
        agent_key,
        cast(message_count as bigint) as message_count,
        is_question,
        is_fallback,
        coalesce(is_reworded, false) as is_reword_requested,
        coalesce(is_repeated, false) as is_repeated,
        is_asked_again,
        case
            when not is_asked_again and not is_fallback then null
            when next_desk_side is null then 'abandoned'
            when side = 'bot' and next_desk_side = 'agent' then 'handed_over'
            when coalesce(is_unclear_again, false) then 'asked_again'
            else 'understood'
        end as followed_by
    from judged

)

select * from fct_chat_turns
