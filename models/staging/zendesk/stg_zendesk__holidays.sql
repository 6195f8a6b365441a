-- One row per exported version of a holiday of a Zendesk schedule.
with

source as (

    select * from {{ ref('base_zendesk__holidays') }}

),

renamed as (

    select
        ---------- ids
        schedule_id,

        ---------- strings
        name,

        ---------- dates
        start_date,
        coalesce(end_date, start_date) as end_date,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
