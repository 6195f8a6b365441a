-- One row per telephone call, of all sources: how long it waited, and whether it counts
-- as offered to the queue.
with

calls as (

    select * from {{ ref('int_calls_from_zendesk') }}
    union all
    select * from {{ ref('int_calls_from_generic') }}

),

measured as (

    select
        *,
        {{ seconds_between('queued_at', 'left_queue_at') }} as seconds_in_queue
    from calls

),

int_calls_unioned as (

    select
        call_key,
        source_system,
        conversation_key,
        customer_key,
        agent_key,
        team_key,
        transferred_to_team_key,
        direction,
        queue,
        outcome,
        abandoned_in,
        tracked_number,
        started_at,
        queued_at,
        case when queued_at is not null then left_queue_at end as left_queue_at,
        answered_at,
        ended_at,
        case when seconds_in_queue >= 0 then seconds_in_queue end as queue_seconds,
        cast(case when hold_seconds >= 0 then hold_seconds end as decimal(18, 3))
            as hold_seconds,
        cast(
            case when longest_hold_seconds >= 0 then longest_hold_seconds end
            as decimal(18, 3)
        ) as longest_hold_seconds,
        cast(case when talk_seconds >= 0 then talk_seconds end as decimal(18, 3))
            as talk_seconds,
        cast(
            case when wrap_up_seconds >= 0 then wrap_up_seconds end as decimal(18, 3)
        ) as wrap_up_seconds,
        cast(
            case when consultation_seconds >= 0 then consultation_seconds end
            as decimal(18, 3)
        ) as consultation_seconds,
        cast(case when menu_seconds >= 0 then menu_seconds end as decimal(18, 3))
            as menu_seconds,
        cast(call_charge as decimal(18, 6)) as call_charge,
        cast(transfer_count as bigint) as transfer_count,
        queued_at is not null as is_offered,
        coalesce(
            queued_at is not null
            and outcome = 'abandoned'
            and seconds_in_queue between 0 and {{ var('short_abandon_seconds') }},
            false
        ) as is_short_abandon,
        is_callback,
        is_overflowed,
        is_outside_business_hours,
        is_queue_time_exceeded,
        case
            when ended_at < started_at then 'ended_before_start'
            when seconds_in_queue < 0 then 'answered_before_queued'
            when
                hold_seconds < 0
                or talk_seconds < 0
                or wrap_up_seconds < 0
                or longest_hold_seconds < 0
                then 'negative_duration'
            when is_conversation_missing then 'conversation_not_exported'
            when seconds_in_queue > {{ var('longest_queue_minutes') }} * 60
                then 'implausible_queue_time'
        end as data_issue
    from measured

)

select * from int_calls_unioned
