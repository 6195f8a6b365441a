-- One row per agent: those on record, those only met in conversations, and the unknown
-- member of each source.
with

people as (

    select * from {{ ref('int_people_listed') }}

),

met as (

    select
        agent_key,
        source_system
    from {{ ref('fct_conversations') }}

    union distinct

    select
        resolved_agent_key as agent_key,
        source_system
    from {{ ref('fct_conversations') }}
    where resolved_agent_key is not null

    union distinct

    select
        agent_key,
        source_system
    from {{ ref('fct_responses') }}

    union distinct

    select
        agent_key,
        source_system
    from {{ ref('fct_messages') }}
    where agent_key is not null

    union distinct

    select
        coalesce(agent_key, source_system || ':unknown') as agent_key,
        source_system
    from {{ ref('int_survey_answers_unioned') }}

    union distinct

    select
        agent_key,
        source_system
    from {{ ref('fct_calls') }}

    union distinct

    select
        agent_key,
        source_system
    from {{ ref('fct_chats') }}

    union distinct

    select
        agent_key,
        source_system
    from {{ ref('int_agents_met') }}

),

keys as (

    select * from met

    union distinct

    select
        person_native_key as agent_key,
        source_system
    from people
    where is_agent

    union distinct

    select
        source_system || ':unknown' as agent_key,
        source_system
    from met

),

records as (

    -- A customer who happens to have the same id is somebody else.
    select * from people
    where id_space <> 'customers'

),

dim_agents as (

    select
        keys.agent_key,
        keys.source_system,
        coalesce(records.email_hash, keys.agent_key) as person_key,
        coalesce(records.name, 'unknown') as agent_name,
        coalesce(records.team_key, keys.source_system || ':unknown') as team_key,
        coalesce(records.is_bot, false) as is_bot,
        records.person_native_key is not null as is_on_record
    from keys
    left join records on keys.agent_key = records.person_native_key

)

select * from dim_agents
