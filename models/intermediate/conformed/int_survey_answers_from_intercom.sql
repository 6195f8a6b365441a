-- One row per rating of an Intercom conversation that was asked for, and one per rating
-- that the AI agent was given.
with

ratings as (

    select * from {{ ref('int_intercom_ratings_listed') }}

),

newest_versions as (

    select *
    from ratings
    qualify row_number() over (
        partition by rating_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

first_scores as (

    select
        rating_id,
        score as first_score
    from ratings
    where score is not null
    qualify row_number() over (
        partition by rating_id
        order by
            updated_at nulls first,
            load_number,
            file_modified_at,
            file_path,
            file_row_number
    ) = 1

),

int_survey_answers_from_intercom as (

    select
        {{ native_key("'intercom'", 'newest_versions.rating_id') }}
            as survey_answer_key,
        'intercom' as source_system,
        'csat' as kind,
        {{ native_link("'intercom'", 'newest_versions.conversation_id') }}
            as conversation_key,
        {{ native_key("'intercom'", 'newest_versions.customer_id') }} as customer_key,
        {{ native_link("'intercom'", 'newest_versions.agent_id') }} as agent_key,
        cast(null as {{ dbt.type_string() }}) as team_key,
        newest_versions.wave,
        newest_versions.asked_at,
        case when newest_versions.score is not null then newest_versions.answered_at end
            as answered_at,
        newest_versions.score,
        first_scores.first_score,
        cast(1 as double) as scale_min,
        cast(5 as double) as scale_max,
        false as is_low_good
    from newest_versions
    left join first_scores on newest_versions.rating_id = first_scores.rating_id

)

select * from int_survey_answers_from_intercom
