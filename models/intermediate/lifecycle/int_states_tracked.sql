-- One row per conversation at hand and period in which its status, team, priority,
-- severity, assignee and whose turn it is stayed the same.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

changes as (

    select
        changes.*,
        greatest(changes.changed_at, conversations.created_at) as happened_at
    from {{ ref('int_changes_unioned') }} as changes
    inner join conversations
        on changes.conversation_key = conversations.conversation_key
    where changes.field in ('team', 'priority', 'severity', 'agent')

),

initial_states as (

    select * from {{ ref('int_initial_states_found') }}

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

waits as (

    select
        waits.conversation_key,
        waits.wait_number,
        waits.wait_outcome,
        waits.response_kind,
        greatest(waits.waiting_since_at, conversations.created_at) as waiting_since_at,
        -- An open wait has no end: greatest would take the creation for it.
        case
            when waits.ended_at is not null
                then greatest(waits.ended_at, conversations.created_at)
        end as ended_at
    from {{ ref('int_waits_paired') }} as waits
    inner join conversations on waits.conversation_key = conversations.conversation_key

),

events as (

    select
        conversations.conversation_key,
        conversations.created_at as happened_at,
        0 as event_number,
        cast(null as {{ dbt.type_string() }}) as status,
        initial_states.team_key,
        initial_states.priority,
        initial_states.severity,
        initial_states.agent_key,
        false as is_awaiting_reply,
        false as is_answered,
        false as is_countable
    from conversations
    inner join initial_states
        on conversations.conversation_key = initial_states.conversation_key

    union all

    select
        conversation_key,
        happened_at,
        change_number as event_number,
        null as status,
        case when field = 'team' then new_value end as team_key,
        case when field = 'priority' then new_value end as priority,
        case when field = 'severity' then coalesce(new_value, '') end as severity,
        case when field = 'agent' then new_value end as agent_key,
        null as is_awaiting_reply,
        null as is_answered,
        null as is_countable
    from changes

    union all

    select
        conversation_key,
        started_at as happened_at,
        spell_number as event_number,
        status,
        null as team_key,
        null as priority,
        null as severity,
        null as agent_key,
        null as is_awaiting_reply,
        null as is_answered,
        null as is_countable
    from {{ ref('int_status_spells_bounded') }}

    union all

    select
        conversation_key,
        waiting_since_at as happened_at,
        2 * wait_number as event_number,
        null as status,
        null as team_key,
        null as priority,
        null as severity,
        null as agent_key,
        true as is_awaiting_reply,
        null as is_answered,
        null as is_countable
    from waits
    -- Who waits in a queue is on the telephone, not in what a desk has to answer,
    -- unless nobody ever answered.
    where response_kind = 'message' or wait_outcome = 'open'

    union all

    select
        conversation_key,
        ended_at as happened_at,
        2 * wait_number + 1 as event_number,
        null as status,
        null as team_key,
        null as priority,
        null as severity,
        null as agent_key,
        case when response_kind = 'message' then false end as is_awaiting_reply,
        case when wait_outcome = 'answered' then true end as is_answered,
        null as is_countable
    from waits
    where ended_at is not null

    union all

    select
        conversation_key,
        countable_from_at as happened_at,
        1 as event_number,
        null as status,
        null as team_key,
        null as priority,
        null as severity,
        null as agent_key,
        null as is_awaiting_reply,
        null as is_answered,
        true as is_countable
    from validity
    where countable_from_at is not null

    union all

    select
        validity.conversation_key,
        greatest(validity.removed_at, conversations.created_at) as happened_at,
        2 as event_number,
        null as status,
        null as team_key,
        null as priority,
        null as severity,
        null as agent_key,
        null as is_awaiting_reply,
        null as is_answered,
        false as is_countable
    from validity
    inner join conversations
        on validity.conversation_key = conversations.conversation_key
    where validity.removed_at is not null

),

carried_forward as (

    select
        conversation_key,
        happened_at,
        event_number,
        {{ last_known('status') }} over so_far as status,
        {{ last_known('team_key') }} over so_far as team_key,
        {{ last_known('priority') }} over so_far as priority,
        {{ last_known('severity') }} over so_far as severity,
        {{ last_known('agent_key') }} over so_far as agent_key,
        {{ last_known('is_awaiting_reply') }} over so_far as is_awaiting_reply,
        {{ last_known('is_answered') }} over so_far as is_answered,
        {{ last_known('is_countable') }} over so_far as is_countable,
        row_number() over so_far as place
    from events
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
    from last_at_each_moment

)

select * from int_states_tracked
