-- One row per day on which the backlog of the whole desk, and that of each of its teams
-- together, are not the sum of the changes up to the end of the day and as-of.
with

changes_by_day as (

    select
        changed_date,
        sum(backlog_change) as backlog_change
    from {{ ref('fct_backlog_changes') }}
    where
        changed_at <= (select as_of.as_of_at from {{ ref('dim_as_of') }} as as_of)
        and coalesce(
            created_at
            >= (select as_of.first_event_at from {{ ref('dim_as_of') }} as as_of),
            true
        )
    group by changed_date

),

expected as (

    select
        dates.calendar_date,
        coalesce(sum(changes_by_day.backlog_change), 0) as backlog_count
    from {{ ref('dim_dates') }} as dates
    left join changes_by_day on dates.calendar_date >= changes_by_day.changed_date
    group by dates.calendar_date

),

found as (

    select
        segment_type,
        calendar_date,
        sum(backlog_count) as backlog_count
    from {{ ref('fct_backlog_days') }}
    group by segment_type, calendar_date

)

select
    found.segment_type,
    found.calendar_date,
    found.backlog_count,
    expected.backlog_count as expected_count
from found
inner join expected on found.calendar_date = expected.calendar_date
where found.backlog_count <> expected.backlog_count
