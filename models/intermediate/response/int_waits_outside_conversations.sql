-- One row per wait of a customer that belongs to no conversation: that of a call, from
-- its queue on.
with

calls as (

    select
        *,
        {{ native_key('source_system', 'null') }} as unknown_key
    from {{ ref('int_calls_unioned') }}
    where is_offered and conversation_key is null

),

int_waits_outside_conversations as (

    select
        'call ' || call_key as response_key,
        'call' as response_kind,
        source_system,
        'phone' as channel,
        coalesce(customer_key, unknown_key) as customer_key,
        case when outcome = 'answered' then agent_key end as responder_key,
        coalesce(team_key, unknown_key) as team_key,
        queued_at as waiting_since_at,
        case when outcome = 'answered' then answered_at else left_queue_at end
            as ended_at,
        case when outcome = 'answered' then answered_at end as responded_at,
        case
            when outcome = 'answered' then 'answered'
            when left_queue_at is not null then 'left_without_answer'
            else 'open'
        end as wait_outcome
    from calls

)

select * from int_waits_outside_conversations
