-- One row per person and thing that happened to them as a customer: a contact, a wait
-- that was answered, a complaint, a turn of a chat that they did not understand, an
-- order, an answer about the company or its service.
with

people as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}
    where not is_staff and customer_key not like '%:unknown'

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

events as (

    select
        'contact' as kind,
        conversation_key as thing_key,
        customer_key,
        created_at as event_at,
        cast(reopen_count as decimal(18, 3)) as event_amount,
        cast(null as double) as score
    from conversations
    where is_inbound

    union all

    select
        'wait' as kind,
        response_key as thing_key,
        customer_key,
        waiting_since_at as event_at,
        response_seconds as event_amount,
        null as score
    from {{ ref('fct_responses') }}
    where is_inbound and response_seconds is not null

    union all

    select
        'complaint' as kind,
        conversation_key as thing_key,
        customer_key,
        complained_at as event_at,
        null as event_amount,
        null as score
    from {{ ref('fct_complaints') }}

    union all

    select
        'rewording' as kind,
        turns.chat_turn_key as thing_key,
        conversations.customer_key,
        turns.started_at as event_at,
        null as event_amount,
        null as score
    from {{ ref('fct_chat_turns') }} as turns
    inner join conversations
        on turns.conversation_key = conversations.conversation_key
    where turns.is_asked_again

    union all

    select
        'order' as kind,
        conversion_key as thing_key,
        customer_key,
        ordered_at as event_at,
        cast(coalesce(amount, 0) as decimal(18, 3)) as event_amount,
        null as score
    from {{ ref('fct_conversions') }}
    where is_counted

    union all

    select
        kind,
        survey_answer_key as thing_key,
        customer_key,
        answered_at as event_at,
        null as event_amount,
        case when kind = 'nps' then score else normalised_score end as score
    from {{ ref('fct_survey_answers') }}
    where is_counted and kind in ('csat', 'nps', 'ces')

),

fct_customer_events as (

    select
        events.kind || '|' || events.thing_key as customer_event_key,
        people.person_key,
        events.customer_key,
        events.kind,
        events.event_at,
        {{ reporting_date('events.event_at') }} as event_date,
        events.event_amount,
        events.score
    from events
    inner join people on events.customer_key = people.customer_key
    where {{ until_as_of('events.event_at') }}

)

select * from fct_customer_events
