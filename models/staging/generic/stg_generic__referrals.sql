-- One row per exported version of a referral.
with

source as (

    select * from {{ ref('base_generic__referrals') }}

),

renamed as (

    select
        ---------- ids
        referral_id,
        referrer_customer_id,
        referred_customer_id,

        ---------- timestamps
        invited_at,
        converted_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
