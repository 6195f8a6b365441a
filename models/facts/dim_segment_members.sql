-- One row per segment type and member that KPIs are split by.
{# Where members are seen: segment type, column, fact. These fill every period. #}
{% set steady = [
    ('source_system', 'source_system', ref('fct_conversations')),
    ('source_system', 'source_system', ref('fct_survey_events')),
    ('source_system', 'source_system', ref('fct_calls')),
    ('source_system', 'source_system', ref('fct_social_threads')),
    ('source_system', 'source_system', ref('fct_article_reads')),
    ('source_system', 'source_system', ref('fct_help_searches')),
    ('source_system', 'source_system', ref('fct_sla_instances')),
    ('source_system', 'source_system', ref('fct_agent_evaluations')),
    ('channel', 'channel', ref('fct_conversations')),
    ('channel', 'channel', ref('fct_responses')),
    ('channel', 'channel', ref('fct_survey_events')),
    ('channel', 'channel', ref('fct_calls')),
    ('channel', 'channel', ref('fct_sla_instances')),
    ('team', 'created_team_key', ref('fct_conversations')),
    ('team', 'first_response_team_key', ref('fct_conversations')),
    ('team', 'resolved_team_key', ref('fct_conversations')),
    ('team', 'team_key', ref('fct_responses')),
    ('team', 'team_key', ref('fct_backlog_changes')),
    ('team', 'team_key', ref('fct_survey_events')),
    ('team', 'team_key', ref('fct_calls')),
    ('team', 'team_key', ref('fct_chats')),
    ('team', 'team_key', ref('fct_sla_instances')),
    ('team', 'team_key', ref('fct_agent_evaluations')),
    ('priority', 'created_priority', ref('fct_conversations')),
    ('priority', 'first_response_priority', ref('fct_conversations')),
    ('priority', 'resolved_priority', ref('fct_conversations')),
    ('priority', 'priority', ref('fct_responses')),
    ('priority', 'priority', ref('fct_backlog_changes')),
    ('priority', 'priority', ref('fct_survey_events')),
    ('priority', 'priority', ref('fct_sla_instances')),
    ('source_system', 'source_system', ref('fct_queue_waits')),
    ('channel', 'channel', ref('fct_queue_waits')),
    ('team', 'team_key', ref('fct_queue_waits')),
    ('priority', 'priority', ref('fct_queue_waits')),
    ('severity', 'severity', ref('fct_responses')),
] %}
{# These come and go, on the days of their events: also the column of the day. #}
{% set passing = [
    ('agent', 'agent_key', ref('fct_responses'), 'band_date'),
    ('agent', 'resolved_agent_key', ref('fct_conversations'), 'last_resolved_date'),
    ('agent', 'agent_key', ref('fct_survey_events'), 'event_date'),
    ('agent', 'agent_key', ref('fct_calls'), 'started_date'),
    ('agent', 'agent_key', ref('fct_agent_evaluations'), 'evaluated_date'),
    ('agent', 'agent_key', ref('fct_complaints'), 'complained_date'),
    ('topic', 'topic', ref('fct_complaints'), 'complained_date'),
    ('plan', 'plan', ref('fct_survey_events'), 'event_date'),
    ('plan', 'plan', ref('fct_customer_months'), 'month_date'),
    ('plan', 'plan', ref('fct_referrals'), 'converted_date'),
    ('article', 'article_key', ref('fct_article_reads'), 'read_date'),
    ('article', 'article_key', ref('fct_article_contacts'), 'contacted_date'),
    ('article_category', 'article_category', ref('fct_article_reads'), 'read_date'),
    ('article_category', 'article_category', ref('fct_article_contacts'), 'contacted_date'),
    ('locale', 'locale', ref('fct_article_reads'), 'read_date'),
    ('locale', 'locale', ref('fct_article_contacts'), 'contacted_date'),
    ('locale', 'locale', ref('fct_help_searches'), 'searched_date'),
] %}
with

as_of as (

    select as_of_date from {{ ref('dim_as_of') }}

),

steady_members as (

    {% for segment_type, member, fact in steady -%}
    select
        '{{ segment_type }}' as segment_type,
        {{ member }} as segment_value
    from {{ fact }}
    where {{ member }} is not null
    union distinct
    {% endfor -%}
    select
        'all' as segment_type,
        'all' as segment_value

),

passing_events as (

    {% for segment_type, member, fact, event_date in passing -%}
    select
        '{{ segment_type }}' as segment_type,
        {{ member }} as segment_value,
        {{ event_date }} as event_date
    from {{ fact }}
    where {{ member }} is not null
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

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
        -- A label stands in every row of its slices: one of a million letters would
        -- fill the disk.
        left(case
            when members.segment_type = 'all' then 'All'
            when members.segment_type = 'team'
                then coalesce(teams.team_name, members.segment_value)
            when members.segment_type = 'agent'
                then coalesce(agents.agent_name, members.segment_value)
            when members.segment_type = 'article'
                then coalesce(articles.article_name, members.segment_value)
            else members.segment_value
        end, 200) as segment_label,
        members.first_date,
        members.last_date
    from members
    left join {{ ref('dim_teams') }} as teams
        on members.segment_type = 'team' and members.segment_value = teams.team_key
    left join {{ ref('dim_agents') }} as agents
        on members.segment_type = 'agent' and members.segment_value = agents.agent_key
    left join {{ ref('dim_articles') }} as articles
        on
            members.segment_type = 'article'
            and members.segment_value = articles.article_key

)

select * from dim_segment_members
