-- One row per slice: how many requests an agent handles, by the day of the answers.
{% set segments = ['source_system', 'channel', 'team', 'agent'] %}
{% set answered = "case when event = 'answered' then request_key end" %}
with

-- Who answered nobody knows is no agent to divide by.
measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count(distinct {{ answered }}) as handled_count,
        count(distinct agent_key || '|' || {{ answered }}) as handled_by_agents_count,
        count(distinct case when event = 'answered' then agent_key end)
            as active_agent_count,
        count_if(event = 'resolved') as resolved_count,
        count(distinct case when is_agent_opened then {{ answered }} end)
            as agent_opened_count,
        count(distinct case when is_follow_up then {{ answered }} end)
            as follow_up_count
    from {{ ref('fct_agent_requests') }}
    where is_agent_known and {{ until_as_of('event_at') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.handled_count') }} as sample_size,
    {{ share('measured.handled_by_agents_count', 'measured.active_agent_count') }}
        as kpi_value,
    {{ no_bounds() }},
    {{ count_columns('measured', 'handled_by_agents', 'active_agent', 'resolved') }},
    {{ share('measured.resolved_count', 'measured.active_agent_count') }}
        as resolved_per_agent,
    {{ count_and_share('measured', 'agent_opened', of='handled_count') }},
    {{ count_and_share('measured', 'follow_up', of='handled_count') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'requests_per_agent'
