-- One row per Zendesk conversation of which a number in business hours differs: what
-- the exports tell of the schedules that applied to it.
with

differences as (

    select * from {{ ref('vendor_comparisons') }}
    where
        source_system = 'zendesk'
        and measure like '%business_seconds'
        and not is_equal
        and is_exported

),

conversations as (

    select distinct
        conversation_key,
        account
    from differences

),

audit_events as (

    select * from {{ ref('int_audit_events_exploded') }}
    where event_type = 'ScheduleAssignment' and schedule_id is not null

),

assignments as (

    select distinct
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key,
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        created_at as assigned_at
    from audit_events

),

-- The first schedule is the account's default.
defaults as (

    select * from {{ ref('int_schedules_conformed') }}
    where source_system = 'zendesk' and is_oldest_of_account

),

hours_changed as (

    select
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        max(updated_at) as hours_changed_at
    from {{ ref('stg_zendesk__schedules') }}
    group by schedule_id
    having min(updated_at) < max(updated_at)

),

schedules_applied as (

    select
        conversations.conversation_key,
        assignments.schedule_key as assigned_key,
        coalesce(assignments.schedule_key, defaults.schedule_key) as schedule_key,
        assignments.assigned_at
    from conversations
    left join assignments
        on conversations.conversation_key = assignments.conversation_key
    left join defaults
        on coalesce(conversations.account, '') = coalesce(defaults.account, '')

),

vendor_schedules as (

    select
        schedules_applied.conversation_key,
        count(distinct schedules_applied.assigned_key) as assigned_schedule_count,
        min(schedules_applied.assigned_at) as first_assigned_at,
        max(hours_changed.hours_changed_at) as hours_changed_at
    from schedules_applied
    left join hours_changed
        on schedules_applied.schedule_key = hours_changed.schedule_key
    group by schedules_applied.conversation_key

)

select * from vendor_schedules
