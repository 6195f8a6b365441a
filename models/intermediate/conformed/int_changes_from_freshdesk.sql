-- One row per change of status, priority, team or agent of the Freshdesk tickets at
-- hand, as the activities tell.
with

activities as (

    select
        activities.*,
        known_names.group_id as new_group_id
    from {{ ref('int_freshdesk_activities_current') }} as activities
    left join {{ ref('int_freshdesk_group_names_known') }} as known_names
        on activities.new_group_name = known_names.group_name

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'freshdesk'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'freshdesk'

),

changes as (

    -- A ticket always has a status: a change to none tells nothing.
    select
        activities.conversation_key,
        'status' as field,
        coalesce(statuses.status, 'open') as new_value,
        activities.is_creation,
        statuses.status is null as is_status_unknown,
        activities.new_status as native_value,
        activities.changed_at,
        activities.activity_number
    from activities
    left join statuses on lower(activities.new_status) = statuses.native_status
    where activities.is_status_set and activities.new_status is not null

    union all

    select
        activities.conversation_key,
        'priority' as field,
        coalesce(priorities.priority, 'none') as new_value,
        activities.is_creation,
        false as is_status_unknown,
        activities.new_priority as native_value,
        activities.changed_at,
        activities.activity_number
    from activities
    left join priorities on lower(activities.new_priority) = priorities.native_priority
    where activities.is_priority_set

    union all

    select
        conversation_key,
        'agent' as field,
        {{ native_key("'freshdesk'", 'new_agent_id') }} as new_value,
        is_creation,
        false as is_status_unknown,
        new_agent_id as native_value,
        changed_at,
        activity_number
    from activities
    where is_agent_set

    union all

    select
        conversation_key,
        'team' as field,
        {{ native_key("'freshdesk'", 'new_group_id') }} as new_value,
        is_creation,
        false as is_status_unknown,
        new_group_name as native_value,
        changed_at,
        activity_number
    from activities
    where is_group_set

),

int_changes_from_freshdesk as (

    select
        conversation_key,
        field,
        new_value,
        cast(null as {{ dbt.type_string() }}) as old_value,
        is_creation,
        is_status_unknown,
        native_value,
        changed_at,
        row_number() over (
            partition by conversation_key
            order by changed_at, activity_number, field
        ) as source_order
    from changes

)

select * from int_changes_from_freshdesk
