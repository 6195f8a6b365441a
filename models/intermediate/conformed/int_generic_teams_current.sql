-- One row per team of the generic layout: its newest version.
with

teams as (

    select * from {{ ref('stg_generic__teams') }}

),

int_generic_teams_current as (

    select
        team_id,
        name,
        tier,
        schedule,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from teams
    qualify row_number() over (
        partition by team_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_generic_teams_current
