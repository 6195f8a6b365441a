-- One row per conversation at hand with messages: how many of each kind, and the
-- firsts.
with

starts as (

    select * from {{ ref('int_conversation_starts_found') }}

),

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

first_responses as (

    select
        conversation_key,
        min(wait_number) as first_answered_wait_number,
        min_by(responded_at, wait_number) as first_human_response_at,
        min_by(responder_key, wait_number) as first_responder_key,
        -- A call has no message number: that of a later response is not its own.
        nullif(min_by(coalesce(response_message_number, 0), wait_number), 0)
            as first_response_message_number,
        count(*) as response_count,
        count_if(response_message_number is not null) as message_response_count
    from {{ ref('int_waits_paired') }}
    where wait_outcome = 'answered'
    group by conversation_key

),

counts as (

    select
        messages.conversation_key,
        count_if(messages.is_customer_message) as customer_message_count,
        count_if(messages.is_human_reply) as agent_message_count,
        count_if(messages.is_bot_message) as bot_message_count,
        count_if(messages.is_bot_message and messages.is_answering_bot)
            as answering_bot_message_count,
        count_if(messages.is_internal_note) as internal_note_count,
        count_if(
            messages.is_human_reply
            and messages.message_number > starts.start_message_number
        ) as reply_count,
        min(messages.sent_at) filter (
            where
            messages.is_bot_message
            and messages.sent_at >= starts.conversation_started_at
        ) as first_bot_response_at,
        min(messages.sent_at) filter (
            where
            messages.is_bot_message
            and messages.is_answering_bot
            and messages.sent_at >= starts.conversation_started_at
        ) as first_bot_answer_at,
        -- An automatic acknowledgement has nothing to hand over.
        max(messages.sent_at) filter (
            where
            messages.is_bot_message
            and messages.is_answering_bot
            and messages.sent_at < first_responses.first_human_response_at
        ) as handed_over_at,
        max_by(messages.author_key, messages.message_number) filter (
            where messages.is_human_reply
        ) as last_human_author_key
    from messages
    inner join starts on messages.conversation_key = starts.conversation_key
    left join first_responses
        on messages.conversation_key = first_responses.conversation_key
    group by messages.conversation_key

),

int_message_counts_summarised as (

    select
        starts.conversation_key,
        starts.conversation_started_at,
        starts.first_customer_message_at,
        first_responses.first_human_response_at,
        first_responses.first_responder_key,
        first_responses.first_response_message_number,
        coalesce(first_responses.response_count, 0) as response_count,
        coalesce(first_responses.message_response_count, 0) as message_response_count,
        coalesce(counts.customer_message_count, 0) as customer_message_count,
        coalesce(counts.agent_message_count, 0) as agent_message_count,
        coalesce(counts.bot_message_count, 0) as bot_message_count,
        coalesce(counts.answering_bot_message_count, 0) as answering_bot_message_count,
        coalesce(counts.internal_note_count, 0) as internal_note_count,
        coalesce(counts.reply_count, 0) as reply_count,
        counts.first_bot_response_at,
        counts.first_bot_answer_at,
        counts.handed_over_at,
        counts.last_human_author_key
    from starts
    left join first_responses
        on starts.conversation_key = first_responses.conversation_key
    left join counts on starts.conversation_key = counts.conversation_key

)

select * from int_message_counts_summarised
