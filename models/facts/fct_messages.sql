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

classes as (

    select * from {{ ref('int_messages_classified') }}

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
        classes.language,
        classes.sentiment,
        coalesce(classes.is_complaint, false) as is_complaint,
        coalesce(classes.is_acknowledgement, false) as is_acknowledgement,
        coalesce(classes.is_reword_request, false) as is_reword_request,
        coalesce(classes.is_repetition, false) as is_repetition,
        coalesce(classes.is_question, false) as is_question,
        coalesce(classes.is_sign, false) as is_sign,
        messages.is_bot_message
        and (messages.is_fallback or coalesce(classes.is_fallback, false))
            as is_fallback,
        messages.suggested_article_key,
        {{ bucket_of('messages.conversation_key') }} as conversation_bucket
    from messages
    inner join conversations
        on messages.conversation_key = conversations.conversation_key
    left join first_responses
        on messages.conversation_key = first_responses.conversation_key
    left join classes on messages.message_key = classes.message_key

)

select * from fct_messages
