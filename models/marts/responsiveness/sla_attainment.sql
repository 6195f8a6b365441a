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
        {% for metric in metrics -%}
        count_if(is_counted and metric = '{{ metric }}') as {{ metric }}_count,
        count_if(sla_outcome = 'fulfilled' and metric = '{{ metric }}')
            as {{ metric }}_fulfilled_count,
        {% endfor -%}
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
    {% for count in ['fulfilled', 'open_and_late', 'paused', 'cancelled'] -%}
    {{ count_of('measured.' ~ count ~ '_count') }} as {{ count }}_count,
    {% endfor -%}
    {{ promise_columns('measured', metrics) }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'sla_attainment'
