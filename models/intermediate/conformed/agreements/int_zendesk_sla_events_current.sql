-- One row per event of the clock of a service level agreement of a Zendesk ticket: its
-- newest version, for the metrics that other helpdesks have too.
with

newest_versions as (

    select
        *,
        {{ id_number('metric_event_id') }} as event_number
    from {{ ref('stg_zendesk__ticket_metric_events') }}
    qualify row_number() over (
        partition by metric_event_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_zendesk_sla_events_current as (

    select
        ticket_id,
        metric,
        coalesce(instance_number, 1) as instance_number,
        event_number,
        event_type,
        policy_id,
        target_seconds,
        calendar_seconds_so_far,
        business_seconds_so_far,
        is_in_business_hours,
        is_deleted,
        happened_at,
        case
            when event_type = 'pause' and not is_deleted
                then lead(happened_at) over (
                    partition by ticket_id, metric, instance_number, is_deleted
                    order by happened_at, event_number
                )
        end as paused_until_at
    from newest_versions
    where
        metric in (
            'reply_time', 'resolution_time', 'requester_wait_time', 'agent_work_time'
        )
        and event_type in (
            'activate', 'pause', 'fulfill', 'breach', 'apply_sla', 'update_status'
        )

)

select * from int_zendesk_sla_events_current
