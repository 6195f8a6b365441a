-- One row per conversation at hand and period in which its status, team, priority,
-- severity, assignee and whose turn it is stayed the same.
with

changes as (

    select * from {{ ref('int_state_changes_listed') }}

),

changed_fields as (

    select
        conversation_key,
        happened_at,
        event_number,
        case when field = 'status' then new_value end as status,
        case when field = 'team' then new_value end as team_key,
        case when field = 'priority' then new_value end as priority,
        case when field = 'severity' then new_value end as severity,
        case when field = 'agent' then new_value end as agent_key,
        case when field = 'is_awaiting_reply' then new_value = 'true' end
            as is_awaiting_reply,
        case when field = 'is_answered' then new_value = 'true' end as is_answered,
        case when field = 'is_countable' then new_value = 'true' end as is_countable
    from changes

),

carried_forward as (

    select
        conversation_key,
        happened_at,
        {{ last_known('status') }} over so_far as status,
        {{ last_known('team_key') }} over so_far as team_key,
        {{ last_known('priority') }} over so_far as priority,
        {{ last_known('severity') }} over so_far as severity,
        {{ last_known('agent_key') }} over so_far as agent_key,
        {{ last_known('is_awaiting_reply') }} over so_far as is_awaiting_reply,
        {{ last_known('is_answered') }} over so_far as is_answered,
        {{ last_known('is_countable') }} over so_far as is_countable,
        row_number() over so_far as place
    from changed_fields
    window so_far as (
        partition by conversation_key
        order by happened_at, event_number
        rows between unbounded preceding and current row
    )

),

last_at_each_moment as (

    select *
    from carried_forward
    qualify row_number() over (
        partition by conversation_key, happened_at order by place desc
    ) = 1

),

-- What has not changed yet is as it was at the creation.
states as (

    select
        last_changes.conversation_key,
        last_changes.happened_at,
        last_changes.status,
        coalesce(last_changes.team_key, initial_states.team_key) as team_key,
        coalesce(last_changes.priority, initial_states.priority) as priority,
        coalesce(last_changes.severity, initial_states.severity) as severity,
        coalesce(last_changes.agent_key, initial_states.agent_key) as agent_key,
        coalesce(last_changes.is_awaiting_reply, false) as is_awaiting_reply,
        coalesce(last_changes.is_answered, false) as is_answered,
        coalesce(last_changes.is_countable, false) as is_countable
    from last_at_each_moment as last_changes
    inner join {{ ref('int_initial_states_found') }} as initial_states
        on last_changes.conversation_key = initial_states.conversation_key

),

int_states_tracked as (

    select
        conversation_key,
        happened_at as valid_from_at,
        lead(happened_at) over (
            partition by conversation_key order by happened_at
        ) as valid_to_at,
        status,
        team_key,
        priority,
        -- A severity that was taken away leaves the priority to stand for it.
        coalesce(nullif(severity, ''), priority) as severity,
        agent_key,
        is_awaiting_reply,
        is_answered,
        is_countable
    from states

)

select * from int_states_tracked
