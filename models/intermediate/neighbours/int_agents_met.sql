-- One row per agent whom a neighbouring system names.
with

named as (

    select agent_key
    from {{ ref('int_agent_evaluations_current') }}
    where agent_key is not null

    union distinct

    select reviewer_key as agent_key
    from {{ ref('int_agent_evaluations_current') }}
    where reviewer_key is not null

    union distinct

    select staff_key as agent_key
    from {{ ref('int_social_threads_opened') }}
    where staff_key is not null

),

int_agents_met as (

    select
        agent_key,
        'generic' as source_system
    from named

)

select * from int_agents_met
