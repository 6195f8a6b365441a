-- One row per message at hand that is the record of a call which is itself at hand: the
-- call says when who waited, and who answered.
with

calls as (

    select * from {{ ref('int_call_turns_listed') }}
    where is_wait or is_reply

),

records as (

    select * from {{ ref('int_voice_comments_found') }}

),

spoken_words as (

    select * from {{ ref('int_spoken_words_found') }}

),

marked_records as (

    select records.message_key
    from records
    inner join calls on records.conversation_key = calls.conversation_key
    where
        calls.call_key = coalesce(records.call_key, calls.call_key)
        and (
            records.call_key is not null or calls.started_at <= records.created_at
        )

),

words_in_calls as (

    select
        spoken_words.message_key,
        spoken_words.sent_at,
        calls.answered_at,
        row_number() over (
            partition by calls.call_key order by spoken_words.message_number
        ) as place_in_call
    from spoken_words
    inner join calls
        on spoken_words.conversation_key = calls.conversation_key
    where
        calls.is_wait
        and calls.is_reply
        and spoken_words.sent_at
        between calls.started_at
        and greatest(calls.answered_at, coalesce(calls.ended_at, calls.answered_at))

),

-- No mark tells which message is the record: it is what the caller said until somebody
-- answered, else the first words of the call.
unmarked_records as (

    select message_key
    from words_in_calls
    where sent_at <= answered_at or place_in_call = 1

),

int_call_records_found as (

    select message_key from marked_records
    union distinct
    select message_key from unmarked_records

)

select * from int_call_records_found
