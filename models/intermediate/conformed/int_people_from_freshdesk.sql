-- One row per Freshdesk user: newest name, role and address hash.
with

people as (

    select
        user_id,
        name,
        email,
        true as is_agent,
        created_at,
        updated_at,
        load_number,
        file_modified_at,
        file_path,
        file_row_number
    from {{ ref('stg_freshdesk__agents') }}

    union all

    select
        user_id,
        name,
        email,
        false as is_agent,
        created_at,
        updated_at,
        load_number,
        file_modified_at,
        file_path,
        file_row_number
    from {{ ref('stg_freshdesk__contacts') }}

),

-- Agents and contacts have ids of one series: who is in both is one person.
newest_records as (

    select
        *,
        bool_or(is_agent) over (partition by user_id) as is_ever_agent
    from people
    qualify row_number() over (
        partition by user_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_people_from_freshdesk as (

    select
        {{ native_key("'freshdesk'", 'user_id') }} as person_native_key,
        'freshdesk' as source_system,
        'users' as id_space,
        name,
        {{ hash_of('email') }} as email_hash,
        is_ever_agent as is_agent,
        not is_agent as is_customer,
        false as is_bot,
        false as is_staff,
        cast(null as {{ dbt.type_string() }}) as team_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as {{ dbt.type_string() }}) as country,
        created_at
    from newest_records

)

select * from int_people_from_freshdesk
