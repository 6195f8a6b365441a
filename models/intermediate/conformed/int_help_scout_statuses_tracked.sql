-- One row per status that a Help Scout conversation at hand was put into, by a thread,
-- a snooze or the first touch of a user.
with

threads as (

    select
        *,
        case when native_status <> 'spam' then native_status end as told_status
    from {{ ref('int_help_scout_threads_current') }}
    where not is_brought_along

),

snoozes as (

    select * from {{ ref('int_help_scout_snoozes_found') }}

),

-- At one moment a snooze ends before a thread, and begins after it.
events as (

    select
        conversation_key,
        created_at as happened_at,
        1 as event_rank,
        thread_number as event_number,
        told_status,
        is_touch_by_user,
        case when told_status is not null then false end as is_snoozed,
        false as is_snooze_event
    from threads

    union all

    select
        conversation_key,
        snoozed_at as happened_at,
        2 as event_rank,
        snooze_number as event_number,
        null as told_status,
        false as is_touch_by_user,
        true as is_snoozed,
        true as is_snooze_event
    from snoozes

    union all

    select
        conversation_key,
        ended_at as happened_at,
        0 as event_rank,
        snooze_number as event_number,
        null as told_status,
        false as is_touch_by_user,
        false as is_snoozed,
        true as is_snooze_event
    from snoozes
    where ended_at is not null

),

carried_forward as (

    select
        conversation_key,
        happened_at,
        event_rank,
        event_number,
        {{ last_known('is_snoozed') }} over so_far as is_snoozed,
        coalesce(
            {{ last_known('told_status') }} over so_far,
            case when bool_or(is_snooze_event) over so_far then 'active' end
        ) as native_status,
        bool_or(is_touch_by_user) over so_far as is_touched,
        -- Without a thread that has a status, the row alone speaks.
        count(told_status) over (partition by conversation_key) > 0 as has_history
    from events
    window so_far as (
        partition by conversation_key
        order by happened_at, event_rank, event_number
        rows between unbounded preceding and current row
    )

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'help_scout'

),

translated as (

    select
        carried_forward.*,
        case
            when carried_forward.is_snoozed then 'snoozed'
            when carried_forward.native_status is null then null
            when statuses.status = 'open' and not carried_forward.is_touched then 'new'
            else coalesce(statuses.status, 'open')
        end as status,
        statuses.status is null and not coalesce(carried_forward.is_snoozed, false)
            as is_status_unknown
    from carried_forward
    left join statuses on carried_forward.native_status = statuses.native_status
    where carried_forward.has_history

),

with_previous as (

    select
        *,
        lag(status) over (
            partition by conversation_key
            order by happened_at, event_rank, event_number
        ) as previous_status
    from translated

),

int_help_scout_statuses_tracked as (

    select
        conversation_key,
        status,
        previous_status,
        case when is_snoozed then 'snoozed' else native_status end as native_status,
        is_status_unknown,
        happened_at,
        row_number() over (
            partition by conversation_key
            order by happened_at, event_rank, event_number
        ) as status_number,
        event_rank = 1 and event_number = 1 as is_first_thread
    from with_previous
    where status is not null and status is distinct from previous_status

)

select * from int_help_scout_statuses_tracked
