-- One row per period: how often active customers who had no conversation around a day
-- ordered within the window after it.
{% set window = var('conversion_window_days') %}
{% set never = "date '9999-01-01'" %}
with

days as (

    select
        *,
        min(calendar_date) over () as first_date
    from {{ ref('dim_dates') }}

),

-- The days on which a person is active, is in contact, or has an order before them.
spans as (

    select
        person_key,
        active_from_date as from_date,
        coalesce(active_to_date, {{ never }}) as to_date,
        1 as active_change,
        0 as contact_change,
        0 as order_change
    from {{ ref('fct_active_spells') }}

    union all

    select
        person_key,
        cast(created_date - interval '{{ window }} days' as date) as from_date,
        cast(created_date + interval '{{ window + 1 }} days' as date) as to_date,
        0 as active_change,
        1 as contact_change,
        0 as order_change
    from {{ ref('fct_conversion_chances') }}

    union all

    select
        person_key,
        cast(ordered_date - interval '{{ window }} days' as date) as from_date,
        cast(ordered_date + interval '1 day' as date) as to_date,
        0 as active_change,
        0 as contact_change,
        1 as order_change
    from {{ ref('fct_conversions') }}
    where is_counted

),

moves as (

    select
        person_key,
        from_date as moved_date,
        active_change,
        contact_change,
        order_change
    from spans

    union all

    select
        person_key,
        to_date as moved_date,
        -active_change as active_change,
        -contact_change as contact_change,
        -order_change as order_change
    from spans

),

states as (

    select
        person_key,
        moved_date,
        sum(sum(active_change)) over so_far > 0
        and sum(sum(contact_change)) over so_far = 0 as is_without_contact,
        sum(sum(order_change)) over so_far > 0 as has_order
    from moves
    group by person_key, moved_date
    window so_far as (
        partition by person_key
        order by moved_date
        rows between unbounded preceding and current row
    )

),

counted_states as (

    select
        person_key,
        moved_date,
        case when is_without_contact then 1 else 0 end as customer_count,
        case when is_without_contact and has_order then 1 else 0 end as converted_count
    from states

),

changes as (

    select
        moved_date,
        customer_count - lag(customer_count, 1, 0) over by_person as customer_change,
        converted_count - lag(converted_count, 1, 0) over by_person as converted_change
    from counted_states
    window by_person as (partition by person_key order by moved_date)

),

-- What began before the first day counts from it on.
counted_days as (

    select
        days.calendar_date,
        days.week_start_date,
        days.month_start_date,
        sum(coalesce(sum(changes.customer_change), 0)) over so_far as customer_count,
        sum(coalesce(sum(changes.converted_change), 0)) over so_far as converted_count
    from days
    left join changes
        on days.calendar_date = greatest(changes.moved_date, days.first_date)
    group by days.calendar_date, days.week_start_date, days.month_start_date
    window so_far as (
        order by days.calendar_date
        rows between unbounded preceding and current row
    )

),

mature_days as (

    select counted_days.*
    from counted_days
    cross join {{ ref('dim_as_of') }} as as_of
    where
        cast(counted_days.calendar_date + interval '{{ window }} days' as date)
        < as_of.as_of_date

),

fct_conversion_baselines as (

    {% for grain, start_date in [
        ('day', 'calendar_date'), ('week', 'week_start_date'), ('month', 'month_start_date')
    ] -%}
    select
        '{{ grain }}' as period_grain,
        {{ start_date }} as period_start_date,
        cast(sum(customer_count) as bigint) as customer_day_count,
        cast(sum(converted_count) as bigint) as converted_day_count,
        {{ share('sum(converted_count)', 'sum(customer_count)') }} as baseline_share
    from mature_days
    group by {{ start_date }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from fct_conversion_baselines
