-- One row per conversation whose first response is not the same by three roads: its own
-- columns, its first answered wait, and the message that is flagged as it, or the call
-- that was answered then.
with

answered_waits as (

    select
        conversation_key,
        min_by(responded_at, wait_number) as responded_at,
        min_by(agent_key, wait_number) as agent_key
    from {{ ref('fct_responses') }}
    where wait_outcome = 'answered' and response_kind <> 'social'
    group by conversation_key

),

flagged_messages as (

    select
        conversation_key,
        count(*) as message_count,
        min(sent_at) as sent_at,
        min(agent_key) as agent_key
    from {{ ref('fct_messages') }}
    where is_first_response
    group by conversation_key

),

answered_calls as (

    select distinct
        conversation_key,
        answered_at
    from {{ ref('fct_calls') }}
    where answered_at is not null

)

select
    conversations.conversation_key,
    conversations.first_human_response_at,
    answered_waits.responded_at,
    flagged_messages.sent_at,
    flagged_messages.message_count
from {{ ref('fct_conversations') }} as conversations
left join answered_waits
    on conversations.conversation_key = answered_waits.conversation_key
left join flagged_messages
    on conversations.conversation_key = flagged_messages.conversation_key
left join answered_calls
    on
        conversations.conversation_key = answered_calls.conversation_key
        and conversations.first_human_response_at = answered_calls.answered_at
where
    conversations.first_human_response_at is distinct from answered_waits.responded_at
    or conversations.first_response_agent_key is distinct from answered_waits.agent_key
    or (
        (answered_calls.conversation_key is null or flagged_messages.message_count > 0)
        and (
            conversations.first_human_response_at
            is distinct from flagged_messages.sent_at
            or conversations.first_response_agent_key
            is distinct from flagged_messages.agent_key
        )
    )
    or flagged_messages.message_count > 1
