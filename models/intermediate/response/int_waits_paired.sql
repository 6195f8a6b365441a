-- One row per customer wait of a conversation at hand, for a message or in the queue of
-- a call, in their order.
with

message_waits as (

    select
        *,
        -- What begins later in the order of its conversation never stands earlier.
        max(waiting_since_at) over (
            partition by conversation_key
            order by wait_number
            rows between unbounded preceding and current row
        ) as order_at
    from {{ ref('int_message_waits_paired') }}

),

call_waits as (

    select * from {{ ref('int_call_turns_listed') }}
    where is_wait

),

waits as (

    select
        conversation_key,
        'message' as response_kind,
        wait_number as message_wait_number,
        cast(null as {{ dbt.type_string() }}) as call_key,
        order_at,
        waiting_since_at,
        ended_at,
        is_opening,
        wait_outcome,
        responded_at,
        responder_key,
        response_message_number,
        is_acknowledgement,
        has_bot_reply
    from message_waits

    union all

    select
        conversation_key,
        'call' as response_kind,
        0 as message_wait_number,
        call_key,
        asked_at as order_at,
        asked_at as waiting_since_at,
        coalesce(answered_at, left_queue_at) as ended_at,
        false as is_opening,
        case
            when answered_at is not null then 'answered'
            when left_queue_at is not null then 'left_without_answer'
            else 'open'
        end as wait_outcome,
        answered_at as responded_at,
        case when answered_at is not null then agent_key end as responder_key,
        null as response_message_number,
        false as is_acknowledgement,
        false as has_bot_reply
    from call_waits

),

int_waits_paired as (

    select
        conversation_key,
        row_number() over (
            partition by conversation_key
            order by order_at, response_kind, message_wait_number, call_key
        ) as wait_number,
        response_kind,
        waiting_since_at,
        ended_at,
        is_opening,
        wait_outcome,
        responded_at,
        responder_key,
        response_message_number,
        is_acknowledgement,
        has_bot_reply
    from waits

)

select * from int_waits_paired
