-- One row per change of a field of the generic conversations at hand.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'generic'

),

changes as (

    select
        touched.conversation_key,
        versions.*,
        -- Where one of several changes of a moment has no sequence, file order decides.
        count(versions.change_sequence) over (
            partition by versions.conversation_id, versions.changed_at
        ) = count(*) over (
            partition by versions.conversation_id, versions.changed_at
        ) as is_sequenced
    from {{ ref('stg_generic__changes') }} as versions
    inner join touched on versions.conversation_id = touched.native_id
    where
        versions.field in ('status', 'priority', 'severity', 'team', 'agent', 'topic')
        -- A conversation always has a status: a change to none tells nothing.
        and (versions.field <> 'status' or versions.new_value is not null)

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'generic'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'generic'

),

int_changes_from_generic as (

    select
        changes.conversation_key,
        changes.field,
        case
            when changes.field = 'status' then coalesce(new_statuses.status, 'open')
            when changes.field = 'priority'
                then coalesce(new_priorities.priority, 'none')
            when changes.field in ('team', 'agent')
                then {{ native_key("'generic'", 'changes.new_value') }}
            else changes.new_value
        end as new_value,
        case
            when changes.field = 'status'
                then
                    case
                        when changes.old_value is not null
                            then coalesce(old_statuses.status, 'open')
                    end
            when changes.field = 'priority'
                then coalesce(old_priorities.priority, 'none')
            when changes.field in ('team', 'agent')
                then {{ native_key("'generic'", 'changes.old_value') }}
            else changes.old_value
        end as old_value,
        false as is_creation,
        changes.field = 'status' and new_statuses.status is null as is_status_unknown,
        changes.new_value as native_value,
        changes.changed_at,
        row_number() over (
            partition by changes.conversation_key
            order by
                changes.changed_at,
                case when changes.is_sequenced then changes.change_sequence end,
                changes.file_modified_at,
                changes.file_path,
                changes.file_row_number
        ) as source_order
    from changes
    left join statuses as new_statuses
        on lower(changes.new_value) = new_statuses.native_status
    left join statuses as old_statuses
        on lower(changes.old_value) = old_statuses.native_status
    left join priorities as new_priorities
        on lower(changes.new_value) = new_priorities.native_priority
    left join priorities as old_priorities
        on lower(changes.old_value) = old_priorities.native_priority

)

select * from int_changes_from_generic
