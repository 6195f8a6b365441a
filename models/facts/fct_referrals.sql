-- One row per recommendation of a customer.
with

customers as (

    select
        customer_key,
        person_key,
        plan
    from {{ ref('dim_customers') }}

),

referrals as (

    select
        referrals.*,
        referrers.person_key as referrer_person_key,
        referred.person_key as referred_person_key,
        coalesce(referred.plan, 'unknown') as plan,
        coalesce(referrers.person_key = referred.person_key, false) as is_self_referral
    from {{ ref('int_referrals_listed') }} as referrals
    inner join customers as referrers
        on referrals.referrer_customer_key = referrers.customer_key
    left join customers as referred
        on referrals.referred_customer_key = referred.customer_key

),

-- Whoever was recommended by several, or to several addresses, is one new customer.
counted as (

    select referral_key
    from referrals
    where converted_at is not null and not is_self_referral
    qualify row_number() over (
        partition by coalesce(referred_person_key, referral_key)
        order by converted_at, referral_key
    ) = 1

),

fct_referrals as (

    select
        referrals.referral_key,
        referrals.source_system,
        referrals.referrer_customer_key,
        referrals.referrer_person_key,
        referrals.referred_customer_key,
        referrals.referred_person_key,
        referrals.plan,
        referrals.evidence,
        referrals.invited_at,
        referrals.converted_at,
        {{ reporting_date('referrals.converted_at') }} as converted_date,
        referrals.is_self_referral,
        counted.referral_key is not null as is_counted
    from referrals
    left join counted on referrals.referral_key = counted.referral_key

)

select * from fct_referrals
