-- One row per order: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__orders') }}
    qualify row_number() over (
        partition by order_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_orders_current as (

    select
        {{ native_key("'generic'", 'order_id') }} as order_key,
        'generic' as source_system,
        {{ native_key("'generic'", 'customer_id') }} as customer_key,
        {{ native_link("'generic'", 'conversation_id') }} as named_conversation_key,
        kind,
        amount,
        ordered_at,
        refunded_at,
        {{ reporting_date('ordered_at') }} as ordered_date
    from newest_versions

)

select * from int_orders_current
