-- One row per conversation at hand: where its status history begins, ends, and whether
-- it is whole.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

changes_compared as (

    select
        *,
        -- The change before must have led to what this one left.
        coalesce(
            old_value <> lag(new_value) over (
                partition by conversation_key order by change_number
            ),
            false
        ) as is_after_gap
    from {{ ref('int_changes_unioned') }}
    where field = 'status'

),

status_changes as (

    select
        conversation_key,
        min(change_number) as first_change_number,
        min_by(new_value, change_number) as first_new_value,
        min_by(coalesce(old_value, ''), change_number) as first_old_value,
        min_by(is_creation, change_number) as is_first_creation,
        max_by(new_value, change_number) as last_status,
        max(changed_at) as last_changed_at,
        bool_or(is_after_gap) as has_gap
    from changes_compared
    group by conversation_key

),

compared as (

    select
        conversations.*,
        status_changes.first_change_number is not null as has_history,
        case
            when status_changes.is_first_creation then status_changes.first_new_value
            when status_changes.first_old_value <> ''
                then status_changes.first_old_value
            when status_changes.first_change_number is not null then 'new'
            when not conversations.is_status_stated then 'open'
            when conversations.status in ('resolved', 'closed', 'cancelled') then 'open'
            else conversations.status
        end as initial_status,
        -- The generic layout has no event for the creation: what its first change left
        -- is the beginning. Elsewhere a history that lacks that event may lack more,
        -- unless its first change left new, to which nothing goes back.
        coalesce(
            status_changes.is_first_creation
            or status_changes.first_old_value = 'new'
            or (
                conversations.source_system = 'generic'
                and status_changes.first_old_value <> ''
            ),
            false
        ) as has_beginning,
        coalesce(status_changes.has_gap, false) as has_gap,
        status_changes.last_changed_at,
        -- The row knows of something later than its history does.
        coalesce(
            status_changes.first_change_number is not null
            and conversations.is_status_comparable
            and conversations.updated_at > status_changes.last_changed_at
            and case
                when conversations.status = 'closed' then 'resolved'
                else conversations.status
            end
            <> case
                when status_changes.last_status = 'closed' then 'resolved'
                else status_changes.last_status
            end,
            false
        ) as is_row_ahead
    from conversations
    left join status_changes
        on conversations.conversation_key = status_changes.conversation_key

),

int_status_histories_judged as (

    select
        conversation_key,
        created_at,
        updated_at,
        status,
        resolved_at,
        closed_at,
        has_history,
        initial_status,
        last_changed_at,
        is_row_ahead,
        is_status_stated,
        has_history and has_beginning and not has_gap and not is_row_ahead
            as is_history_complete
    from compared

)

select * from int_status_histories_judged
