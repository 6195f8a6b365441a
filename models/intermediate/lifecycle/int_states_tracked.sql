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
    inner join conversations on changes.conversation_key = conversations.conversation_key
    where changes.field in ('team', 'priority', 'severity', 'agent')

),

first_values as (

    select
        conversation_key,
        field,
        case
            when min_by(is_creation, change_number) then min_by(new_value, change_number)
            else min_by(coalesce(old_value, ''), change_number)
        end as first_value
    from changes
    group by conversation_key, field

),

-- Before the first change a field is what that change says it was; without any change it
-- is what it is now.
initial_values as (

    select
        conversations.conversation_key,
        case
            when max(case when first_values.field = 'team' then 1 end) = 1
                then nullif(max(case when first_values.field = 'team' then first_values.first_value end), '')
            else any_value(conversations.team_key)
        end as team_key,
        case
            when max(case when first_values.field = 'priority' then 1 end) = 1
                then nullif(max(case when first_values.field = 'priority' then first_values.first_value end), '')
            else any_value(conversations.priority)
        end as priority,
        case
            when max(case when first_values.field = 'severity' then 1 end) = 1
                then nullif(max(case when first_values.field = 'severity' then first_values.first_value end), '')
            else any_value(conversations.severity)
        end as severity,
        case
            when max(case when first_values.field = 'agent' then 1 end) = 1
                then nullif(max(case when first_values.field = 'agent' then first_values.first_value end), '')
            else any_value(conversations.agent_key)
        end as agent_key,
        any_value({{ native_key('conversations.source_system', 'null') }}) as unknown_key
    from conversations
    left join first_values
        on conversations.conversation_key = first_values.conversation_key
    group by conversations.conversation_key

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

waits as (

    select
        waits.conversation_key,
        waits.wait_number,
        waits.wait_outcome,
        greatest(waits.waiting_since_at, conversations.created_at) as waiting_since_at,
        greatest(waits.ended_at, conversations.created_at) as ended_at
    from {{ ref('int_waits_paired') }} as waits
    inner join conversations on waits.conversation_key = conversations.conversation_key

),

events as (

    select
        conversations.conversation_key,
        conversations.created_at as happened_at,
        0 as event_number,
        cast(null as {{ dbt.type_string() }}) as status,
        coalesce(initial_values.team_key, initial_values.unknown_key) as team_key,
        coalesce(initial_values.priority, 'none') as priority,
        initial_values.severity,
        coalesce(initial_values.agent_key, initial_values.unknown_key) as agent_key,
        false as is_awaiting_reply,
        false as is_answered,
        false as is_countable
    from conversations
    inner join initial_values
        on conversations.conversation_key = initial_values.conversation_key

    union all

    select
        conversation_key,
        happened_at,
        change_number as event_number,
        null as status,
        case when field = 'team' then new_value end as team_key,
        case when field = 'priority' then new_value end as priority,
        case when field = 'severity' then new_value end as severity,
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
        false as is_awaiting_reply,
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
        coalesce(severity, priority) as severity,
        agent_key,
        is_awaiting_reply,
        is_answered,
        is_countable
    from last_at_each_moment

)

select * from int_states_tracked
