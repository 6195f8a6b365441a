-- One row per customer whom a neighbouring system names.
with

named as (

    select customer_key
    from {{ ref('int_subscriptions_current') }}
    where customer_key is not null

    union distinct

    select customer_key
    from {{ ref('int_orders_current') }}
    where customer_key is not null

    union distinct

    select referrer_customer_key as customer_key
    from {{ ref('int_referrals_listed') }}
    where referrer_customer_key is not null

    union distinct

    select referred_customer_key as customer_key
    from {{ ref('int_referrals_listed') }}
    where referred_customer_key is not null

    union distinct

    select customer_key
    from {{ ref('int_page_events_placed') }}
    where customer_key is not null

    union distinct

    select coalesce(customer_key, 'generic:unknown') as customer_key
    from {{ ref('int_social_threads_opened') }}

),

int_customers_met as (

    select
        customer_key,
        'generic' as source_system
    from named

)

select * from int_customers_met
