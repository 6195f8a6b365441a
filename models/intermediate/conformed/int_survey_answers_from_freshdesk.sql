-- One row per answer to a Freshdesk satisfaction survey: its newest score and its
-- first.
with

-- Above 100 is satisfied, 100 neutral, below dissatisfied, whatever the survey offers.
versions as (

    select
        *,
        cast(
            case native_score
                when 103 then 4
                when 102 then 3
                when 101 then 2
                when 100 then 0
                when -101 then -2
                when -102 then -3
                when -103 then -4
            end as double
        ) as score,
        row_number() over (
            partition by rating_id
            order by
                updated_at desc nulls last,
                load_number desc,
                file_modified_at desc,
                file_path desc,
                file_row_number desc
        ) as age_rank
    from {{ ref('stg_freshdesk__satisfaction_ratings') }}

),

newest_versions as (

    select * from versions
    where age_rank = 1

),

first_scores as (

    select
        rating_id,
        max_by(score, age_rank) as first_score
    from versions
    where score is not null
    group by rating_id

),

int_survey_answers_from_freshdesk as (

    select
        {{ native_key("'freshdesk'", 'newest_versions.rating_id') }}
            as survey_answer_key,
        'freshdesk' as source_system,
        'csat' as kind,
        {{ native_link("'freshdesk'", 'newest_versions.ticket_id') }}
            as conversation_key,
        {{ native_key("'freshdesk'", 'newest_versions.user_id') }} as customer_key,
        {{ native_link("'freshdesk'", 'newest_versions.agent_id') }} as agent_key,
        {{ native_link("'freshdesk'", 'newest_versions.group_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as wave,
        -- Only answers are exported: nobody knows who was asked, and when.
        cast(null as timestamp) as asked_at,
        case
            when newest_versions.score is null then null
            when newest_versions.score <> first_scores.first_score
                then coalesce(newest_versions.updated_at, newest_versions.created_at)
            else coalesce(newest_versions.created_at, newest_versions.updated_at)
        end as answered_at,
        newest_versions.score,
        first_scores.first_score,
        cast(-4 as double) as scale_min,
        cast(4 as double) as scale_max,
        false as is_low_good
    from newest_versions
    left join first_scores on newest_versions.rating_id = first_scores.rating_id

)

select * from int_survey_answers_from_freshdesk
