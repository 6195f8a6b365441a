-- One row per conversation at hand: when the clock of its first response starts, at the
-- creation where the customer opened it, else when the customer first wrote or called.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

first_customer_messages as (

    select
        conversation_key,
        min(sent_at) as first_customer_message_at,
        min(message_number) as first_customer_message_number
    from {{ ref('int_messages_unioned') }}
    where is_customer_message
    group by conversation_key

),

-- A conversation that was made for a call or a chat began with it.
openings as (

    select * from {{ ref('int_openings_found') }}

),

first_calls as (

    select
        conversation_key,
        min(asked_at) as first_called_at
    from {{ ref('int_call_turns_listed') }}
    where is_wait or is_request
    group by conversation_key

),

int_conversation_starts_found as (

    select
        conversations.conversation_key,
        first_customer_messages.first_customer_message_at,
        case
            when
                conversations.is_agent_opened
                or conversations.is_outbound
                or coalesce(openings.is_by_desk, false)
                then least(
                    coalesce(
                        first_customer_messages.first_customer_message_at,
                        first_calls.first_called_at
                    ),
                    coalesce(
                        first_calls.first_called_at,
                        first_customer_messages.first_customer_message_at
                    )
                )
            else coalesce(openings.opened_at, conversations.created_at)
        end as conversation_started_at,
        case
            when
                conversations.is_agent_opened
                or conversations.is_outbound
                or coalesce(openings.is_by_desk, false)
                then first_customer_messages.first_customer_message_number
            else 0
        end as start_message_number
    from conversations
    left join first_customer_messages
        on conversations.conversation_key = first_customer_messages.conversation_key
    left join first_calls
        on conversations.conversation_key = first_calls.conversation_key
    left join openings
        on conversations.conversation_key = openings.conversation_key

)

select * from int_conversation_starts_found
