-- One row per survey question of the generic layout that was asked of somebody.
with

kinds as (

    select * from {{ ref('survey_kind_map') }}
    where source_system = 'generic'

),

-- Answers in words count as the ends of a scale of two.
answers as (

    select
        *,
        score is null and label in ('good', 'bad') as is_in_words,
        case
            when score is not null then score
            when label = 'good' then 1.0
            when label = 'bad' then 0.0
        end as score_given
    from {{ ref('stg_generic__survey_answers') }}

),

newest_versions as (

    select
        answers.*,
        coalesce(kinds.kind, 'unknown') as known_kind
    from answers
    left join kinds on answers.kind = kinds.native_kind
    qualify row_number() over (
        partition by answers.answer_id
        order by
            answers.updated_at desc nulls last,
            answers.load_number desc,
            answers.file_modified_at desc,
            answers.file_path desc,
            answers.file_row_number desc
    ) = 1

),

first_answers as (

    select
        answer_id,
        min_by(
            score_given,
            {{ ordered_by(
                "coalesce(updated_at, timestamp '1970-01-01')",
                place_read()
            ) }}
        ) filter (where answered_at is not null and score_given is not null)
            as first_score
    from answers
    group by answer_id

),

int_survey_answers_from_generic as (

    select
        {{ native_key("'generic'", 'newest_versions.answer_id') }} as survey_answer_key,
        'generic' as source_system,
        newest_versions.known_kind as kind,
        {{ native_link("'generic'", 'newest_versions.conversation_id') }}
            as conversation_key,
        {{ native_key("'generic'", 'newest_versions.customer_id') }} as customer_key,
        {{ native_link("'generic'", 'newest_versions.agent_id') }} as agent_key,
        {{ native_link("'generic'", 'newest_versions.team_id') }} as team_key,
        newest_versions.wave,
        newest_versions.asked_at,
        newest_versions.answered_at,
        newest_versions.score_given as score,
        first_answers.first_score,
        case
            when newest_versions.is_in_words then 0.0
            when newest_versions.scale_min is not null then newest_versions.scale_min
            when newest_versions.known_kind in ('nps', 'agent_nps') then 0.0
            else 1.0
        end as scale_min,
        case
            when newest_versions.is_in_words then 1.0
            when newest_versions.scale_max is not null then newest_versions.scale_max
            when newest_versions.known_kind in ('nps', 'agent_nps') then 10.0
            when newest_versions.known_kind = 'ces' then 7.0
            else 5.0
        end as scale_max,
        newest_versions.is_low_good
    from newest_versions
    left join first_answers on newest_versions.answer_id = first_answers.answer_id

)

select * from int_survey_answers_from_generic
