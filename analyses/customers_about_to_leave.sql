-- The fifty active customers who are most likely to leave in the next three months, by
-- what became of others of this desk who showed the same signs, and what they pay.
{% set signs = {
    'dissatisfied with the last answer': 'last_csat < 0.5',
    'would not recommend us': 'last_nps <= 6',
    'had a hard time': 'last_ces < 0.5',
    'wrote in three times in three months': 'recent_contact_count >= 3',
    'came back about something resolved': 'recent_reopen_count >= 1',
    'waited for two days in three months': 'recent_waited_seconds >= 172800',
} %}
with

as_of as (

    select cast(date_trunc('month', as_of_date) as date) as this_month
    from {{ ref('dim_as_of') }}

),

months as (

    select * from {{ ref('fct_customer_months') }}

),

recent as (

    select
        months.person_key,
        months.month_date,
        sum(earlier.contact_count) as recent_contact_count,
        sum(earlier.reopen_count) as recent_reopen_count,
        sum(earlier.waited_seconds) as recent_waited_seconds
    from months
    inner join months as earlier
        on
            months.person_key = earlier.person_key
            and months.month_date >= earlier.month_date
            and months.month_date < earlier.month_date + interval '3 months'
    group by months.person_key, months.month_date

),

active_customers as (

    select
        months.*,
        recent.recent_contact_count,
        recent.recent_reopen_count,
        recent.recent_waited_seconds
    from months
    inner join recent
        on
            months.person_key = recent.person_key
            and months.month_date = recent.month_date
    where months.is_active_at_end

),

shown_signs as (

    {% for sign, condition in signs.items() -%}
    select
        person_key,
        month_date,
        '{{ sign }}' as sign
    from active_customers
    where {{ condition }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

losses as (

    select
        person_key,
        month_date as lost_month
    from months
    where is_lost

),

-- What became of everybody whose three months are over.
histories as (

    select
        active_customers.person_key,
        active_customers.month_date,
        case when count(losses.lost_month) > 0 then 1.0 else 0.0 end as has_left
    from active_customers
    cross join as_of
    left join losses
        on
            active_customers.person_key = losses.person_key
            and active_customers.month_date < losses.lost_month
            and active_customers.month_date + interval '3 months' >= losses.lost_month
    where active_customers.month_date + interval '3 months' < as_of.this_month
    group by active_customers.person_key, active_customers.month_date

),

everybody as (

    select avg(has_left) as share_who_left from histories

),

-- By how much more than others those left who showed a sign; thirty are needed to tell.
precedents as (

    select
        shown_signs.sign,
        avg(histories.has_left) - max(everybody.share_who_left) as share_more
    from shown_signs
    inner join histories
        on
            shown_signs.person_key = histories.person_key
            and shown_signs.month_date = histories.month_date
    cross join everybody
    group by shown_signs.sign
    having count(*) >= 30

),

customers_about_to_leave as (

    select
        active_customers.customer_key,
        active_customers.plan,
        active_customers.amount_at_end,
        count(*) as sign_count,
        max_by(
            shown_signs.sign,
            {{ ordered_by('coalesce(precedents.share_more, -1)', 'shown_signs.sign') }}
        ) as worst_sign,
        max(everybody.share_who_left) + coalesce(sum(precedents.share_more), 0)
            as expected_share_leaving,
        max(everybody.share_who_left) as share_of_all_leaving
    from active_customers
    inner join as_of on active_customers.month_date = as_of.this_month
    cross join everybody
    inner join shown_signs
        on
            active_customers.person_key = shown_signs.person_key
            and active_customers.month_date = shown_signs.month_date
    left join precedents on shown_signs.sign = precedents.sign
    group by
        active_customers.customer_key,
        active_customers.plan,
        active_customers.amount_at_end

)

select * from customers_about_to_leave
order by
    expected_share_leaving desc nulls last,
    amount_at_end desc nulls last,
    customer_key asc
limit 50
