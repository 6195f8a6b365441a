-- One row per exported version of a Help Scout customer.
with

source as (

    select * from {{ ref('base_help_scout__customers') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as customer_id,

        ---------- strings
        nullif(trim(concat_ws(' ', first_name, last_name)), '') as name,
        lower(
            trim(
                coalesce(
                    {{ json_text('emails', '$[0].value') }},
                    {{ json_text('embedded', '$.emails[0].value') }}
                )
            )
        ) as email,

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
