-- One row per survey question of the generic layout that was asked of somebody.
with

kinds as (

    select * from {{ ref('survey_kind_map') }}
    where source_system = 'generic'

),

answers as (

    select
        answers.*,
        coalesce(kinds.kind, 'unknown') as known_kind
    from {{ ref('stg_generic__survey_answers') }} as answers
    left join kinds on answers.kind = kinds.native_kind

),

-- Answers in words count as the ends of a scale of two, and how far expectations were
-- met as the steps of a scale of four.
answers_in_numbers as (

    select
        *,
        case
            when score is not null then null
            when known_kind <> 'expectations' and label in ('good', 'yes') then 1.0
            when known_kind <> 'expectations' and label in ('bad', 'no') then 0.0
            when known_kind <> 'expectations' then null
            when label in ('bad', 'no', 'below', 'not_met') then 0.0
            when label in ('partly', 'partially') then 1.0
            when label in ('good', 'yes', 'met') then 2.0
            when label = 'exceeded' then 3.0
        end as score_in_words,
        case when known_kind = 'expectations' then 3.0 else 1.0 end as best_word
    from answers

),

scored_answers as (

    select
        *,
        score_in_words is not null as is_in_words,
        coalesce(score, score_in_words) as score_given
    from answers_in_numbers

),

newest_versions as (

    select *
    from scored_answers
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
            score_given,
            {{ ordered_by(
                "coalesce(updated_at, timestamp '1970-01-01')",
                place_read()
            ) }}
        ) filter (where answered_at is not null and score_given is not null)
            as first_score
    from scored_answers
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
            when newest_versions.is_in_words then newest_versions.best_word
            when newest_versions.scale_max is not null then newest_versions.scale_max
            when newest_versions.known_kind in ('nps', 'agent_nps') then 10.0
            when newest_versions.known_kind = 'ces' then 7.0
            else 5.0
        end as scale_max,
        newest_versions.is_low_good and not newest_versions.is_in_words as is_low_good,
        newest_versions.expected_option,
        newest_versions.improvement_option
    from newest_versions
    left join first_answers on newest_versions.answer_id = first_answers.answer_id

)

select * from int_survey_answers_from_generic
