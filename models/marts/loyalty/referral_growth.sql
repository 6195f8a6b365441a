-- One row per slice: how much more customers came by recommendation than in the month
-- before.
{% set segments = ['plan'] %}
with

referrals as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'referred') as referral_count,
        count_if(event = 'month_after') as previous_referral_count,
        count(distinct case when event = 'referred' then referrer_person_key end)
            as referrer_count
    from {{ ref('fct_referral_events') }}
    where {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

),

customers as (

    select
        {{ slice_columns('month_date', segments) }},
        count_if(is_new) as new_customer_count,
        count_if(is_active_at_end) as active_customer_count
    from {{ ref('fct_customer_months') }}
    where {{ until_as_of('month_date', 'as_of_date') }}
    group by {{ slice_groups('month_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ referral_columns('referrals', 'customers') }}
from {{ ref('dim_slices') }} as slices
left join referrals on {{ same_slice('referrals') }}
left join customers on {{ same_slice('customers') }}
where slices.kpi = 'referral_growth'
