-- One row per Zendesk user: newest name, role and address hash.
with

zendesk_users as (

    select *
    from {{ ref('stg_zendesk__users') }}
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

int_people_from_zendesk as (

    select
        {{ native_key("'zendesk'", 'zendesk_users.user_id') }} as person_native_key,
        'zendesk' as source_system,
        'users' as id_space,
        zendesk_users.name,
        {{ hash_of('zendesk_users.email') }} as email_hash,
        zendesk_users.is_agent or people.user_id is not null as is_agent,
        not zendesk_users.is_agent as is_customer,
        false as is_bot,
        false as is_staff,
        cast(null as {{ dbt.type_string() }}) as team_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as {{ dbt.type_string() }}) as country,
        zendesk_users.created_at
    from zendesk_users
    left join {{ ref('int_people_proven') }} as people
        on zendesk_users.user_id = people.user_id

)

select * from int_people_from_zendesk
