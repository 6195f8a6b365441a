-- One row per resolution of a conversation: who had it then, was it reopened.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

histories as (

    select * from {{ ref('int_status_histories_judged') }}

),

runs as (

    select
        *,
        -- What ends a soft reopen is no resolution: the one before it still stands.
        status_group = 'resolved'
        and not coalesce(
            lag(is_soft_reopen) over (
                partition by conversation_key order by run_number
            ),
            false
        ) as is_resolution
    from {{ ref('int_status_runs_grouped') }}

),

numbered_runs as (

    select
        *,
        sum(case when is_resolution then 1 else 0 end) over (
            partition by conversation_key
            order by run_number
            rows between unbounded preceding and current row
        ) as resolution_number
    from runs

),

resolutions as (

    select
        conversation_key,
        cast(resolution_number as bigint) as resolution_number,
        max(case when is_resolution then changed_at end) as resolved_at,
        bool_or(is_resolution and is_estimated) as is_estimated,
        min(case when is_reopen and not is_soft_reopen then started_at end)
            as reopened_at,
        count(*) filter (where is_soft_reopen) as soft_reopen_count
    from numbered_runs
    where resolution_number > 0
    group by conversation_key, resolution_number

),

placed as (

    select
        resolutions.*,
        states.team_key,
        states.priority,
        states.agent_key,
        conversations.source_system,
        conversations.channel,
        validity.is_valid and not conversations.is_outbound as is_inbound,
        histories.is_history_complete,
        {{ seconds_between('resolutions.resolved_at', 'resolutions.reopened_at') }}
            as reopened_after_seconds,
        {{ add_seconds(
            'resolutions.resolved_at', var('reopen_window_days') ~ ' * 86400'
        ) }} as reopen_window_ends_at
    from resolutions
    inner join conversations
        on resolutions.conversation_key = conversations.conversation_key
    inner join validity on resolutions.conversation_key = validity.conversation_key
    inner join histories on resolutions.conversation_key = histories.conversation_key
    inner join {{ ref('int_states_tracked') }} as states
        on
            resolutions.conversation_key = states.conversation_key
            and greatest(resolutions.resolved_at, conversations.created_at)
            >= states.valid_from_at
            and greatest(resolutions.resolved_at, conversations.created_at)
            < {{ or_never('states.valid_to_at') }}

),

fct_resolutions as (

    select
        conversation_key
        || '#' || cast(resolution_number as {{ dbt.type_string() }}) as resolution_key,
        conversation_key,
        resolution_number,
        source_system,
        channel,
        team_key,
        priority,
        agent_key,
        resolved_at,
        {{ reporting_date('resolved_at') }} as resolved_date,
        reopened_at,
        reopened_after_seconds,
        reopen_window_ends_at,
        reopened_at is not null as is_reopened,
        coalesce(reopened_at <= reopen_window_ends_at, false) as is_reopened_in_window,
        cast(soft_reopen_count as bigint) as soft_reopen_count,
        is_estimated,
        is_history_complete,
        is_inbound,
        -- Whether it was reopened is known where the history is, and its own moment.
        is_inbound and is_history_complete and not is_estimated as is_counted,
        {{ bucket_of('conversation_key') }} as conversation_bucket
    from placed

)

select * from fct_resolutions
