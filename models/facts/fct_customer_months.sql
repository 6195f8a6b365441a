-- One row per person and month in which they were an active customer, or something
-- happened to them as one.
{% set newest = ordered_by('event_at', 'customer_event_key') %}
{% set newest_score = 'max_by(score, ' ~ newest ~ ')' %}
with

people as (

    select
        person_key,
        min(customer_key) as customer_key,
        min_by(plan, customer_key) filter (where plan <> 'unknown') as plan
    from {{ ref('dim_customers') }}
    group by person_key

),

active_months as (

    select * from {{ ref('fct_active_months') }}

),

happenings as (

    select
        person_key,
        cast(date_trunc('month', event_date) as date) as month_date,
        count_if(kind = 'contact') as contact_count,
        sum(event_amount) filter (where kind = 'contact') as reopen_count,
        sum(event_amount) filter (where kind = 'wait') as waited_seconds,
        count_if(kind = 'complaint') as complaint_count,
        count_if(kind = 'rewording') as rewording_count,
        count_if(kind = 'order') as order_count,
        sum(event_amount) filter (where kind = 'order') as order_amount,
        {{ newest_score }} filter (where kind = 'csat') as newest_csat,
        {{ newest_score }} filter (where kind = 'nps') as newest_nps,
        {{ newest_score }} filter (where kind = 'ces') as newest_ces
    from {{ ref('fct_customer_events') }}
    group by person_key, cast(date_trunc('month', event_date) as date)

),

keys as (

    select
        person_key,
        month_date
    from active_months

    union distinct

    select
        person_key,
        month_date
    from happenings

),

fct_customer_months as (

    select
        keys.person_key
        || '@' || cast(keys.month_date as {{ dbt.type_string() }})
            as customer_month_key,
        keys.person_key,
        people.customer_key,
        keys.month_date,
        coalesce(active_months.plan, people.plan, 'unknown') as plan,
        coalesce(active_months.is_active_at_start, false) as is_active_at_start,
        coalesce(active_months.is_active_at_end, false) as is_active_at_end,
        coalesce(
            active_months.is_active_at_end
            and not active_months.is_active_at_start
            and active_months.is_first_month,
            false
        ) as is_new,
        coalesce(
            active_months.is_active_at_end
            and not active_months.is_active_at_start
            and not active_months.is_first_month,
            false
        ) as is_returned,
        coalesce(
            active_months.is_active_at_start and not active_months.is_active_at_end,
            false
        ) as is_lost,
        case
            when
                active_months.is_active_at_start
                and not active_months.is_active_at_end
                then active_months.end_reason
        end as lost_reason,
        case
            when
                active_months.is_active_at_start
                and not active_months.is_active_at_end
                then active_months.ended_date
        end as lost_date,
        min(case when active_months.is_active_at_end then keys.month_date end) over (
            partition by keys.person_key
        ) as first_active_month,
        active_months.amount_at_start,
        active_months.amount_at_end,
        cast(coalesce(happenings.contact_count, 0) as bigint) as contact_count,
        cast(coalesce(happenings.reopen_count, 0) as bigint) as reopen_count,
        cast(coalesce(happenings.waited_seconds, 0) as decimal(18, 3))
            as waited_seconds,
        cast(coalesce(happenings.complaint_count, 0) as bigint) as complaint_count,
        cast(coalesce(happenings.rewording_count, 0) as bigint) as rewording_count,
        cast(coalesce(happenings.order_count, 0) as bigint) as order_count,
        cast(coalesce(happenings.order_amount, 0) as decimal(18, 3)) as order_amount,
        cast(coalesce(sum(happenings.contact_count) over so_far, 0) as bigint)
            as contact_count_so_far,
        cast(coalesce(sum(happenings.reopen_count) over so_far, 0) as bigint)
            as reopen_count_so_far,
        cast(coalesce(sum(happenings.waited_seconds) over so_far, 0) as decimal(18, 3))
            as waited_seconds_so_far,
        cast(coalesce(sum(happenings.complaint_count) over so_far, 0) as bigint)
            as complaint_count_so_far,
        cast(coalesce(sum(happenings.rewording_count) over so_far, 0) as bigint)
            as rewording_count_so_far,
        cast(coalesce(sum(happenings.order_count) over so_far, 0) as bigint)
            as order_count_so_far,
        {{ last_known('happenings.newest_csat') }} over so_far as last_csat,
        {{ last_known('happenings.newest_nps') }} over so_far as last_nps,
        {{ last_known('happenings.newest_ces') }} over so_far as last_ces
    from keys
    inner join people on keys.person_key = people.person_key
    left join active_months
        on
            keys.person_key = active_months.person_key
            and keys.month_date = active_months.month_date
    left join happenings
        on
            keys.person_key = happenings.person_key
            and keys.month_date = happenings.month_date
    window so_far as (
        partition by keys.person_key
        order by keys.month_date
        rows between unbounded preceding and current row
    )

)

select * from fct_customer_months
