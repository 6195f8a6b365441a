-- One row per exported version of a Zendesk user.
with

source as (

    select * from {{ ref('base_zendesk__users') }}

),

renamed as (

    select
        ---------- ids
        id as user_id,

        ---------- strings
        name,
        lower(trim(email)) as email,
        locale,

        ---------- booleans
        coalesce(role in ('agent', 'admin'), false) as is_agent,
        coalesce(suspended, false) as is_suspended,

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
