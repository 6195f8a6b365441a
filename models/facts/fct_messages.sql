-- One row per message of every source. No text: bodies stay in staging.
with

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

conversations as (

    select
        conversation_key,
        channel
    from {{ ref('int_conversations_unioned') }}

),

first_responses as (

    select
        conversation_key,
        first_response_message_number
    from {{ ref('int_message_counts_summarised') }}

),

fct_messages as (

    select
        messages.message_key,
        messages.conversation_key,
        messages.source_system,
        conversations.channel,
        messages.author_type,
        messages.author_key,
        case when messages.author_type = 'agent' then messages.author_key end
            as agent_key,
        messages.message_number,
        messages.sent_at,
        {{ reporting_date('messages.sent_at') }} as sent_date,
        messages.is_public,
        messages.is_deleted,
        messages.is_empty,
        messages.is_customer_message,
        messages.is_human_reply,
        messages.is_bot_message,
        messages.is_internal_note,
        coalesce(
            messages.message_number = first_responses.first_response_message_number,
            false
        ) as is_first_response,
        {{ bucket_of('messages.conversation_key') }} as conversation_bucket
    from messages
    inner join conversations
        on messages.conversation_key = conversations.conversation_key
    left join first_responses
        on messages.conversation_key = first_responses.conversation_key

)

select * from fct_messages
