-- One row per Freshdesk group: newest name.
with

freshdesk_groups as (

    select *
    from {{ ref('stg_freshdesk__groups') }}
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

int_teams_from_freshdesk as (

    select
        {{ native_key("'freshdesk'", 'group_id') }} as team_key,
        'freshdesk' as source_system,
        name,
        cast(null as {{ dbt.type_string() }}) as tier
    from freshdesk_groups

)

select * from int_teams_from_freshdesk
