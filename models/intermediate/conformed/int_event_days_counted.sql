-- One row per day on which anything happened in the exports: how many rows, and the
-- first and the last.
with

desk_rows as (

    select happened_at from {{ ref('int_conversation_rows_unioned') }}
    where happened_at is not null

),

neighbour_rows as (

    select coalesce(answered_at, asked_at) as happened_at
    from {{ ref('int_survey_answers_unioned') }}
    union all
    select occurred_at as happened_at from {{ ref('int_page_events_current') }}
    union all
    select posted_at as happened_at from {{ ref('int_social_posts_current') }}

),

-- Surveys, pages and posts tell the days only of an export without a helpdesk: where
-- there is one, they may reach far beyond what it covers.
happenings as (

    select happened_at from desk_rows
    union all
    select happened_at from neighbour_rows
    where
        happened_at is not null
        and not exists (select desk_rows.happened_at from desk_rows)

),

int_event_days_counted as (

    select
        cast(happened_at as date) as event_date,
        count(*) as row_count,
        min(happened_at) as first_at,
        max(happened_at) as last_at
    from happenings
    group by cast(happened_at as date)

)

select * from int_event_days_counted
