-- One row per customer: those on record, those only met in conversations, and the
-- unknown member of each source.
with

people as (

    select * from {{ ref('int_people_listed') }}

),

met as (

    select distinct
        customer_key,
        source_system
    from {{ ref('fct_conversations') }}

    union

    select distinct
        customer_key,
        source_system
    from {{ ref('int_survey_answers_unioned') }}

),

keys as (

    select
        customer_key,
        source_system
    from met

    union

    select
        person_native_key as customer_key,
        source_system
    from people
    where is_customer

    union

    select
        source_system || ':unknown' as customer_key,
        source_system
    from met

),

customers as (

    select * from people
    where is_customer

),

agents as (

    select * from people
    where not is_customer

),

dim_customers as (

    select
        keys.customer_key,
        keys.source_system,
        -- An agent may write in as a customer: the agent's record then tells who.
        coalesce(customers.email_hash, agents.email_hash, keys.customer_key) as person_key,
        coalesce(customers.name, agents.name, 'unknown') as customer_name,
        coalesce(customers.plan, 'unknown') as plan,
        coalesce(customers.country, 'unknown') as country,
        coalesce(customers.created_at, agents.created_at) as created_at,
        coalesce(customers.is_staff, agents.person_native_key is not null) as is_staff,
        coalesce(customers.person_native_key, agents.person_native_key) is not null
            as is_on_record
    from keys
    left join customers on keys.customer_key = customers.person_native_key
    left join agents on keys.customer_key = agents.person_native_key

)

select * from dim_customers
