-- One row per conversation at hand and period in which one schedule applied to it.
with

conversations as (

    select
        conversations.conversation_key,
        conversations.source_system,
        conversations.account,
        conversations.schedule_key,
        first_states.created_team_key
    from {{ ref('int_conversations_unioned') }} as conversations
    left join {{ ref('int_first_states_known') }} as first_states
        on conversations.conversation_key = first_states.conversation_key

),

assignments as (

    select
        conversation_key,
        {{ native_key("'zendesk'", 'schedule_id') }} as schedule_key,
        created_at as assigned_at,
        row_number() over (
            partition by conversation_key
            order by created_at, {{ id_number('audit_id') }}, event_place
        ) as assignment_number
    from {{ ref('int_zendesk_audit_events_current') }}
    where event_type = 'ScheduleAssignment' and schedule_id is not null

),

-- The first assignment holds from the start: the desk had no other hours before it.
assigned_spells as (

    select
        conversation_key,
        schedule_key,
        case when assignment_number > 1 then assigned_at end as valid_from_at,
        lead(assigned_at) over (
            partition by conversation_key order by assignment_number
        ) as valid_to_at
    from assignments

),

team_schedules as (

    select
        {{ native_key("'generic'", 'team_id') }} as team_key,
        {{ native_key("'generic'", 'schedule') }} as schedule_key
    from {{ ref('int_generic_teams_current') }}
    where schedule is not null

),

choices as (

    select
        source_system,
        {{ native_link('source_system', 'team_id') }} as team_key,
        {{ native_key('source_system', 'schedule') }} as schedule_key
    from {{ ref('schedule_choices') }}

),

defaults as (

    select
        source_system,
        account,
        schedule_key
    from {{ ref('int_schedules_conformed') }}
    where is_oldest_of_account

),

unassigned_spells as (

    select
        conversations.conversation_key,
        coalesce(
            conversations.schedule_key,
            team_schedules.schedule_key,
            team_choices.schedule_key,
            source_choices.schedule_key,
            defaults.schedule_key
        ) as schedule_key,
        cast(null as timestamp) as valid_from_at,
        cast(null as timestamp) as valid_to_at
    from conversations
    left join assigned_spells
        on conversations.conversation_key = assigned_spells.conversation_key
    left join team_schedules
        on conversations.created_team_key = team_schedules.team_key
    left join choices as team_choices
        on
            conversations.source_system = team_choices.source_system
            and conversations.created_team_key = team_choices.team_key
    left join choices as source_choices
        on
            conversations.source_system = source_choices.source_system
            and source_choices.team_key is null
    left join defaults
        on
            conversations.source_system = defaults.source_system
            and coalesce(conversations.account, '') = coalesce(defaults.account, '')
    where assigned_spells.conversation_key is null

),

spells as (

    select * from assigned_spells
    union all
    select * from unassigned_spells

),

sources_with_schedules as (

    select distinct source_system
    from {{ ref('int_schedules_conformed') }}

),

int_schedule_spells_assigned as (

    select
        spells.conversation_key,
        spells.schedule_key,
        spells.valid_from_at,
        spells.valid_to_at,
        schedules.time_zone,
        -- A source without any schedule is no fault of the row, whatever it names; one
        -- that nobody can read is.
        case
            when
                spells.schedule_key is null
                or sources_with_schedules.source_system is null
                then null
            when schedules.schedule_key is null then 'unknown_schedule'
            when schedules.time_zone is null then 'unknown_time_zone'
        end as clock_issue
    from spells
    left join {{ ref('int_schedules_conformed') }} as schedules
        on spells.schedule_key = schedules.schedule_key
    left join conversations on spells.conversation_key = conversations.conversation_key
    left join sources_with_schedules
        on conversations.source_system = sources_with_schedules.source_system

)

select * from int_schedule_spells_assigned
