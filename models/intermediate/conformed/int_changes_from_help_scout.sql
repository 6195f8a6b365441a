-- One row per change of status, team or agent of the Help Scout conversations at hand.
with

conversations as (

    select
        *,
        -- A first thread within a minute of the creation is the opening.
        {{ add_seconds('created_at', 60) }} as opening_until
    from {{ ref('int_help_scout_conversations_current') }}

),

threads as (

    select * from {{ ref('int_help_scout_threads_current') }}
    where not is_brought_along

),

status_changes as (

    select
        statuses.conversation_key,
        'status' as field,
        statuses.status as new_value,
        statuses.previous_status as old_value,
        statuses.is_first_thread
        and statuses.status_number = 1
        and statuses.happened_at <= conversations.opening_until as is_creation,
        statuses.is_status_unknown,
        statuses.native_status as native_value,
        statuses.happened_at as changed_at,
        statuses.status_number as field_order
    from {{ ref('int_help_scout_statuses_tracked') }} as statuses
    inner join conversations
        on statuses.conversation_key = conversations.conversation_key

),

assignments as (

    select
        *,
        {{ native_key("'help_scout'", 'assigned_to_id') }} as agent_key,
        lag({{ native_key("'help_scout'", 'assigned_to_id') }}) over (
            partition by conversation_key order by thread_number
        ) as previous_agent_key
    from threads
    where is_assignee_told

),

agent_changes as (

    select
        assignments.conversation_key,
        'agent' as field,
        assignments.agent_key as new_value,
        assignments.previous_agent_key as old_value,
        assignments.thread_number = 1
        and assignments.created_at <= conversations.opening_until as is_creation,
        false as is_status_unknown,
        assignments.assigned_to_id as native_value,
        assignments.created_at as changed_at,
        assignments.thread_number as field_order
    from assignments
    inner join conversations
        on assignments.conversation_key = conversations.conversation_key
    where assignments.agent_key is distinct from assignments.previous_agent_key

),

-- A move names where it came from; where it went is what the next one names.
moves as (

    select
        threads.conversation_key,
        threads.from_mailbox_id,
        threads.created_at,
        threads.thread_number,
        coalesce(
            lead(threads.from_mailbox_id) over (
                partition by threads.conversation_key order by threads.thread_number
            ),
            conversations.mailbox_id
        ) as to_mailbox_id
    from threads
    inner join conversations
        on threads.conversation_key = conversations.conversation_key
    where threads.from_mailbox_id is not null

),

team_changes as (

    select
        conversation_key,
        'team' as field,
        {{ native_key("'help_scout'", 'to_mailbox_id') }} as new_value,
        {{ native_key("'help_scout'", 'from_mailbox_id') }} as old_value,
        false as is_creation,
        false as is_status_unknown,
        to_mailbox_id as native_value,
        created_at as changed_at,
        thread_number as field_order
    from moves
    where to_mailbox_id is distinct from from_mailbox_id

),

changes as (

    select * from status_changes
    union all
    select * from agent_changes
    union all
    select * from team_changes

),

int_changes_from_help_scout as (

    select
        conversation_key,
        field,
        new_value,
        old_value,
        is_creation,
        is_status_unknown,
        native_value,
        changed_at,
        row_number() over (
            partition by conversation_key order by changed_at, field, field_order
        ) as source_order
    from changes

)

select * from int_changes_from_help_scout
