-- One row per exported version of a Help Scout mailbox.
with

source as (

    select * from {{ ref('base_help_scout__mailboxes') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as mailbox_id,

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
