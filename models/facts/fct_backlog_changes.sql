-- One row per change of a conversation's place in the backlog and side: the place that
-- it left (-1) and the place that it took (+1).
with

states as (

    select
        *,
        is_countable and status not in ('resolved', 'closed', 'cancelled')
            as is_in_backlog,
        agent_key like '%:unknown' as is_unassigned
    from {{ ref('int_states_tracked') }}

),

conversations as (

    select
        conversation_key,
        source_system,
        channel,
        created_at,
        is_outbound
    from {{ ref('int_conversations_unioned') }}

),

states_with_previous as (

    select
        *,
        lag(is_in_backlog) over so_far as was_in_backlog,
        lag(status) over so_far as previous_status,
        lag(team_key) over so_far as previous_team_key,
        lag(priority) over so_far as previous_priority,
        lag(is_unassigned) over so_far as was_unassigned,
        lag(is_awaiting_reply) over so_far as was_awaiting_reply,
        lag(is_answered) over so_far as was_answered,
        lag(is_countable) over so_far as was_countable
    from states
    window so_far as (partition by conversation_key order by valid_from_at)

),

moves as (

    select
        *,
        case
            when is_in_backlog and not coalesce(was_in_backlog, false)
                -- It counted and was not in: it was over, if only from the start.
                then case when was_countable then 'reopened' else 'created' end
            when was_in_backlog and not is_in_backlog and not is_countable
                then 'removed'
            when was_in_backlog and not is_in_backlog and status = 'cancelled'
                then 'cancelled'
            when was_in_backlog and not is_in_backlog then 'resolved'
            when
                is_in_backlog
                and (
                    status <> previous_status
                    or team_key <> previous_team_key
                    or priority <> previous_priority
                    or is_unassigned <> was_unassigned
                    or is_awaiting_reply <> was_awaiting_reply
                    or is_answered <> was_answered
                )
                then 'moved'
        end as reason,
        coalesce(
            was_in_backlog and is_in_backlog and team_key <> previous_team_key, false
        ) as is_team_move,
        coalesce(
            was_in_backlog and is_in_backlog and priority <> previous_priority, false
        ) as is_priority_move
    from states_with_previous

),

sides as (

    select
        conversation_key,
        valid_from_at as changed_at,
        reason,
        is_team_move,
        is_priority_move,
        -1 as backlog_change,
        previous_status as status,
        previous_team_key as team_key,
        previous_priority as priority,
        was_unassigned as is_unassigned,
        was_awaiting_reply as is_awaiting_reply,
        was_answered as is_answered
    from moves
    where reason in ('moved', 'resolved', 'cancelled', 'removed')

    union all

    select
        conversation_key,
        valid_from_at as changed_at,
        reason,
        is_team_move,
        is_priority_move,
        1 as backlog_change,
        status,
        team_key,
        priority,
        is_unassigned,
        is_awaiting_reply,
        is_answered
    from moves
    where reason in ('moved', 'created', 'reopened')

),

fct_backlog_changes as (

    select
        sides.conversation_key
        || '@' || cast(sides.changed_at as {{ dbt.type_string() }})
        || case when sides.backlog_change = 1 then '+' else '-' end
            as backlog_change_key,
        sides.conversation_key,
        conversations.source_system,
        conversations.channel,
        conversations.is_outbound,
        sides.team_key,
        sides.priority,
        sides.status,
        sides.is_unassigned,
        sides.is_awaiting_reply,
        sides.is_answered,
        conversations.created_at,
        sides.changed_at,
        {{ reporting_date('sides.changed_at') }} as changed_date,
        sides.reason,
        sides.is_team_move,
        sides.is_priority_move,
        sides.backlog_change,
        {{ bucket_of('sides.conversation_key') }} as conversation_bucket
    from sides
    inner join conversations on sides.conversation_key = conversations.conversation_key

)

select * from fct_backlog_changes
