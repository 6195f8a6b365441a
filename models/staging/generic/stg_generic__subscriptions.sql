-- One row per exported version of a subscription.
with

source as (

    select * from {{ ref('base_generic__subscriptions') }}

),

renamed as (

    select
        ---------- ids
        subscription_id,
        customer_id,

        ---------- strings
        lower(cancel_reason) as cancel_reason,
        plan,

        ---------- numerics
        monthly_amount,

        ---------- booleans
        coalesce(is_trial, false) as is_trial,

        ---------- timestamps
        started_at,
        ended_at,
        cancel_requested_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
