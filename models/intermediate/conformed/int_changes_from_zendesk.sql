-- One row per change of status, priority, team or agent of the Zendesk tickets at hand.
with

events as (

    select * from {{ ref('int_zendesk_audit_events_current') }}
    where
        event_type in ('Create', 'Change')
        and field_name in ('status', 'priority', 'group_id', 'assignee_id')

),

-- A ticket that was deleted and restored counts as if that had not happened.
without_deletions as (

    select * from events
    where
        field_name <> 'status'
        or (
            new_value not in ('deleted', 'scrubbed')
            and coalesce(old_value, '') not in ('deleted', 'scrubbed')
        )

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'zendesk'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'zendesk'

),

int_changes_from_zendesk as (

    select
        without_deletions.conversation_key,
        case without_deletions.field_name
            when 'group_id' then 'team'
            when 'assignee_id' then 'agent'
            else without_deletions.field_name
        end as field,
        case
            when without_deletions.field_name = 'status'
                then coalesce(new_statuses.status, 'open')
            when without_deletions.field_name = 'priority'
                then coalesce(new_priorities.priority, 'none')
            else {{ native_key("'zendesk'", 'without_deletions.new_value') }}
        end as new_value,
        case
            when without_deletions.event_type = 'Create' then null
            when without_deletions.field_name = 'status'
                then
                    case
                        when without_deletions.old_value is not null
                            then coalesce(old_statuses.status, 'open')
                    end
            when without_deletions.field_name = 'priority'
                then coalesce(old_priorities.priority, 'none')
            else {{ native_key("'zendesk'", 'without_deletions.old_value') }}
        end as old_value,
        without_deletions.event_type = 'Create' as is_creation,
        without_deletions.field_name = 'status' and new_statuses.status is null
            as is_status_unknown,
        without_deletions.new_value as native_value,
        without_deletions.created_at as changed_at,
        row_number() over (
            partition by without_deletions.conversation_key
            order by
                without_deletions.created_at,
                {{ id_number('without_deletions.audit_id') }},
                without_deletions.event_place
        ) as source_order
    from without_deletions
    left join statuses as new_statuses
        on lower(without_deletions.new_value) = new_statuses.native_status
    left join statuses as old_statuses
        on lower(without_deletions.old_value) = old_statuses.native_status
    left join priorities as new_priorities
        on lower(without_deletions.new_value) = new_priorities.native_priority
    left join priorities as old_priorities
        on lower(without_deletions.old_value) = old_priorities.native_priority

)

select * from int_changes_from_zendesk
