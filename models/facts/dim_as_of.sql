-- One row: up to when the data is taken to be complete, and since when there is any.
with

event_days as (

    select
        *,
        lag(event_date) over (order by event_date) as previous_event_date,
        sum(row_count) over (
            order by event_date rows between current row and unbounded following
        ) as rows_from_here,
        sum(row_count) over () as rows_in_all
    from {{ ref('int_event_days_counted') }}

),

-- A few rows far ahead of all others are mistakes in the data, not its end.
future as (

    select min(event_date) as first_future_date
    from event_days
    where
        event_date > previous_event_date + interval '60 days'
        and rows_from_here < 0.001 * rows_in_all

),

latest as (

    select
        coalesce(
            {% if var('as_of') -%}
            {{ read_timestamp("'" ~ var('as_of') ~ "'", 'UTC') }},
            {%- else -%}
            cast(null as timestamp),
            {%- endif %}
            max(event_days.last_at)
        ) as as_of_at
    from event_days
    cross join future
    where
        future.first_future_date is null
        or event_days.event_date < future.first_future_date

),

firsts as (

    select min(created_at) as first_event_at
    from {{ ref('fct_conversations') }}

),

dim_as_of as (

    select
        latest.as_of_at,
        {{ reporting_date('latest.as_of_at') }} as as_of_date,
        firsts.first_event_at,
        {{ reporting_date('firsts.first_event_at') }} as first_event_date
    from latest
    cross join firsts

)

select * from dim_as_of
