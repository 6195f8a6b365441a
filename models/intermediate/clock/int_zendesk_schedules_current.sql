-- One row per open interval of the newest version of each Zendesk schedule.
with

schedules as (

    select * from {{ ref('stg_zendesk__schedules') }}

),

int_zendesk_schedules_current as (

    select
        schedule_id,
        account,
        native_time_zone,
        created_at,
        opens_at_minute,
        closes_at_minute
    from schedules
    qualify dense_rank() over (
        partition by schedule_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_zendesk_schedules_current
