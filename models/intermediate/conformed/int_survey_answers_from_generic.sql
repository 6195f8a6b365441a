-- One row per survey question of the generic layout that was asked of somebody.
with

answers as (

    select * from {{ ref('stg_generic__survey_answers') }}

),

newest_versions as (

    select *
    from answers
    qualify row_number() over (
        partition by answer_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

first_answers as (

    select
        answer_id,
        min_by(
            score,
            {{ ordered_by("coalesce(updated_at, timestamp '1970-01-01')", 'load_number') }}
        ) filter (where answered_at is not null and score is not null) as first_score
    from answers
    group by answer_id

),

-- Answers in words count as the ends of a scale of two.
scored as (

    select
        *,
        score is null and label in ('good', 'bad') as is_in_words
    from newest_versions

),

int_survey_answers_from_generic as (

    select
        {{ native_key("'generic'", 'scored.answer_id') }} as survey_answer_key,
        'generic' as source_system,
        scored.kind,
        {{ native_link("'generic'", 'scored.conversation_id') }} as conversation_key,
        {{ native_key("'generic'", 'scored.customer_id') }} as customer_key,
        {{ native_link("'generic'", 'scored.agent_id') }} as agent_key,
        {{ native_link("'generic'", 'scored.team_id') }} as team_key,
        scored.wave,
        scored.asked_at,
        scored.answered_at,
        case
            when scored.is_in_words then case when scored.label = 'good' then 1.0 else 0.0 end
            else scored.score
        end as score,
        first_answers.first_score,
        case
            when scored.is_in_words then 0.0
            when scored.scale_min is not null then scored.scale_min
            when scored.kind in ('nps', 'agent_nps') then 0.0
            else 1.0
        end as scale_min,
        case
            when scored.is_in_words then 1.0
            when scored.scale_max is not null then scored.scale_max
            when scored.kind in ('nps', 'agent_nps') then 10.0
            when scored.kind = 'ces' then 7.0
            else 5.0
        end as scale_max,
        scored.is_low_good
    from scored
    left join first_answers on scored.answer_id = first_answers.answer_id

)

select * from int_survey_answers_from_generic
