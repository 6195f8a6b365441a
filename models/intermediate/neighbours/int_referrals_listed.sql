-- One row per recommendation: those that the export lists, and those that only the
-- record of the recommended customer tells of.
with

listed as (

    select *
    from {{ ref('stg_generic__referrals') }}
    qualify row_number() over (
        partition by referral_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

customers as (

    select *
    from {{ ref('stg_generic__customers') }}
    qualify row_number() over (
        partition by customer_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

listed_customers as (

    select distinct referred_customer_id
    from listed
    where referred_customer_id is not null

),

referrals as (

    select
        referral_id,
        referrer_customer_id,
        referred_customer_id,
        invited_at,
        converted_at,
        'referral' as evidence
    from listed

    union all

    select
        'customer:' || customers.customer_id as referral_id,
        customers.referred_by_customer_id as referrer_customer_id,
        customers.customer_id as referred_customer_id,
        cast(null as timestamp) as invited_at,
        customers.created_at as converted_at,
        'customer_record' as evidence
    from customers
    left join listed_customers
        on customers.customer_id = listed_customers.referred_customer_id
    where
        customers.referred_by_customer_id is not null
        and listed_customers.referred_customer_id is null

),

int_referrals_listed as (

    select
        {{ native_key("'generic'", 'referral_id') }} as referral_key,
        'generic' as source_system,
        {{ native_key("'generic'", 'referrer_customer_id') }} as referrer_customer_key,
        {{ native_link("'generic'", 'referred_customer_id') }} as referred_customer_key,
        evidence,
        invited_at,
        converted_at
    from referrals

)

select * from int_referrals_listed
