-- One row per schedule and stretch within a UTC day, with the open seconds before it:
-- the open seconds up to any moment are then one look-up away.
with

span as (

    select
        greatest(
            coalesce(min(started_at), timestamp '2000-01-01'),
            timestamp '1970-01-02'
        ) as first_at,
        least(coalesce(max(ended_at), timestamp '2000-01-01'), timestamp '2100-01-01')
            as last_at
    from {{ ref('int_intervals_listed') }}

),

-- A local day may begin a day before or after the UTC day of the same date.
days as (

    select day as local_date
    from {{ days_between(
        "(select cast(first_at as date) - interval '2 days' from span)",
        "(select cast(last_at as date) + interval '2 days' from span)"
    ) }} as calendar

),

schedules as (

    select
        schedule_key,
        time_zone
    from {{ ref('int_schedules_conformed') }}
    where time_zone is not null

),

local_intervals as (

    select
        schedules.schedule_key,
        {{ local_to_utc(
            add_seconds(
                'cast(days.local_date as timestamp)',
                'intervals.opens_at_minute * 60'
            ),
            'schedules.time_zone'
        ) }} as opened_at,
        {{ local_to_utc(
            add_seconds(
                'cast(days.local_date as timestamp)',
                'intervals.closes_at_minute * 60'
            ),
            'schedules.time_zone'
        ) }} as closed_at
    from schedules
    inner join {{ ref('int_schedule_intervals_split') }} as intervals
        on schedules.schedule_key = intervals.schedule_key
    inner join days on intervals.iso_weekday = {{ iso_weekday('days.local_date') }}
    left join {{ ref('int_holidays_listed') }} as holidays
        on
            schedules.schedule_key = holidays.schedule_key
            and days.local_date = holidays.holiday_date
    where holidays.holiday_date is null

),

-- Intervals that overlap are one: nobody is open twice at a time.
intervals_with_reach as (

    select
        *,
        max(closed_at) over (
            partition by schedule_key
            order by opened_at, closed_at
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from local_intervals
    where closed_at > opened_at

),

intervals_without_overlap as (

    select
        schedule_key,
        greatest(opened_at, coalesce(reached_at, opened_at)) as opened_at,
        closed_at
    from intervals_with_reach
    where reached_at is null or closed_at > reached_at

),

-- An open interval of a long day may touch three UTC days.
day_offsets as (

    select offsets.days_later
    from (values (0), (1), (2)) as offsets (days_later)

),

intervals_by_day as (

    select
        intervals_without_overlap.schedule_key,
        intervals_without_overlap.opened_at,
        intervals_without_overlap.closed_at,
        date_trunc('day', intervals_without_overlap.opened_at)
        + day_offsets.days_later * interval '1 day' as day_starts_at
    from intervals_without_overlap
    cross join day_offsets

),

stretches as (

    select
        schedule_key,
        cast(day_starts_at as date) as utc_date,
        greatest(opened_at, day_starts_at) as starts_at,
        least(closed_at, day_starts_at + interval '1 day') as open_until_at
    from intervals_by_day
    where closed_at > day_starts_at

    union all

    -- Every day begins with a stretch, so that each moment falls into exactly one.
    select
        schedules.schedule_key,
        days.local_date as utc_date,
        cast(days.local_date as timestamp) as starts_at,
        cast(days.local_date as timestamp) as open_until_at
    from schedules
    cross join days

),

int_open_hours_accumulated as (

    select
        schedule_key,
        utc_date,
        starts_at,
        open_until_at,
        lead(starts_at) over (
            partition by schedule_key, utc_date order by starts_at, open_until_at
        ) as next_starts_at,
        coalesce(sum({{ seconds_between('starts_at', 'open_until_at') }}) over (
            partition by schedule_key
            order by starts_at, open_until_at
            rows between unbounded preceding and 1 preceding
        ), 0) as open_seconds_before
    from stretches

)

select * from int_open_hours_accumulated
