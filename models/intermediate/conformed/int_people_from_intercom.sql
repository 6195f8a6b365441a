-- One row per Intercom teammate, bot and contact: newest name, team and address hash.
with

admins as (

    select *
    from {{ ref('stg_intercom__admins') }}
    qualify row_number() over (
        partition by admin_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

contacts as (

    select *
    from {{ ref('stg_intercom__contacts') }}
    qualify row_number() over (
        partition by contact_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

-- Who has left is no longer listed: what was written in their name tells who they were.
writers as (

    select
        author_id,
        max_by(author_name, {{ ordered_by('created_at', 'part_id') }})
        filter (where author_name is not null) as name,
        max_by(author_email, {{ ordered_by('created_at', 'part_id') }})
        filter (where author_email is not null) as email,
        bool_and(
            native_author_type = 'bot'
            or is_by_operator
            or coalesce(is_by_ai_agent, false)
        ) as is_bot
    from {{ ref('int_intercom_part_versions') }}
    where native_author_type in ('admin', 'bot') and author_id is not null
    group by author_id

),

ai_agents as (

    select distinct agent_key
    from {{ ref('int_survey_answers_from_intercom') }}
    where wave = 'ai_agent' and agent_key like '%:ai_agent'

),

int_people_from_intercom as (

    select
        {{ native_key("'intercom'", 'admins.admin_id') }} as person_native_key,
        'intercom' as source_system,
        'admins' as id_space,
        admins.name,
        {{ hash_of('admins.email') }} as email_hash,
        true as is_agent,
        false as is_customer,
        bots.admin_id is not null as is_bot,
        true as is_staff,
        {{ native_link("'intercom'", 'admins.team_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as timestamp) as created_at
    from admins
    left join {{ ref('int_intercom_bots_known') }} as bots
        on admins.admin_id = bots.admin_id

    union all

    select
        agent_key as person_native_key,
        'intercom' as source_system,
        'admins' as id_space,
        'AI agent' as name,
        null as email_hash,
        true as is_agent,
        false as is_customer,
        true as is_bot,
        true as is_staff,
        null as team_key,
        null as plan,
        null as country,
        null as created_at
    from ai_agents

    union all

    select
        {{ native_key("'intercom'", 'writers.author_id') }} as person_native_key,
        'intercom' as source_system,
        'admins' as id_space,
        writers.name,
        {{ hash_of('writers.email') }} as email_hash,
        true as is_agent,
        false as is_customer,
        writers.is_bot,
        true as is_staff,
        null as team_key,
        null as plan,
        null as country,
        null as created_at
    from writers
    left join admins on writers.author_id = admins.admin_id
    where admins.admin_id is null

    union all

    select
        {{ native_key("'intercom'", 'contact_id') }} as person_native_key,
        'intercom' as source_system,
        'customers' as id_space,
        name,
        {{ hash_of('email') }} as email_hash,
        false as is_agent,
        true as is_customer,
        false as is_bot,
        false as is_staff,
        null as team_key,
        null as plan,
        country,
        created_at
    from contacts

)

select * from int_people_from_intercom
