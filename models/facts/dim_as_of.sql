-- One row: up to when the data is taken to be complete, and since when there is any.
with

event_days as (

    select
        *,
        lag(event_date) over (order by event_date) as previous_event_date,
        sum(row_count) over (
            order by event_date rows between current row and unbounded following
        ) as rows_from_here,
        sum(row_count) over (
            order by event_date rows between unbounded preceding and 1 preceding
        ) as rows_before,
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

-- Nor are a few far before all others its beginning, or any from before there were
-- helpdesks, such as the 1970 of an empty date.
past as (

    select max(event_date) as last_gap_date
    from event_days
    where
        event_date > previous_event_date + interval '365 days'
        and rows_before < 0.001 * rows_in_all

),

beginnings as (

    select created_at as began_at from {{ ref('fct_conversations') }}
    union all
    select first_at as began_at from event_days
    where not exists (
        select conversations.conversation_key
        from {{ ref('fct_conversations') }} as conversations
    )

),

firsts as (

    select min(beginnings.began_at) as first_event_at
    from beginnings
    cross join past
    where
        {{ is_plausible_time('beginnings.began_at') }}
        and (
            past.last_gap_date is null
            or cast(beginnings.began_at as date) >= past.last_gap_date
        )

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
