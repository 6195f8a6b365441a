-- One row per exported version of an Intercom contact.
with

source as (

    select * from {{ ref('base_intercom__contacts') }}

),

renamed as (

    select
        ---------- ids
        id as contact_id,

        ---------- strings
        lower(role) as native_role,
        name,
        lower(trim(email)) as email,
        {{ json_text('location', '$.country') }} as country,

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
