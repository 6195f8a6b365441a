-- One row per subscription: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__subscriptions') }}
    qualify row_number() over (
        partition by subscription_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_subscriptions_current as (

    select
        {{ native_key("'generic'", 'subscription_id') }} as subscription_key,
        'generic' as source_system,
        {{ native_key("'generic'", 'customer_id') }} as customer_key,
        plan,
        cast(coalesce(monthly_amount, 0) as double) as monthly_amount,
        is_trial,
        coalesce(cancel_reason = 'payment_failed', false) as is_payment_failure,
        started_at,
        ended_at,
        cancel_requested_at,
        {{ reporting_date('started_at') }} as started_date,
        {{ reporting_date('ended_at') }} as ended_date
    from newest_versions

)

select * from int_subscriptions_current
