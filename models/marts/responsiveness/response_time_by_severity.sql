-- One row per slice: which share of answers is in time for its severity, by their day.
{% set segments = ['source_system', 'channel', 'team', 'severity'] %}
with

-- A wait that is still open was missed on the day on which its target passed.
inbound_waits as (

    select
        *,
        is_within_severity_target and wait_outcome <> 'open' as is_in_time
    from {{ ref('fct_responses') }}
    where is_inbound and {{ until_as_of('coalesce(responded_at, severity_due_at)') }}

),

measured as (

    select
        {{ slice_columns('severity_date', segments) }},
        count(is_in_time) as judged_count,
        count(*) filter (where is_in_time) as within_target_count,
        count(*) filter (where responded_at is null and not is_in_time)
            as unanswered_past_target_count,
        count(response_seconds) as response_count,
        avg(response_seconds) / 60 as mean_minutes,
        {{ median('response_seconds') }} / 60 as median_minutes,
        {{ percentile_90('response_seconds') }} / 60 as percentile_90_minutes
    from inbound_waits
    group by {{ slice_groups('severity_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.judged_count') }} as sample_size,
    {{ share_with_bounds('measured.within_target_count', 'measured.judged_count') }},
    {% for count in ['within_target', 'unanswered_past_target', 'response'] -%}
    {{ count_of('measured.' ~ count ~ '_count') }} as {{ count }}_count,
    {% endfor -%}
    measured.mean_minutes,
    measured.median_minutes,
    measured.percentile_90_minutes
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'response_time_by_severity'
