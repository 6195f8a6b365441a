-- One row per person and role that a source has a record of: newest name and address
-- hash.
with

people as (

    select * from {{ ref('int_people_from_zendesk') }}
    union all
    select * from {{ ref('int_people_from_freshdesk') }}
    union all
    select * from {{ ref('int_people_from_intercom') }}
    union all
    select * from {{ ref('int_people_from_generic') }}
    union all
    select * from {{ ref('int_people_from_help_scout') }}

),

int_people_listed as (

    select
        person_native_key,
        source_system,
        id_space,
        name,
        email_hash,
        is_agent,
        is_customer,
        is_bot,
        is_staff,
        team_key,
        plan,
        country,
        created_at
    from people

)

select * from int_people_listed
