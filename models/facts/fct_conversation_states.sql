-- One row per conversation and period in which its status, team, priority, severity,
-- assignee and whose turn it was stayed the same.
with

states as (

    select * from {{ ref('int_states_tracked') }}

),

conversations as (

    select
        conversation_key,
        source_system,
        channel
    from {{ ref('int_conversations_unioned') }}

),

fct_conversation_states as (

    select
        states.conversation_key
        || '@' || cast(states.valid_from_at as {{ dbt.type_string() }})
            as conversation_state_key,
        states.conversation_key,
        conversations.source_system,
        conversations.channel,
        states.valid_from_at,
        states.valid_to_at,
        states.status,
        states.team_key,
        states.priority,
        states.severity,
        states.agent_key,
        states.is_awaiting_reply,
        states.is_answered,
        states.is_countable,
        {{ bucket_of('states.conversation_key') }} as conversation_bucket
    from states
    inner join conversations on states.conversation_key = conversations.conversation_key

)

select * from fct_conversation_states
