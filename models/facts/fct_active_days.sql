-- One row per day: how many customers were active at its end.
with

days as (

    select calendar_date from {{ ref('dim_dates') }}

),

spells as (

    select * from {{ ref('fct_active_spells') }}

),

firsts as (

    select min(calendar_date) as first_date from days

),

-- Who was active before the first day is counted on it.
moves as (

    select
        greatest(spells.active_from_date, firsts.first_date) as moved_date,
        1 as change
    from spells
    cross join firsts
    where coalesce(spells.active_to_date > firsts.first_date, true)

    union all

    select
        spells.active_to_date as moved_date,
        -1 as change
    from spells
    cross join firsts
    where spells.active_to_date > firsts.first_date

),

by_day as (

    select
        days.calendar_date,
        coalesce(sum(moves.change), 0) as change
    from days
    left join moves on days.calendar_date = moves.moved_date
    group by days.calendar_date

),

fct_active_days as (

    select
        calendar_date,
        cast(
            sum(change) over (
                order by calendar_date
                rows between unbounded preceding and current row
            ) as bigint
        ) as active_customer_count
    from by_day

)

select * from fct_active_days
