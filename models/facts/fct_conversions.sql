-- One row per order, renewal, upgrade or form, credited to the nearest conversation
-- before it, if there is one within the window.
with

customers as (

    select
        customer_key,
        person_key,
        is_staff
    from {{ ref('dim_customers') }}

),

orders as (

    select
        orders.*,
        customers.person_key,
        customers.is_staff
    from {{ ref('int_orders_current') }} as orders
    inner join customers on orders.customer_key = customers.customer_key

),

conversations as (

    select
        conversations.*,
        customers.person_key,
        {{ add_seconds(
            'conversations.created_at', var('conversion_window_days') ~ ' * 86400'
        ) }} as window_ends_at
    from {{ ref('fct_conversations') }} as conversations
    inner join customers on conversations.customer_key = customers.customer_key
    where conversations.is_valid and conversations.customer_key not like '%:unknown'

),

-- The shop may know from which conversation it came; else the nearest before it.
credited as (

    select
        orders.order_key,
        conversations.conversation_key,
        conversations.created_at,
        conversations.created_date,
        conversations.source_system,
        conversations.channel,
        conversations.created_team_key,
        conversations.created_priority,
        coalesce(
            orders.named_conversation_key = conversations.conversation_key, false
        ) as is_named
    from orders
    inner join conversations
        on
            orders.person_key = conversations.person_key
            and orders.ordered_at >= conversations.created_at
            and orders.ordered_at <= conversations.window_ends_at
    qualify row_number() over (
        partition by orders.order_key
        order by
            case
                when orders.named_conversation_key = conversations.conversation_key
                    then 0
                else 1
            end,
            conversations.created_at desc,
            conversations.conversation_key desc
    ) = 1

),

fct_conversions as (

    select
        orders.order_key as conversion_key,
        orders.source_system as order_source_system,
        orders.customer_key,
        orders.person_key,
        orders.kind,
        orders.amount,
        orders.ordered_at,
        orders.ordered_date,
        orders.refunded_at is not null as is_refunded,
        orders.is_staff,
        -- What was paid back, or bought by the company itself, has converted nobody.
        orders.refunded_at is null and not orders.is_staff as is_counted,
        credited.order_key is not null as is_credited,
        coalesce(credited.is_named, false) as is_named_by_source,
        credited.conversation_key,
        credited.created_at as conversation_created_at,
        credited.created_date as conversation_date,
        credited.source_system,
        credited.channel,
        credited.created_team_key,
        credited.created_priority,
        {{ seconds_between('credited.created_at', 'orders.ordered_at') }}
            as conversion_seconds
    from orders
    left join credited on orders.order_key = credited.order_key

)

select * from fct_conversions
