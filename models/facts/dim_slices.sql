-- One row per KPI, segment member and period that its mart must have: no more, no less.
with

kpis as (

    select * from {{ ref('kpi_catalog') }}

),

as_of as (

    select * from {{ ref('dim_as_of') }}

),

grains as (

    select period_grains.grain
    from (values ('day'), ('week'), ('month')) as period_grains (grain)

),

periods as (

    select
        'day' as period_grain,
        calendar_date as period_start_date,
        calendar_date as period_end_date
    from {{ ref('dim_dates') }}

    union all

    select distinct
        'week' as period_grain,
        week_start_date as period_start_date,
        cast(week_start_date + interval '6 days' as date) as period_end_date
    from {{ ref('dim_dates') }}

    union all

    select distinct
        'month' as period_grain,
        month_start_date as period_start_date,
        last_day(month_start_date) as period_end_date
    from {{ ref('dim_dates') }}

),

members as (

    select * from {{ ref('dim_segment_members') }}

),

slices as (

    select
        kpis.kpi,
        members.segment_type,
        members.segment_value,
        members.segment_label,
        periods.period_grain,
        periods.period_start_date,
        periods.period_end_date
    from kpis
    inner join grains
        on '|' || kpis.period_grains || '|' like '%|' || grains.grain || '|%'
    inner join members
        on '|' || kpis.segment_types || '|' like '%|' || members.segment_type || '|%'
    inner join periods
        on
            grains.grain = periods.period_grain
            and (
                members.first_date is null
                or (
                    periods.period_grain <> 'day'
                    and members.first_date <= periods.period_end_date
                    and members.last_date >= periods.period_start_date
                )
            )

),

dim_slices as (

    select
        slices.kpi,
        slices.segment_type,
        slices.segment_value,
        slices.segment_label,
        slices.period_grain,
        slices.period_start_date,
        slices.period_end_date,
        least(slices.period_end_date, as_of.as_of_date) as last_date,
        {{ reporting_day_end('slices.period_end_date') }} > as_of.as_of_at
        or slices.period_start_date < as_of.first_event_date as is_partial
    from slices
    cross join as_of

)

select * from dim_slices
