-- One row per Intercom team: newest name.
with

teams as (

    select *
    from {{ ref('stg_intercom__teams') }}
    qualify row_number() over (
        partition by team_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_teams_from_intercom as (

    select
        {{ native_key("'intercom'", 'team_id') }} as team_key,
        'intercom' as source_system,
        name,
        cast(null as {{ dbt.type_string() }}) as tier
    from teams

)

select * from int_teams_from_intercom
