-- One row per customer and age of one, three, six and twelve months that they could
-- have reached.
with

joined as (

    select
        person_key,
        plan,
        month_date as joined_month
    from {{ ref('fct_customer_months') }}
    where is_new

),

ages as (

    select reached_ages.age_months
    from (values (1), (3), (6), (12)) as reached_ages (age_months)

),

reached as (

    select
        joined.person_key,
        joined.plan,
        joined.joined_month,
        ages.age_months,
        cast(joined.joined_month + ages.age_months * interval '1 month' as date)
            as month_date
    from joined
    cross join ages

),

months as (

    select distinct month_start_date as month_date
    from {{ ref('dim_dates') }}

),

fct_customer_cohorts as (

    select
        reached.person_key
        || '@' || cast(reached.age_months as {{ dbt.type_string() }})
            as customer_cohort_key,
        reached.person_key,
        reached.plan,
        reached.joined_month,
        cast(reached.age_months as bigint) as age_months,
        reached.month_date,
        coalesce(customer_months.is_active_at_end, false) as is_active
    from reached
    inner join months on reached.month_date = months.month_date
    left join {{ ref('fct_customer_months') }} as customer_months
        on
            reached.person_key = customer_months.person_key
            and reached.month_date = customer_months.month_date

)

select * from fct_customer_cohorts
