-- One row per conversation of a known customer: whether an order is credited to it.
with

customers as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}
    where not is_staff and customer_key not like '%:unknown'

),

conversions as (

    select
        conversation_key,
        bool_or(kind = 'order') as is_ordered,
        bool_or(kind = 'renewal') as is_renewed,
        bool_or(kind = 'upgrade') as is_upgraded,
        bool_or(kind = 'form') as is_form_sent
    from {{ ref('fct_conversions') }}
    where is_counted and is_credited
    group by conversation_key

),

fct_conversion_chances as (

    select
        conversations.conversation_key,
        conversations.source_system,
        conversations.channel,
        conversations.customer_key,
        customers.person_key,
        conversations.created_team_key,
        conversations.created_priority,
        conversations.created_at,
        conversations.created_date,
        {{ add_seconds(
            'conversations.created_at', var('conversion_window_days') ~ ' * 86400'
        ) }} as window_ends_at,
        conversions.conversation_key is not null as is_converted,
        coalesce(conversions.is_ordered, false) as is_ordered,
        coalesce(conversions.is_renewed, false) as is_renewed,
        coalesce(conversions.is_upgraded, false) as is_upgraded,
        coalesce(conversions.is_form_sent, false) as is_form_sent
    from {{ ref('fct_conversations') }} as conversations
    inner join customers on conversations.customer_key = customers.customer_key
    left join conversions
        on conversations.conversation_key = conversions.conversation_key
    where conversations.is_valid

)

select * from fct_conversion_chances
