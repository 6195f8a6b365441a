-- One row per slice: the longest time to the last resolution, by that resolution's day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set longest = ordered_by('full_resolution_seconds', 'conversation_key') %}
with

resolved_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and {{ is_resolved_by_now() }}

),

measured as (

    select
        {{ slice_columns('last_resolved_date', segments, at='resolved') }},
        {{ resolved_counts() }},
        max(cast({{ human('full_resolution_seconds') }} as double)) / 3600 as longest,
        {{ percentile_99(human('full_resolution_seconds')) }} / 3600 as percentile_99,
        max_by(conversation_key, {{ human(longest) }}) as conversation_key,
        max_by(customer_key, {{ human(longest) }}) as customer_key,
        max_by(resolved_agent_key, {{ human(longest) }}) as agent_key
    from resolved_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.longest as kpi_value,
    {{ no_bounds() }},
    case
        when coalesce(days.backlog_count, 0) = 0 or days.oldest_age_seconds is not null
            then greatest(measured.longest, days.oldest_age_seconds / 3600)
    end as longest_including_open_hours,
    measured.percentile_99 as percentile_99_hours,
    {{ resolved_count_columns('measured') }},
    measured.conversation_key,
    measured.customer_key,
    measured.agent_key
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_backlog_days') }} as days on {{ at_period_end('days') }}
where slices.kpi = 'longest_resolution_time'
