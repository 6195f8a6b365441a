-- One row per slice: which share of promises of service is kept, by their due day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set metrics = ['first_response', 'next_response', 'resolution'] %}
with

due_promises as (

    select * from {{ ref('fct_sla_instances') }}
    where is_valid and {{ until_as_of('counted_at') }}

),

measured as (

    select
        {{ slice_columns('counted_date', segments) }},
        {{ promise_counts(metrics) }},
        count_if(is_counted) as counted_count,
        count_if(sla_outcome = 'fulfilled') as fulfilled_count,
        count_if(is_open_and_late) as open_and_late_count,
        count_if(is_paused and not is_counted) as paused_count,
        count_if(sla_outcome = 'cancelled') as cancelled_count
    from due_promises
    group by {{ slice_groups('counted_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.counted_count') }} as sample_size,
    {{ share_with_bounds('measured.fulfilled_count', 'measured.counted_count') }},
    {{ count_columns('measured', 'fulfilled', 'open_and_late', 'paused',
                     'cancelled') }},
    {{ promise_columns('measured', metrics) }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'sla_attainment'
