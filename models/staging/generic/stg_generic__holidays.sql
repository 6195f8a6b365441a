-- One row per exported version of a holiday of a schedule.
with

source as (

    select * from {{ ref('base_generic__holidays') }}

),

renamed as (

    select
        ---------- strings
        schedule,
        name,

        ---------- dates
        date as holiday_date,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
