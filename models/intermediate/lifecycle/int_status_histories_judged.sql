-- One row per conversation at hand: where its status history begins, ends, and whether
-- it is whole.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

status_changes as (

    select
        conversation_key,
        min(change_number) as first_change_number,
        min_by(new_value, change_number) as first_new_value,
        min_by(coalesce(old_value, ''), change_number) as first_old_value,
        min_by(is_creation, change_number) as is_first_creation,
        max_by(new_value, change_number) as last_status,
        max(changed_at) as last_changed_at
    from {{ ref('int_changes_unioned') }}
    where field = 'status'
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
        coalesce(
            status_changes.is_first_creation or status_changes.first_old_value <> '',
            false
        ) as has_beginning,
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
        has_history and has_beginning and not is_row_ahead as is_history_complete
    from compared

)

select * from int_status_histories_judged
