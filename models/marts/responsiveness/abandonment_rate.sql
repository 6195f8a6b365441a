-- One row per slice: which share of callers hang up in the queue, by the call's day.
{% set segments = ['source_system', 'team'] %}
with

-- How a call ends that is still in the queue, nobody knows.
queued_calls as (

    select * from {{ ref('fct_calls') }}
    where
        is_valid and is_offered and outcome is not null
        and {{ until_as_of('queued_at') }}

),

measured as (

    select
        {{ slice_columns('queued_date', segments) }},
        count_if(not is_short_abandon) as offered_count,
        count_if(is_abandoned) as abandoned_count,
        count_if(is_short_abandon) as short_abandon_count,
        count_if(outcome = 'answered') as answered_count,
        count(*) filter (
            where answer_seconds <= {{ var('service_level_seconds') }}
        ) as answered_in_time_count,
        avg(answer_seconds) as mean_answer_seconds,
        {{ median('answer_seconds') }} as median_answer_seconds
    from queued_calls
    group by {{ slice_groups('queued_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.offered_count') }} as sample_size,
    {{ share_with_bounds('measured.abandoned_count', 'measured.offered_count') }},
    {{ count_columns('measured', 'offered', 'abandoned', 'short_abandon',
                     'answered') }},
    {{ count_and_share('measured', 'answered_in_time', of='offered_count') }},
    measured.mean_answer_seconds,
    measured.median_answer_seconds
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'abandonment_rate'
