-- One row per fact and source whose rows and those left out are not all that came in.
with

balances as (

    select
        fact,
        source_system,
        coalesce(sum(row_count) filter (where step = 'came_in'), 0) as came_in_count,
        coalesce(sum(row_count) filter (where step = 'left_out'), 0) as left_out_count,
        coalesce(sum(row_count) filter (where step = 'kept'), 0) as kept_count
    from {{ ref('fact_accounts') }}
    group by fact, source_system

)

select *
from balances
where came_in_count <> left_out_count + kept_count
