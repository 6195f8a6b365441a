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

int_call_records_found as (

    select distinct records.message_key
    from records
    inner join calls on records.conversation_key = calls.conversation_key
    where
        calls.call_key = coalesce(records.call_key, calls.call_key)
        and (
            records.call_key is not null or calls.started_at <= records.created_at
        )

)

select * from int_call_records_found
