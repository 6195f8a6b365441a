-- One row per exported version of a Zendesk schedule and open interval.
with

source as (

    select * from {{ ref('base_zendesk__schedules') }}

),

intervals as (

    select
        *,
        {{ json_list_items('intervals') }} as open_interval
    from source

),

renamed as (

    select
        ---------- ids
        id as schedule_id,
        account,

        ---------- strings
        name,
        time_zone as native_time_zone,

        ---------- numerics: minutes since Sunday 00:00, local
        cast({{ json_text('open_interval', '$.start_time') }} as integer)
            as opens_at_minute,
        cast({{ json_text('open_interval', '$.end_time') }} as integer)
            as closes_at_minute,

        ---------- timestamps
        created_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from intervals

)

select * from renamed
