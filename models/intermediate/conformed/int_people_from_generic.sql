-- One row per agent and per customer of the generic layout: newest name and address
-- hash.
with

generic_agents as (

    select *
    from {{ ref('stg_generic__agents') }}
    qualify row_number() over (
        partition by agent_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

generic_customers as (

    select *
    from {{ ref('stg_generic__customers') }}
    qualify row_number() over (
        partition by customer_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_people_from_generic as (

    select
        {{ native_key("'generic'", 'agent_id') }} as person_native_key,
        'generic' as source_system,
        'agents' as id_space,
        name,
        {{ hash_of('email') }} as email_hash,
        true as is_agent,
        false as is_customer,
        is_bot,
        true as is_staff,
        {{ native_link("'generic'", 'team_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as {{ dbt.type_string() }}) as country,
        active_from as created_at
    from generic_agents

    union all

    select
        {{ native_key("'generic'", 'customer_id') }} as person_native_key,
        'generic' as source_system,
        'customers' as id_space,
        name,
        {{ hash_of('email') }} as email_hash,
        false as is_agent,
        true as is_customer,
        false as is_bot,
        is_staff,
        null as team_key,
        plan,
        country,
        created_at
    from generic_customers

)

select * from int_people_from_generic
