-- One row per exported version of a customer.
with

source as (

    select * from {{ ref('base_generic__customers') }}

),

renamed as (

    select
        ---------- ids
        customer_id,
        referred_by_customer_id,

        ---------- strings
        name,
        lower(trim(email)) as email,
        plan,
        country,

        ---------- booleans
        coalesce(is_staff, false) as is_staff,

        ---------- timestamps
        created_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
