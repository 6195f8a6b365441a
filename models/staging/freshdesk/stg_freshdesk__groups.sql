-- One row per exported version of a Freshdesk group.
with

source as (

    select * from {{ ref('base_freshdesk__groups') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as group_id,

        ---------- strings
        name,

        ---------- timestamps
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
