-- One row per snooze that versions of a Help Scout conversation at hand show: from
-- when, until when, and when it ended, if that is known.
with

conversations as (

    select * from {{ ref('int_help_scout_conversations_current') }}

),

snoozes as (

    select
        conversation_key,
        running_snooze_until as snoozed_until,
        min(user_acted_at) as snoozed_at,
        max_by(is_woken_by_reply, version_number) as is_woken_by_reply
    from {{ ref('int_help_scout_versions_numbered') }}
    where running_snooze_until is not null
    group by conversation_key, running_snooze_until

),

threads as (

    select * from {{ ref('int_help_scout_threads_current') }}
    where not is_brought_along

),

what_followed as (

    select
        snoozes.conversation_key,
        snoozes.snoozed_until,
        min(threads.created_at) filter (
            where
            snoozes.is_woken_by_reply
            and threads.is_customers_word
            and threads.created_at > snoozes.snoozed_at
        ) as woken_at,
        max(threads.created_at) as last_thread_at
    from snoozes
    left join threads on snoozes.conversation_key = threads.conversation_key
    group by snoozes.conversation_key, snoozes.snoozed_until

),

-- A timer writes no thread: what comes later shows that the time has come.
judged as (

    select
        snoozes.*,
        what_followed.woken_at,
        coalesce(what_followed.last_thread_at >= snoozes.snoozed_until, false)
        or conversations.running_snooze_until is distinct from snoozes.snoozed_until
            as has_run_out,
        case
            when
                conversations.running_snooze_until
                is distinct from snoozes.snoozed_until
                and conversations.user_acted_at > snoozes.snoozed_at
                then conversations.user_acted_at
        end as seen_awake_at,
        lead(snoozes.snoozed_at) over (
            partition by snoozes.conversation_key
            order by snoozes.snoozed_at, snoozes.snoozed_until
        ) as next_snoozed_at
    from snoozes
    inner join conversations
        on snoozes.conversation_key = conversations.conversation_key
    inner join what_followed
        on
            snoozes.conversation_key = what_followed.conversation_key
            and snoozes.snoozed_until = what_followed.snoozed_until

),

ended as (

    select
        *,
        least(
            woken_at, case when has_run_out then snoozed_until end, seen_awake_at
        ) as first_end_at
    from judged

),

int_help_scout_snoozes_found as (

    select
        conversation_key,
        snoozed_at,
        snoozed_until,
        -- Who snoozes again does not wake it.
        case
            when first_end_at < {{ or_never('next_snoozed_at') }} then first_end_at
        end as ended_at,
        row_number() over (
            partition by conversation_key order by snoozed_at, snoozed_until
        ) as snooze_number
    from ended

)

select * from int_help_scout_snoozes_found
