-- One row per schedule and local day on which it is closed.
with

zendesk_holidays as (

    select
        schedule_id,
        start_date,
        end_date
    from {{ ref('stg_zendesk__holidays') }}
    where end_date >= start_date

),

int_holidays_listed as (

    select distinct
        {{ native_key("'zendesk'", 'zendesk_holidays.schedule_id') }} as schedule_key,
        days.day as holiday_date
    from zendesk_holidays
    inner join {{ days_between(
        "(select coalesce(min(start_date), date '2000-01-01') from zendesk_holidays)",
        "(select coalesce(max(end_date), date '2000-01-01') from zendesk_holidays)"
    ) }} as days
        on
            zendesk_holidays.start_date <= days.day
            and zendesk_holidays.end_date >= days.day

    union distinct

    select
        {{ native_key("'generic'", 'schedule') }} as schedule_key,
        holiday_date
    from {{ ref('stg_generic__holidays') }}

    union distinct

    select
        {{ native_key('source_system', 'schedule') }} as schedule_key,
        cast(holiday_date as date) as holiday_date
    from {{ ref('holidays') }}

)

select * from int_holidays_listed
