-- One row per change of one field of a conversation at hand, and per creation: whatever
-- may begin a new state.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

waits as (

    select * from {{ ref('int_waits_paired') }}

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

changes as (

    select
        conversation_key,
        created_at as happened_at,
        0 as event_number,
        'creation' as field,
        cast(null as {{ dbt.type_string() }}) as new_value
    from conversations

    union all

    select
        conversation_key,
        changed_at as happened_at,
        change_number as event_number,
        field,
        -- A severity that was taken away is one that changed.
        case when field = 'severity' then coalesce(new_value, '') else new_value end
            as new_value
    from {{ ref('int_changes_unioned') }}
    where field in ('team', 'priority', 'severity', 'agent')

    union all

    select
        conversation_key,
        started_at as happened_at,
        spell_number as event_number,
        'status' as field,
        status as new_value
    from {{ ref('int_status_spells_bounded') }}

    union all

    select
        conversation_key,
        waiting_since_at as happened_at,
        2 * wait_number as event_number,
        'is_awaiting_reply' as field,
        'true' as new_value
    from waits
    -- Who waits in a queue is on the telephone, not in what a desk has to answer,
    -- unless nobody ever answered.
    where response_kind = 'message' or wait_outcome = 'open'

    union all

    select
        conversation_key,
        ended_at as happened_at,
        2 * wait_number + 1 as event_number,
        'is_awaiting_reply' as field,
        case when response_kind = 'message' then 'false' end as new_value
    from waits
    where ended_at is not null

    union all

    select
        conversation_key,
        ended_at as happened_at,
        2 * wait_number + 1 as event_number,
        'is_answered' as field,
        'true' as new_value
    from waits
    where ended_at is not null and wait_outcome = 'answered'

    union all

    select
        conversation_key,
        countable_from_at as happened_at,
        1 as event_number,
        'is_countable' as field,
        'true' as new_value
    from validity
    where countable_from_at is not null

    union all

    select
        conversation_key,
        removed_at as happened_at,
        2 as event_number,
        'is_countable' as field,
        'false' as new_value
    from validity
    where removed_at is not null

),

int_state_changes_listed as (

    select
        changes.conversation_key,
        greatest(changes.happened_at, conversations.created_at) as happened_at,
        changes.event_number,
        changes.field,
        changes.new_value
    from changes
    inner join conversations
        on changes.conversation_key = conversations.conversation_key

)

select * from int_state_changes_listed
