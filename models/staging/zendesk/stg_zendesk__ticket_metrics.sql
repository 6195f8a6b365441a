-- One row per exported version of Zendesk's own times of a ticket.
with

source as (

    select * from {{ ref('base_zendesk__ticket_metrics') }}

),

renamed as (

    select
        ---------- ids
        id as ticket_metric_id,
        ticket_id,

        ---------- numerics
        group_stations,
        assignee_stations,
        reopens as reopen_count,
        replies as reply_count,
        try_cast({{ json_text('reply_time_in_minutes', '$.calendar') }} as double)
            as reply_time_calendar_minutes,
        try_cast({{ json_text('reply_time_in_minutes', '$.business') }} as double)
            as reply_time_business_minutes,
        try_cast(
            {{ json_text('first_resolution_time_in_minutes', '$.calendar') }} as double
        ) as first_resolution_time_calendar_minutes,
        try_cast(
            {{ json_text('first_resolution_time_in_minutes', '$.business') }} as double
        ) as first_resolution_time_business_minutes,
        try_cast(
            {{ json_text('full_resolution_time_in_minutes', '$.calendar') }} as double
        ) as full_resolution_time_calendar_minutes,
        try_cast(
            {{ json_text('full_resolution_time_in_minutes', '$.business') }} as double
        ) as full_resolution_time_business_minutes,
        try_cast({{ json_text('agent_wait_time_in_minutes', '$.calendar') }} as double)
            as agent_wait_time_calendar_minutes,
        try_cast({{ json_text('agent_wait_time_in_minutes', '$.business') }} as double)
            as agent_wait_time_business_minutes,
        try_cast(
            {{ json_text('requester_wait_time_in_minutes', '$.calendar') }} as double
        ) as requester_wait_time_calendar_minutes,
        try_cast(
            {{ json_text('requester_wait_time_in_minutes', '$.business') }} as double
        ) as requester_wait_time_business_minutes,
        try_cast({{ json_text('on_hold_time_in_minutes', '$.calendar') }} as double)
            as on_hold_time_calendar_minutes,
        try_cast({{ json_text('on_hold_time_in_minutes', '$.business') }} as double)
            as on_hold_time_business_minutes,
        try_cast({{ json_text('reply_time_in_seconds', '$.calendar') }} as double)
            as reply_time_calendar_seconds,

        ---------- timestamps
        initially_assigned_at,
        assigned_at,
        solved_at,
        latest_comment_added_at,
        status_updated_at,
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
