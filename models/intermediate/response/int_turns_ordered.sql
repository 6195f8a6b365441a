-- One row per turn of a conversation at hand that somebody's waiting hangs on, in their
-- order: a message or call of the customer, a reply of the desk, a closing.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

calls as (

    select * from {{ ref('int_call_turns_listed') }}

),

openings as (

    select * from {{ ref('int_openings_found') }}

),

call_records as (

    select message_key
    from {{ ref('int_call_records_found') }}

),

-- Nobody waits for messages in a source that exports none.
message_sources as (

    select * from {{ ref('int_message_sources_found') }}

),

-- At one moment a reply comes before the closing that was sent with it. A conversation
-- that was made for a call has that call's own wait, unless the caller went on waiting;
-- one made for a chat began with it. Whoever answers a call has answered what was
-- written before it.
turns as (

    select
        conversations.conversation_key,
        'customer' as turn,
        0 as turn_rank,
        coalesce(openings.opened_at, conversations.created_at) as turned_at,
        0 as message_number,
        cast(null as {{ dbt.type_string() }}) as author_key
    from conversations
    inner join message_sources
        on conversations.source_system = message_sources.source_system
    left join openings
        on conversations.conversation_key = openings.conversation_key
    where
        not conversations.is_agent_opened
        and not conversations.is_outbound
        and not coalesce(openings.has_own_wait or openings.is_by_desk, false)

    union all

    select
        calls.conversation_key,
        'customer' as turn,
        1 as turn_rank,
        calls.asked_at as turned_at,
        0 as message_number,
        calls.call_key as author_key
    from calls
    inner join message_sources
        on calls.source_system = message_sources.source_system
    where calls.is_request

    union all

    select
        conversation_key,
        'reply' as turn,
        1 as turn_rank,
        answered_at as turned_at,
        0 as message_number,
        agent_key as author_key
    from calls
    where is_reply

    union all

    select
        messages.conversation_key,
        case when messages.is_customer_message then 'customer' else 'reply' end as turn,
        1 as turn_rank,
        messages.sent_at as turned_at,
        messages.message_number,
        messages.author_key
    from messages
    left join call_records on messages.message_key = call_records.message_key
    where
        (messages.is_customer_message or messages.is_human_reply)
        and call_records.message_key is null

    union all

    select
        conversation_key,
        'closing' as turn,
        2 as turn_rank,
        started_at as turned_at,
        run_number as message_number,
        cast(null as {{ dbt.type_string() }}) as author_key
    from {{ ref('int_status_runs_grouped') }}
    where status_group <> 'live' and coalesce(previous_group, 'live') = 'live'

),

int_turns_ordered as (

    select
        conversation_key,
        row_number() over (
            partition by conversation_key
            order by
                case when turn_rank = 0 then 0 else 1 end,
                turned_at,
                turn_rank,
                message_number,
                turn,
                author_key
        ) as turn_number,
        turn,
        turn_rank = 0 as is_opening,
        turned_at,
        message_number,
        author_key
    from turns

)

select * from int_turns_ordered
