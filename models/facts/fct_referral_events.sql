-- One row per new customer who was recommended and month that counts them: that in
-- which they came, and the next, which is compared with it.
with

counted_referrals as (

    select * from {{ ref('fct_referrals') }}
    where is_counted

),

events as (

    select
        'referred' as event,
        converted_date as event_date,
        *
    from counted_referrals

    union all

    select
        'month_after' as event,
        cast(date_trunc('month', converted_date) + interval '1 month' as date)
            as event_date,
        *
    from counted_referrals

),

fct_referral_events as (

    select
        referral_key || '|' || event as referral_event_key,
        event,
        event_date,
        referral_key,
        source_system,
        plan,
        referrer_person_key,
        referred_person_key
    from events

)

select * from fct_referral_events
