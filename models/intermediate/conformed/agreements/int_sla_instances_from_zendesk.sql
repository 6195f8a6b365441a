-- One row per promise of service to a Zendesk ticket, in the shape of every source's:
-- one cycle of a metric to which a policy applied.
with

events as (

    select
        *,
        {{ ordered_by('happened_at', 'event_number') }} as place
    from {{ ref('int_zendesk_sla_events_current') }}

),

instances as (

    select
        ticket_id,
        metric,
        instance_number,
        min(happened_at) filter (where event_type = 'activate' and not is_deleted)
            as activated_at,
        min(happened_at) filter (where event_type = 'apply_sla' and not is_deleted)
            as applied_at,
        max(happened_at) filter (where event_type = 'apply_sla' and not is_deleted)
            as last_applied_at,
        max_by(coalesce(target_seconds, -1), place) filter (
            where event_type = 'apply_sla' and not is_deleted
        ) as last_target_seconds,
        max_by(is_in_business_hours, place) filter (
            where event_type = 'apply_sla' and not is_deleted
        ) as is_in_business_hours,
        min(happened_at) filter (where event_type = 'fulfill' and not is_deleted)
            as fulfilled_at,
        max_by(happened_at, place) filter (
            where event_type = 'breach' and not is_deleted
        ) as breach_at,
        max_by(happened_at, event_number) filter (
            where event_type = 'breach' and is_deleted
        ) as withdrawn_breach_at,
        max_by(calendar_seconds_so_far, place) filter (
            where event_type = 'update_status' and not is_deleted
        ) as calendar_seconds_so_far,
        max_by(business_seconds_so_far, place) filter (
            where event_type = 'update_status' and not is_deleted
        ) as business_seconds_so_far,
        sum({{ seconds_between('happened_at', 'paused_until_at') }}) as paused_seconds,
        count_if(event_type = 'pause' and not is_deleted and paused_until_at is null)
        > 0 as is_paused
    from events
    group by ticket_id, metric, instance_number

),

-- Zendesk dates the breach ahead, and withdraws it once the promise is kept: until when
-- it was to be kept stands there. Else the target runs from the start of the clock, on
-- the calendar, without the pauses; of business hours nobody told us the end.
promises as (

    select
        *,
        case
            when last_target_seconds < 0 then null
            when breach_at is not null then breach_at
            when withdrawn_breach_at is not null then withdrawn_breach_at
            when not is_in_business_hours and not is_paused
                then {{ add_seconds(
                    'activated_at', 'last_target_seconds + coalesce(paused_seconds, 0)'
                ) }}
        end as due_at,
        case
            when is_in_business_hours then business_seconds_so_far
            else calendar_seconds_so_far
        end as seconds_so_far
    from instances
    where applied_at is not null

),

int_sla_instances_from_zendesk as (

    select
        {{ native_key("'zendesk'", 'ticket_id') }}
        || '#' || metric || '#' || cast(instance_number as {{ dbt.type_string() }})
            as sla_instance_key,
        'zendesk' as source_system,
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key,
        case
            when metric <> 'reply_time' then 'resolution'
            when instance_number = 1 then 'first_response'
            else 'next_response'
        end as metric,
        case when is_in_business_hours then 'business' else 'calendar' end as clock,
        applied_at,
        due_at,
        fulfilled_at,
        case when breach_at <= coalesce(fulfilled_at, breach_at) then breach_at end
            as breached_at,
        case when last_target_seconds < 0 then last_applied_at end as cancelled_at,
        case
            when fulfilled_at is null or last_target_seconds < 0 then null
            when due_at is not null then fulfilled_at <= due_at
            else seconds_so_far <= last_target_seconds
        end as is_met,
        is_paused
    from promises

)

select * from int_sla_instances_from_zendesk
