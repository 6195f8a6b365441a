-- The fifty conversations longest in the backlog, and what they wait for.
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

backlog_now as (

    select snapshots.*
    from {{ ref('fct_backlog_snapshots') }} as snapshots
    inner join as_of on snapshots.snapshot_date = as_of.as_of_date

),

oldest_open_conversations as (

    select
        backlog_now.conversation_key,
        backlog_now.channel,
        teams.team_name,
        agents.agent_name,
        backlog_now.status,
        backlog_now.is_awaiting_reply,
        backlog_now.created_at,
        backlog_now.age_seconds / 86400 as age_days
    from backlog_now
    left join {{ ref('dim_teams') }} as teams on backlog_now.team_key = teams.team_key
    left join {{ ref('dim_agents') }} as agents
        on backlog_now.agent_key = agents.agent_key

)

select * from oldest_open_conversations
order by age_days desc, conversation_key asc
limit 50
