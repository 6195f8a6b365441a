-- One row per exported version of an order.
with

source as (

    select * from {{ ref('base_generic__orders') }}

),

renamed as (

    select
        ---------- ids
        order_id,
        customer_id,
        conversation_id,

        ---------- strings
        lower(coalesce(kind, 'order')) as kind,

        ---------- numerics
        amount,

        ---------- timestamps
        ordered_at,
        refunded_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
