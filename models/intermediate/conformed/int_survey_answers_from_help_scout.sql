-- One row per Help Scout rating: its newest score and its first.
with

ratings as (

    select
        *,
        row_number() over (
            partition by rating_key
            order by
                rated_at, load_number, file_modified_at, file_path, file_row_number
        ) as version_number
    from {{ ref('stg_help_scout__ratings') }}

),

newest_versions as (

    select *
    from ratings
    qualify row_number() over (
        partition by rating_key order by version_number desc
    ) = 1

),

first_scores as (

    select
        rating_key,
        min_by(score, version_number) filter (where score is not null) as first_score
    from ratings
    group by rating_key

),

int_survey_answers_from_help_scout as (

    select
        {{ native_key("'help_scout'", 'newest_versions.rating_key') }}
            as survey_answer_key,
        'help_scout' as source_system,
        'csat' as kind,
        {{ native_link("'help_scout'", 'newest_versions.conversation_id') }}
            as conversation_key,
        {{ native_key("'help_scout'", 'newest_versions.customer_id') }} as customer_key,
        {{ native_link("'help_scout'", 'newest_versions.user_id') }} as agent_key,
        cast(null as {{ dbt.type_string() }}) as team_key,
        cast(null as {{ dbt.type_string() }}) as wave,
        -- Only answers are exported: nobody knows who else was asked, or when.
        cast(null as timestamp) as asked_at,
        case
            when newest_versions.score is not null then newest_versions.rated_at
        end as answered_at,
        cast(newest_versions.score as double) as score,
        cast(first_scores.first_score as double) as first_score,
        cast(1 as double) as scale_min,
        cast(3 as double) as scale_max,
        false as is_low_good
    from newest_versions
    inner join first_scores on newest_versions.rating_key = first_scores.rating_key

)

select * from int_survey_answers_from_help_scout
