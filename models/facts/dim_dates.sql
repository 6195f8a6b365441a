-- One row per day of the reporting time zone, from the first conversation to as-of.
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

days as (

    select day as calendar_date
    from {{ days_between(
        "(select least(first_event_date, as_of_date) from as_of)",
        "(select as_of_date from as_of)"
    ) }} as calendar

),

dim_dates as (

    select
        days.calendar_date,
        cast(date_trunc('week', days.calendar_date) as date) as week_start_date,
        cast(date_trunc('month', days.calendar_date) as date) as month_start_date,
        cast({{ iso_weekday('days.calendar_date') }} as bigint) as iso_weekday,
        {{ iso_weekday('days.calendar_date') }} >= 6 as is_weekend,
        {{ reporting_day_end('days.calendar_date') }} as day_ends_at,
        -- When ages are taken: at the end of each week and month, and of the last 90
        -- days.
        {{ iso_weekday('days.calendar_date') }} = 7
        or days.calendar_date = last_day(days.calendar_date)
        or days.calendar_date > as_of.as_of_date - interval '90 days' as is_snapshot_day
    from days
    cross join as_of

)

select * from dim_dates
