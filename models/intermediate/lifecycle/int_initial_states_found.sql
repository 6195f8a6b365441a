-- One row per conversation at hand: its team, priority, severity and assignee when it
-- was created.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

first_values as (

    select
        conversation_key,
        field,
        case
            when min_by(is_creation, change_number)
                then min_by(new_value, change_number)
            else min_by(coalesce(old_value, ''), change_number)
        end as first_value
    from {{ ref('int_changes_unioned') }}
    where field in ('team', 'priority', 'severity', 'agent')
    group by conversation_key, field

),

-- Before the first change a field is what that change says it was; without any change
-- it is what it is now.
initial_values as (

    select
        conversations.conversation_key,
        nullif(
            coalesce(
                max(first_values.first_value)
                filter (where first_values.field = 'team'),
                any_value(conversations.team_key)
            ),
            ''
        ) as team_key,
        nullif(
            coalesce(
                max(first_values.first_value)
                filter (where first_values.field = 'priority'),
                any_value(conversations.priority)
            ),
            ''
        ) as priority,
        nullif(
            coalesce(
                max(first_values.first_value)
                filter (where first_values.field = 'severity'),
                any_value(conversations.severity)
            ),
            ''
        ) as severity,
        nullif(
            coalesce(
                max(first_values.first_value)
                filter (where first_values.field = 'agent'),
                any_value(conversations.agent_key)
            ),
            ''
        ) as agent_key,
        any_value({{ native_key('conversations.source_system', 'null') }})
            as unknown_key
    from conversations
    left join first_values
        on conversations.conversation_key = first_values.conversation_key
    group by conversations.conversation_key

),

int_initial_states_found as (

    select
        conversation_key,
        coalesce(team_key, unknown_key) as team_key,
        coalesce(priority, 'none') as priority,
        severity,
        coalesce(agent_key, unknown_key) as agent_key
    from initial_values

)

select * from int_initial_states_found
