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

    union distinct

    select distinct
        customer_key,
        source_system
    from {{ ref('int_survey_answers_unioned') }}

    union distinct

    select distinct
        customer_key,
        source_system
    from {{ ref('fct_calls') }}

    union distinct

    select distinct
        customer_key,
        source_system
    from {{ ref('fct_chats') }}

    union distinct

    select
        customer_key,
        source_system
    from {{ ref('int_customers_met') }}

    union distinct

    select distinct
        source_system || ':unknown' as customer_key,
        source_system
    from {{ ref('int_sla_instances_unioned') }}

),

keys as (

    select
        customer_key,
        source_system
    from met

    union distinct

    select
        person_native_key as customer_key,
        source_system
    from people
    where is_customer

    union distinct

    select
        source_system || ':unknown' as customer_key,
        source_system
    from met

),

-- A Zendesk agent may write in as a customer. Where agents and customers have ids of
-- their own, an agent with the same id is somebody else.
records as (

    select * from people
    where id_space <> 'agents'

),

dim_customers as (

    select
        keys.customer_key,
        keys.source_system,
        coalesce(records.email_hash, keys.customer_key) as person_key,
        coalesce(records.name, 'unknown') as customer_name,
        coalesce(records.plan, 'unknown') as plan,
        coalesce(records.country, 'unknown') as country,
        records.created_at,
        coalesce(records.is_staff or not records.is_customer, false) as is_staff,
        records.person_native_key is not null as is_on_record
    from keys
    left join records on keys.customer_key = records.person_native_key

)

select * from dim_customers
