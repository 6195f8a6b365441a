-- One row per survey question that was asked of somebody, of all sources.
with

survey_answers as (

    select * from {{ ref('int_survey_answers_from_zendesk') }}
    union all
    select * from {{ ref('int_survey_answers_from_freshdesk') }}
    union all
    select * from {{ ref('int_survey_answers_from_intercom') }}
    union all
    select
        survey_answer_key,
        source_system,
        kind,
        conversation_key,
        customer_key,
        agent_key,
        team_key,
        wave,
        asked_at,
        answered_at,
        score,
        first_score,
        scale_min,
        scale_max,
        is_low_good
    from {{ ref('int_survey_answers_from_generic') }}
    union all
    select * from {{ ref('int_survey_answers_from_help_scout') }}

),

int_survey_answers_unioned as (

    select
        survey_answer_key,
        source_system,
        kind,
        conversation_key,
        customer_key,
        agent_key,
        team_key,
        wave,
        asked_at,
        answered_at,
        score,
        first_score,
        scale_min,
        scale_max,
        is_low_good
    from survey_answers

)

select * from int_survey_answers_unioned
