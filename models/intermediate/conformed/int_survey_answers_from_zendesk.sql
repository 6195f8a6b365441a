-- One row per Zendesk rating that was asked for: its newest score and its first.
with

ratings as (

    select * from {{ ref('stg_zendesk__satisfaction_ratings') }}

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

histories as (

    select
        rating_id,
        min(created_at) as asked_at,
        bool_or(is_asked) as is_asked,
        min_by(
            score,
            {{ ordered_by(
                "coalesce(updated_at, timestamp '1970-01-01')",
                place_read()
            ) }}
        ) filter (where score is not null) as first_score
    from ratings
    group by rating_id

),

int_survey_answers_from_zendesk as (

    select
        {{ native_key("'zendesk'", 'newest_versions.rating_id') }} as survey_answer_key,
        'zendesk' as source_system,
        'csat' as kind,
        {{ native_link("'zendesk'", 'newest_versions.ticket_id') }} as conversation_key,
        {{ native_key("'zendesk'", 'newest_versions.requester_id') }} as customer_key,
        {{ native_link("'zendesk'", 'newest_versions.assignee_id') }} as agent_key,
        {{ native_link("'zendesk'", 'newest_versions.group_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as wave,
        histories.asked_at,
        -- A rating that was withdrawn is asked again, and not answered.
        case
            when newest_versions.score is not null
                then coalesce(newest_versions.updated_at, newest_versions.created_at)
        end as answered_at,
        cast(newest_versions.score as double) as score,
        cast(histories.first_score as double) as first_score,
        cast(0 as double) as scale_min,
        cast(1 as double) as scale_max,
        false as is_low_good
    from newest_versions
    inner join histories on newest_versions.rating_id = histories.rating_id
    where histories.is_asked

    union all

    select
        chat_key as survey_answer_key,
        'zendesk' as source_system,
        'csat' as kind,
        conversation_key,
        customer_key,
        agent_key,
        null as team_key,
        null as wave,
        asked_at,
        answered_at,
        cast(score as double) as score,
        cast(first_score as double) as first_score,
        cast(0 as double) as scale_min,
        cast(1 as double) as scale_max,
        false as is_low_good
    from {{ ref('int_zendesk_chat_ratings_found') }}

)

select * from int_survey_answers_from_zendesk
