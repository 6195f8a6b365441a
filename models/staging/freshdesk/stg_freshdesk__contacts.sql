-- One row per exported version of a Freshdesk contact.
with

source as (

    select * from {{ ref('base_freshdesk__contacts') }}

),

renamed as (

    select
        ---------- ids
        id as user_id,

        ---------- strings
        name,
        lower(trim(email)) as email,

        ---------- timestamps
        created_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
