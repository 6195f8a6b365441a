-- One row per thing that an agent is counted by: an answer of theirs to a customer, a
-- review of their work.
with

agents as (

    select
        agent_key,
        person_key
    from {{ ref('dim_agents') }}
    where agent_key not like '%:unknown'

),

events as (

    select
        'reply' as event,
        responses.response_key as thing_key,
        responses.source_system,
        responses.agent_key,
        responses.team_key,
        responses.conversation_key,
        responses.responded_at as event_at,
        responses.responded_date as event_date,
        false as is_counted_evaluation,
        cast(null as double) as score_share,
        cast(null as boolean) as has_passed,
        cast(null as boolean) as has_critical_error,
        cast(null as double) as calibration_gap
    from {{ ref('fct_responses') }} as responses
    left join {{ ref('fct_conversations') }} as conversations
        on responses.conversation_key = conversations.conversation_key
    where
        responses.responded_at is not null
        and coalesce(conversations.is_valid, true)

    union all

    select
        'evaluation' as event,
        evaluation_key as thing_key,
        source_system,
        agent_key,
        team_key,
        conversation_key,
        evaluated_at as event_at,
        evaluated_date as event_date,
        is_counted as is_counted_evaluation,
        case when is_counted then score_share end as score_share,
        case when is_counted then has_passed end as has_passed,
        case when is_counted then has_critical_error end as has_critical_error,
        case when is_first_of_calibration then calibration_gap end as calibration_gap
    from {{ ref('fct_agent_evaluations') }}

),

fct_agent_events as (

    select
        events.event || '|' || events.thing_key as agent_event_key,
        events.event,
        events.source_system,
        events.agent_key,
        agents.person_key,
        events.team_key,
        events.conversation_key,
        events.event_at,
        events.event_date,
        events.is_counted_evaluation,
        events.score_share,
        events.has_passed,
        events.has_critical_error,
        events.calibration_gap
    from events
    inner join agents on events.agent_key = agents.agent_key

)

select * from fct_agent_events
