-- One row per conversation in the backlog and snapshot day: the ends of weeks and
-- months, and of each of the last 90 days.
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

changes as (

    select * from {{ ref('fct_backlog_changes') }}
    where
        changed_at <= (select as_of.as_of_at from as_of)
        -- What is dated implausibly early is in no number.
        and coalesce(
            created_at >= (select as_of.first_event_at from as_of), true
        )

),

stays as (

    select
        *,
        lead(changed_date) over (
            partition by conversation_key order by changed_at, backlog_change
        ) as left_date
    from changes

),

snapshot_days as (

    select
        dates.calendar_date,
        least(dates.day_ends_at, as_of.as_of_at) as taken_at
    from {{ ref('dim_dates') }} as dates
    cross join as_of
    where dates.is_snapshot_day or dates.calendar_date = as_of.as_of_date

),

snoozes as (

    select
        conversation_key,
        snoozed_until_at,
        agent_key,
        customer_key
    from {{ ref('fct_conversations') }}

),

fct_backlog_snapshots as (

    select
        stays.conversation_key
        || '@' || cast(snapshot_days.calendar_date as {{ dbt.type_string() }})
            as backlog_snapshot_key,
        snapshot_days.calendar_date as snapshot_date,
        stays.conversation_key,
        stays.source_system,
        stays.channel,
        stays.team_key,
        stays.priority,
        snoozes.agent_key,
        snoozes.customer_key,
        stays.status,
        stays.is_unassigned,
        stays.is_awaiting_reply,
        stays.is_answered,
        stays.created_at,
        {{ seconds_between('stays.created_at', 'snapshot_days.taken_at') }}
            as age_seconds,
        coalesce(
            stays.status = 'snoozed'
            and snoozes.snoozed_until_at < snapshot_days.taken_at,
            false
        ) as is_snooze_overdue
    from stays
    inner join snapshot_days
        on
            stays.changed_date <= snapshot_days.calendar_date
            and coalesce(stays.left_date, date '9999-12-31')
            > snapshot_days.calendar_date
    left join snoozes on stays.conversation_key = snoozes.conversation_key
    where stays.backlog_change = 1

)

select * from fct_backlog_snapshots
