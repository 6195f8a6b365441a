-- One row per segment type and member that KPIs are split by.
with

as_of as (

    select as_of_date from {{ ref('dim_as_of') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

responses as (

    select * from {{ ref('fct_responses') }}

),

backlog as (

    select * from {{ ref('fct_backlog_changes') }}

),

survey_events as (

    select * from {{ ref('fct_survey_events') }}

),

-- Members that fill every period.
steady_members as (

    select
        'all' as segment_type,
        'all' as segment_value
    union distinct
    select
        'source_system' as segment_type,
        source_system as segment_value
    from conversations
    union distinct
    select
        'source_system' as segment_type,
        source_system as segment_value
    from survey_events
    union distinct
    select
        'channel' as segment_type,
        channel as segment_value
    from conversations
    union distinct
    select
        'channel' as segment_type,
        channel as segment_value
    from survey_events
    union distinct
    select
        'team' as segment_type,
        created_team_key as segment_value
    from conversations
    union distinct
    select
        'team' as segment_type,
        first_response_team_key as segment_value
    from conversations
    where first_response_team_key is not null
    union distinct
    select
        'team' as segment_type,
        resolved_team_key as segment_value
    from conversations
    where resolved_team_key is not null
    union distinct
    select
        'team' as segment_type,
        team_key as segment_value
    from responses
    union distinct
    select
        'team' as segment_type,
        team_key as segment_value
    from backlog
    union distinct
    select
        'team' as segment_type,
        team_key as segment_value
    from survey_events
    union distinct
    select
        'priority' as segment_type,
        created_priority as segment_value
    from conversations
    union distinct
    select
        'priority' as segment_type,
        first_response_priority as segment_value
    from conversations
    where first_response_priority is not null
    union distinct
    select
        'priority' as segment_type,
        resolved_priority as segment_value
    from conversations
    where resolved_priority is not null
    union distinct
    select
        'priority' as segment_type,
        priority as segment_value
    from responses
    union distinct
    select
        'priority' as segment_type,
        priority as segment_value
    from backlog
    union distinct
    select
        'priority' as segment_type,
        priority as segment_value
    from survey_events

),

-- Members that come and go: from their first event to their last.
passing_events as (

    select
        'agent' as segment_type,
        agent_key as segment_value,
        band_date as event_date
    from responses
    union all
    select
        'agent' as segment_type,
        agent_key as segment_value,
        event_date
    from survey_events
    union all
    select
        'plan' as segment_type,
        plan as segment_value,
        event_date
    from survey_events
    where plan is not null

),

passing_members as (

    select
        passing_events.segment_type,
        passing_events.segment_value,
        min(passing_events.event_date) as first_date,
        max(passing_events.event_date) as last_date
    from passing_events
    cross join as_of
    where passing_events.event_date <= as_of.as_of_date
    group by passing_events.segment_type, passing_events.segment_value

),

members as (

    select
        segment_type,
        segment_value,
        cast(null as date) as first_date,
        cast(null as date) as last_date
    from steady_members
    union all
    select
        segment_type,
        segment_value,
        first_date,
        last_date
    from passing_members

),

dim_segment_members as (

    select
        members.segment_type || '|' || members.segment_value as segment_member_key,
        members.segment_type,
        members.segment_value,
        case
            when members.segment_type = 'all' then 'All'
            when members.segment_type = 'team'
                then coalesce(teams.team_name, members.segment_value)
            when members.segment_type = 'agent'
                then coalesce(agents.agent_name, members.segment_value)
            else members.segment_value
        end as segment_label,
        members.first_date,
        members.last_date
    from members
    left join {{ ref('dim_teams') }} as teams
        on members.segment_type = 'team' and members.segment_value = teams.team_key
    left join {{ ref('dim_agents') }} as agents
        on members.segment_type = 'agent' and members.segment_value = agents.agent_key

)

select * from dim_segment_members
