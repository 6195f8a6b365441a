-- One row per person and uninterrupted time as an active customer.
{% set never = "date '9999-01-01'" %}
with

people as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}
    where not is_staff and customer_key not like '%:unknown'

),

subscriptions as (

    select * from {{ ref('int_subscriptions_current') }}

),

has_subscriptions as (

    select count(*) > 0 as is_known from subscriptions

),

-- Contracts, where the exports have any; else a contact or an order counts for a while.
spans as (

    select
        people.person_key,
        subscriptions.started_date as from_date,
        subscriptions.ended_date as to_date,
        subscriptions.subscription_key as span_key,
        case
            when subscriptions.is_payment_failure then 'payment_failed'
            else 'voluntary'
        end as end_reason,
        {{ var('resubscription_grace_days') }} as grace_days
    from subscriptions
    inner join people on subscriptions.customer_key = people.customer_key
    where
        not subscriptions.is_trial
        and subscriptions.started_date < coalesce(subscriptions.ended_date, {{ never }})

    union all

    select
        events.person_key,
        events.event_date as from_date,
        cast(
            events.event_date + interval '{{ var("active_customer_days") }} days'
            as date
        ) as to_date,
        events.customer_event_key as span_key,
        'inactive' as end_reason,
        0 as grace_days
    from {{ ref('fct_customer_events') }} as events
    cross join has_subscriptions
    where not has_subscriptions.is_known and events.kind in ('contact', 'order')

),

reached as (

    select
        *,
        max(coalesce(to_date, {{ never }})) over (
            partition by person_key
            order by from_date, span_key
            rows between unbounded preceding and 1 preceding
        ) as reached_date
    from spans

),

-- A contract that is followed by another within the grace has not ended.
numbered as (

    select
        *,
        count_if(
            reached_date is null
            or from_date > reached_date + grace_days * interval '1 day'
        ) over (
            partition by person_key
            order by from_date, span_key
            rows between unbounded preceding and current row
        ) as spell_number
    from reached

),

fct_active_spells as (

    select
        person_key || '#' || cast(spell_number as {{ dbt.type_string() }})
            as active_spell_key,
        person_key,
        cast(spell_number as bigint) as spell_number,
        min(from_date) as active_from_date,
        nullif(max(coalesce(to_date, {{ never }})), {{ never }}) as active_to_date,
        case
            when max(coalesce(to_date, {{ never }})) < {{ never }}
                then max_by(
                    end_reason,
                    {{ ordered_by('coalesce(to_date, ' ~ never ~ ')', 'span_key') }}
                )
        end as end_reason
    from numbered
    group by person_key, spell_number

)

select * from fct_active_spells
