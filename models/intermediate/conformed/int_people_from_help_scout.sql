-- One row per user and per customer of Help Scout: newest name and address hash.
with

users as (

    select *
    from {{ ref('stg_help_scout__users') }}
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

customers as (

    select *
    from {{ ref('stg_help_scout__customers') }}
    qualify row_number() over (
        partition by customer_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

staff_addresses as (

    select distinct email
    from users
    where email is not null

),

int_people_from_help_scout as (

    select
        {{ native_key("'help_scout'", 'user_id') }} as person_native_key,
        'help_scout' as source_system,
        'agents' as id_space,
        name,
        {{ hash_of('email') }} as email_hash,
        true as is_agent,
        false as is_customer,
        is_bot,
        true as is_staff,
        cast(null as {{ dbt.type_string() }}) as team_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as {{ dbt.type_string() }}) as country,
        created_at
    from users
    -- A team takes conversations, but is nobody in person.
    where not is_team

    union all

    select
        {{ native_key("'help_scout'", 'customers.customer_id') }} as person_native_key,
        'help_scout' as source_system,
        'customers' as id_space,
        customers.name,
        {{ hash_of('customers.email') }} as email_hash,
        false as is_agent,
        true as is_customer,
        false as is_bot,
        staff_addresses.email is not null as is_staff,
        null as team_key,
        null as plan,
        null as country,
        customers.created_at
    from customers
    left join staff_addresses on customers.email = staff_addresses.email

)

select * from int_people_from_help_scout
