-- One row per exported version of an Intercom team.
with

source as (

    select * from {{ ref('base_intercom__teams') }}

),

renamed as (

    select
        ---------- ids
        id as team_id,

        ---------- strings
        name,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
