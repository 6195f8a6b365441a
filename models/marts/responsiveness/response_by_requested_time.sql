-- One row per slice: who is answered by the time asked for, by the day of that time.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set by_now = until_as_of('first_human_response_at') %}
with

timed_conversations as (

    select
        *,
        case when {{ by_now }} then response_lateness_seconds end as lateness_seconds
    from {{ ref('fct_conversations') }}
    where is_inbound and has_requested_time and {{ until_as_of('requested_by_at') }}

),

measured as (

    select
        {{ slice_columns('requested_by_date', segments, at='created') }},
        count(*) as requested_count,
        count(*) - count(lateness_seconds) as missed_count,
        count(*) filter (where lateness_seconds <= 0) as on_time_count,
        count(*) filter (where lateness_seconds > 0) as late_count,
        {{ median('lateness_seconds') }} / 60 as median_lateness_minutes,
        {{ percentile_90('lateness_seconds') }} / 60 as percentile_90_lateness_minutes
    from timed_conversations
    group by {{ slice_groups('requested_by_date', segments, at='created') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.requested_count') }} as sample_size,
    {{ share_with_bounds('measured.on_time_count', 'measured.requested_count') }},
    {{ count_columns('measured', 'on_time', 'late', 'missed') }},
    measured.median_lateness_minutes,
    measured.percentile_90_lateness_minutes
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'response_by_requested_time'
