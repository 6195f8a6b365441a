-- One row per exported version of an open interval of a schedule.
with

source as (

    select * from {{ ref('base_generic__schedules') }}

),

renamed as (

    select
        ---------- ids
        schedule,
        account,

        ---------- strings
        time_zone as native_time_zone,
        lower(weekday) as weekday,
        opens_at,
        closes_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
