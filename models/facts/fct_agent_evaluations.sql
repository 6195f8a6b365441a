-- One row per review of an agent's work.
with

evaluations as (

    select
        *,
        case
            when max_score > 0 and score between 0 and max_score
                then score / max_score
        end as score_share,
        coalesce(conversation_key, evaluation_key)
        || '|' || agent_key
        || '|' || coalesce(scorecard, '') as reviewed_work
    from {{ ref('int_agent_evaluations_current') }}

),

-- The same work reviewed by several, to compare them.
calibrations as (

    select
        reviewed_work,
        max(score_share) - min(score_share) as calibration_gap,
        min(evaluation_key) as first_evaluation_key
    from evaluations
    where score_share is not null
    group by reviewed_work
    having bool_or(is_calibration) and count(distinct reviewer_key) > 1

),

fct_agent_evaluations as (

    select
        evaluations.evaluation_key,
        evaluations.source_system,
        evaluations.agent_key,
        coalesce(
            conversations.resolved_team_key,
            conversations.created_team_key,
            agents.team_key
        ) as team_key,
        coalesce(
            evaluations.reviewer_key, evaluations.source_system || ':unknown'
        ) as reviewer_key,
        conversations.conversation_key,
        coalesce(evaluations.scorecard, 'unknown') as scorecard,
        evaluations.evaluated_at,
        {{ reporting_date('evaluations.evaluated_at') }} as evaluated_date,
        evaluations.score,
        evaluations.max_score,
        evaluations.score_share,
        evaluations.has_passed,
        evaluations.has_critical_error,
        evaluations.is_calibration,
        evaluations.score_share is not null and not evaluations.is_calibration
            as is_counted,
        evaluations.score is not null and evaluations.score_share is null
            as is_out_of_range,
        calibrations.calibration_gap,
        coalesce(
            evaluations.evaluation_key = calibrations.first_evaluation_key, false
        ) as is_first_of_calibration
    from evaluations
    inner join {{ ref('dim_agents') }} as agents
        on evaluations.agent_key = agents.agent_key
    left join {{ ref('fct_conversations') }} as conversations
        on evaluations.conversation_key = conversations.conversation_key
    left join calibrations on evaluations.reviewed_work = calibrations.reviewed_work

)

select * from fct_agent_evaluations
