-- One row per conversation at hand and uninterrupted run of live, resolved (or closed)
-- or cancelled statuses.
with

spells as (

    select
        *,
        lag(status_group) over (
            partition by conversation_key order by spell_number
        ) as previous_group
    from {{ ref('int_status_spells_bounded') }}

),

runs as (

    select
        conversation_key,
        status_group,
        changed_at,
        is_estimated,
        started_at,
        previous_group,
        row_number() over (
            partition by conversation_key order by spell_number
        ) as run_number
    from spells
    where previous_group is null or previous_group <> status_group

),

bounded_runs as (

    select
        *,
        lead(status_group) over (
            partition by conversation_key order by run_number
        ) as next_group,
        lead(started_at) over (
            partition by conversation_key order by run_number
        ) as ended_at
    from runs

),

short_reopens as (

    select * from bounded_runs
    where
        status_group = 'live'
        and previous_group = 'resolved'
        and next_group = 'resolved'
        and {{ seconds_between('started_at', 'ended_at') }}
        <= {{ var('soft_reopen_minutes') }} * 60

),

-- The customer's thanks reopened it, and nobody answered before it was closed again.
soft_reopens as (

    select
        short_reopens.conversation_key,
        short_reopens.run_number
    from short_reopens
    inner join {{ ref('int_messages_unioned') }} as messages
        on
            short_reopens.conversation_key = messages.conversation_key
            and short_reopens.started_at <= messages.sent_at
            and short_reopens.ended_at >= messages.sent_at
    group by short_reopens.conversation_key, short_reopens.run_number
    having
        bool_or(messages.is_customer_message) and not bool_or(messages.is_human_reply)

),

int_status_runs_grouped as (

    select
        bounded_runs.conversation_key,
        bounded_runs.run_number,
        bounded_runs.status_group,
        bounded_runs.changed_at,
        bounded_runs.is_estimated,
        bounded_runs.started_at,
        bounded_runs.ended_at,
        bounded_runs.previous_group,
        bounded_runs.status_group = 'live'
        and bounded_runs.previous_group is not null as is_reopen,
        soft_reopens.run_number is not null as is_soft_reopen
    from bounded_runs
    left join soft_reopens
        on
            bounded_runs.conversation_key = soft_reopens.conversation_key
            and bounded_runs.run_number = soft_reopens.run_number

)

select * from int_status_runs_grouped
