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
        {{ length_statistics('response_seconds', 60, 'minutes') }}
    from inbound_waits
    group by {{ slice_groups('severity_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.judged_count') }} as sample_size,
    {{ share_with_bounds('measured.within_target_count', 'measured.judged_count') }},
    {{ count_columns('measured', 'within_target', 'unanswered_past_target',
                     'response') }},
    {{ length_columns('measured', 'minutes', 'mean', 'median', 'percentile_90') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'response_time_by_severity'
