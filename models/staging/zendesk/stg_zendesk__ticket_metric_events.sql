-- One row per exported version of an event of the clock of a service level agreement.
with

source as (

    select * from {{ ref('base_zendesk__ticket_metric_events') }}

),

renamed as (

    select
        ---------- ids
        id as metric_event_id,
        ticket_id,
        {{ account_id(json_text('sla', '$.policy.id')) }} as policy_id,

        ---------- strings
        lower(metric) as metric,
        lower(type) as event_type,

        ---------- numerics
        instance_id as instance_number,
        coalesce(
            try_cast({{ json_text('sla', '$.target_in_seconds') }} as double),
            try_cast({{ json_text('sla', '$.target') }} as double) * 60
        ) as target_seconds,
        try_cast({{ json_text('status', '$.calendar') }} as double) * 60
            as calendar_seconds_so_far,
        try_cast({{ json_text('status', '$.business') }} as double) * 60
            as business_seconds_so_far,

        ---------- booleans
        coalesce({{ json_text('sla', '$.business_hours') }} = 'true', false)
            as is_in_business_hours,
        coalesce(deleted, false) as is_deleted,

        ---------- timestamps
        {{ adapter.quote('time') }} as happened_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
