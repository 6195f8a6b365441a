-- One row per conversation whose counts of messages are not those of its messages.
with

counted as (

    select
        conversation_key,
        count_if(is_customer_message) as customer_message_count,
        count_if(is_human_reply) as agent_message_count,
        count_if(is_bot_message) as bot_message_count,
        count_if(is_internal_note) as internal_note_count,
        min(sent_at) filter (where is_customer_message) as first_customer_message_at
    from {{ ref('fct_messages') }}
    group by conversation_key

)

select conversations.conversation_key
from {{ ref('fct_conversations') }} as conversations
left join counted on conversations.conversation_key = counted.conversation_key
where
    conversations.customer_message_count <> coalesce(counted.customer_message_count, 0)
    or conversations.agent_message_count <> coalesce(counted.agent_message_count, 0)
    or conversations.bot_message_count <> coalesce(counted.bot_message_count, 0)
    or conversations.internal_note_count <> coalesce(counted.internal_note_count, 0)
    or conversations.first_customer_message_at
    is distinct from counted.first_customer_message_at
