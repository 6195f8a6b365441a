-- One row per Zendesk group: newest name.
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

int_teams_from_zendesk as (

    select
        {{ native_key("'zendesk'", 'group_id') }} as team_key,
        'zendesk' as source_system,
        name,
        cast(null as {{ dbt.type_string() }}) as tier
    from zendesk_groups

)

select * from int_teams_from_zendesk
