-- One row per schedule, weekday and open interval of local time, within one local day.
with

-- Minutes since Sunday 00:00, as Zendesk counts them; 0 to 10080.
zendesk_intervals as (

    select
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        opens_at_minute,
        closes_at_minute
    from {{ ref('int_zendesk_schedules_current') }}

    union all

    -- What runs on past the week's end is open at the beginning of the week.
    select
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        opens_at_minute - 10080 as opens_at_minute,
        closes_at_minute - 10080 as closes_at_minute
    from {{ ref('int_zendesk_schedules_current') }}
    where closes_at_minute > 10080

),

generic_intervals as (

    select
        {{ native_key("'generic'", 'schedule') }} as schedule_key,
        weekday,
        opens_at,
        closes_at
    from {{ ref('stg_generic__schedules') }}
    qualify row_number() over (
        partition by schedule, weekday, opens_at
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

-- Clock times per weekday, in the generic layout and in the seed alike. The seed stands
-- in for a source without schedules of its own, and for no other.
weekday_intervals as (

    select * from generic_intervals

    union all

    select
        {{ native_key('source_system', 'schedule') }} as schedule_key,
        lower(weekday) as weekday,
        opens_at,
        closes_at
    from {{ ref('business_hours') }}
    where
        source_system not in (
            select 'zendesk' as source_system from zendesk_intervals
            union all
            select 'generic' as source_system from {{ ref('stg_generic__schedules') }}
        )

),

weekdays as (

    select
        weekday_names.weekday_name,
        weekday_names.iso_weekday
    from (
        values
        ('monday', 1), ('tuesday', 2), ('wednesday', 3), ('thursday', 4),
        ('friday', 5), ('saturday', 6), ('sunday', 7)
    ) as weekday_names (weekday_name, iso_weekday)

),

weekday_minutes as (

    select
        weekday_intervals.schedule_key,
        weekdays.iso_weekday,
        cast(split_part(weekday_intervals.opens_at, ':', 1) as integer) * 60
        + cast(split_part(weekday_intervals.opens_at, ':', 2) as integer)
            as opens_at_minute,
        cast(split_part(weekday_intervals.closes_at, ':', 1) as integer) * 60
        + cast(split_part(weekday_intervals.closes_at, ':', 2) as integer)
            as closes_at_minute
    from weekday_intervals
    inner join weekdays on weekday_intervals.weekday = weekdays.weekday_name

),

-- An interval over midnight is open on two days.
zendesk_day_minutes as (

    select
        zendesk_intervals.schedule_key,
        weekdays.iso_weekday,
        greatest(
            zendesk_intervals.opens_at_minute - (weekdays.iso_weekday % 7) * 1440, 0
        ) as opens_at_minute,
        least(
            zendesk_intervals.closes_at_minute - (weekdays.iso_weekday % 7) * 1440, 1440
        ) as closes_at_minute
    from zendesk_intervals
    inner join weekdays
        on
            zendesk_intervals.opens_at_minute < (weekdays.iso_weekday % 7 + 1) * 1440
            and zendesk_intervals.closes_at_minute > (weekdays.iso_weekday % 7) * 1440

),

int_schedule_intervals_split as (

    select * from zendesk_day_minutes
    union all
    select * from weekday_minutes
    where closes_at_minute > opens_at_minute

    union all

    -- 22:00 to 06:00: until midnight, and from midnight on the next day.
    select
        schedule_key,
        iso_weekday,
        opens_at_minute,
        1440 as closes_at_minute
    from weekday_minutes
    where closes_at_minute <= opens_at_minute

    union all

    select
        schedule_key,
        iso_weekday % 7 + 1 as iso_weekday,
        0 as opens_at_minute,
        closes_at_minute
    from weekday_minutes
    where closes_at_minute <= opens_at_minute and closes_at_minute > 0

)

select * from int_schedule_intervals_split
