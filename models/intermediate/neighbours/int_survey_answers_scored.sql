-- One row per survey question that was asked of somebody, with how good the answer is.
with

judged as (

    select
        *,
        answered_at is not null and score is not null as is_answered,
        coalesce(score between scale_min and scale_max, false) as is_on_scale
    from {{ ref('int_survey_answers_unioned') }}

),

normalised as (

    select
        *,
        case
            when is_on_scale and scale_max > scale_min
                then
                    case
                        when is_low_good then scale_max - score
                        else score - scale_min
                    end / (scale_max - scale_min)
        end as normalised_score
    from judged

),

int_survey_answers_scored as (

    select
        survey_answer_key,
        source_system,
        kind,
        customer_key,
        agent_key,
        wave,
        asked_at,
        answered_at,
        score,
        first_score,
        scale_min,
        scale_max,
        normalised_score,
        is_answered,
        is_on_scale,
        is_answered and not is_on_scale as is_out_of_range,
        coalesce(normalised_score >= 0.75, false) as is_satisfied,
        coalesce(normalised_score >= 0.5 and normalised_score < 0.75, false)
            as is_neutral,
        coalesce(normalised_score < 0.5, false) as is_dissatisfied
    from normalised

)

select * from int_survey_answers_scored
