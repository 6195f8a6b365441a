-- One row per person and month that a time as an active customer reaches into.
with

months as (

    select
        month_start_date as month_date,
        max(calendar_date) as last_date
    from {{ ref('dim_dates') }}
    group by month_start_date

),

spells as (

    select * from {{ ref('fct_active_spells') }}

),

people as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}

),

active_months as (

    select
        spells.person_key,
        months.month_date,
        bool_or(
            spells.active_from_date < months.month_date
            and coalesce(spells.active_to_date >= months.month_date, true)
        ) as is_active_at_start,
        bool_or(
            spells.active_from_date <= months.last_date
            and coalesce(spells.active_to_date > months.last_date, true)
        ) as is_active_at_end,
        bool_or(
            spells.spell_number = 1
            and spells.active_from_date >= months.month_date
        ) as is_first_month,
        max(spells.active_to_date) filter (
            where spells.active_to_date <= months.last_date
        ) as ended_date,
        max_by(spells.end_reason, spells.spell_number) filter (
            where spells.active_to_date <= months.last_date
        ) as end_reason
    from spells
    inner join months
        on
            spells.active_from_date <= months.last_date
            and coalesce(spells.active_to_date >= months.month_date, true)
    group by spells.person_key, months.month_date

),

-- What was paid for, by the contracts that cover the ends of the month.
contracts as (

    select
        people.person_key,
        months.month_date,
        sum(subscriptions.monthly_amount) filter (
            where subscriptions.started_date < months.month_date
        ) as amount_at_start,
        sum(subscriptions.monthly_amount) filter (
            where coalesce(subscriptions.ended_date > months.last_date, true)
        ) as amount_at_end,
        max_by(
            subscriptions.plan,
            {{ ordered_by(
                'subscriptions.monthly_amount', 'subscriptions.subscription_key'
            ) }}
        ) filter (where subscriptions.plan is not null) as plan
    from {{ ref('int_subscriptions_current') }} as subscriptions
    inner join people on subscriptions.customer_key = people.customer_key
    inner join months
        on
            subscriptions.started_date <= months.last_date
            and coalesce(subscriptions.ended_date >= months.month_date, true)
    where not subscriptions.is_trial
    group by people.person_key, months.month_date

),

fct_active_months as (

    select
        active_months.person_key
        || '@' || cast(active_months.month_date as {{ dbt.type_string() }})
            as active_month_key,
        active_months.person_key,
        active_months.month_date,
        active_months.is_active_at_start,
        active_months.is_active_at_end,
        active_months.is_first_month,
        active_months.ended_date,
        active_months.end_reason,
        contracts.plan,
        case
            when active_months.is_active_at_start
                then coalesce(contracts.amount_at_start, 0)
        end as amount_at_start,
        case
            when active_months.is_active_at_end
                then coalesce(contracts.amount_at_end, 0)
        end as amount_at_end
    from active_months
    left join contracts
        on
            active_months.person_key = contracts.person_key
            and active_months.month_date = contracts.month_date

)

select * from fct_active_months
