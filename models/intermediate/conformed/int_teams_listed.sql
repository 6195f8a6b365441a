-- One row per team that a source has a record of: newest name and tier.
with

zendesk_groups as (

    select *
    from {{ ref('stg_zendesk__groups') }}
    qualify row_number() over (
        partition by group_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_teams_listed as (

    select
        {{ native_key("'zendesk'", 'group_id') }} as team_key,
        'zendesk' as source_system,
        name,
        cast(null as {{ dbt.type_string() }}) as tier
    from zendesk_groups

    union all

    select
        {{ native_key("'generic'", 'team_id') }} as team_key,
        'generic' as source_system,
        name,
        tier
    from {{ ref('int_generic_teams_current') }}

)

select * from int_teams_listed
