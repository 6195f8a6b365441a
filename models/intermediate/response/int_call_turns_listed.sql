-- One row per call of a conversation at hand: what it means for who waits for whom.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

calls as (

    select
        calls.*,
        conversations.created_at,
        calls.direction = 'inbound'
        and row_number() over (
            partition by calls.conversation_key
            order by
                case when calls.direction = 'inbound' then 0 else 1 end,
                calls.started_at,
                calls.call_key
        ) = 1 as is_first_inbound
    from {{ ref('int_calls_unioned') }} as calls
    inner join conversations on calls.conversation_key = conversations.conversation_key

),

int_call_turns_listed as (

    select
        conversation_key,
        call_key,
        source_system,
        -- Somebody who is not known has answered all the same.
        coalesce(
            agent_key,
            case
                when answered_at is not null
                    then {{ native_key('source_system', 'null') }}
            end
        ) as agent_key,
        started_at,
        coalesce(queued_at, started_at) as asked_at,
        left_queue_at,
        answered_at,
        ended_at,
        -- Queued and answered, abandoned or still waiting: a wait of its own.
        is_offered
        and coalesce(outcome not in ('voicemail', 'callback', 'missed'), true)
            as is_wait,
        -- Whoever left a message or asks for a call back goes on waiting, for a reply.
        direction = 'inbound'
        and (
            coalesce(outcome in ('voicemail', 'callback'), false)
            or (is_offered and coalesce(outcome = 'missed', false))
        ) as is_request,
        answered_at is not null as is_reply,
        -- The conversation was made for a call that was there before it.
        is_first_inbound and started_at <= created_at as is_opening
    from calls

)

select * from int_call_turns_listed
