-- One row per exported version of a team.
with

source as (

    select * from {{ ref('base_generic__teams') }}

),

renamed as (

    select
        ---------- ids
        team_id,

        ---------- strings
        name,
        tier,
        schedule,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
