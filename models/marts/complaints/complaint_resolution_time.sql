-- One row per slice: time from a complaint to its resolution, by the resolution's day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set target = var('complaint_target_days') * 86400 %}
with

resolved_complaints as (

    select * from {{ ref('fct_complaints') }}
    where resolution_seconds is not null and {{ until_as_of('resolved_at') }}

),

measured as (

    select
        {{ slice_columns('resolved_date', segments, at='resolved') }},
        count(*) as sample_size,
        {{ length_statistics('resolution_seconds', 3600, 'hours') }},
        {{ median_limits('resolution_seconds', 3600) }},
        {{ median('first_response_seconds') }} / 3600 as first_response_hours,
        count_if(resolution_seconds <= {{ target }}) as within_target_count
    from resolved_complaints
    group by {{ slice_groups('resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_hours as kpi_value,
    {{ median_bounds('measured') }},
    {{ length_columns('measured', 'hours', 'mean', 'percentile_90',
                      'first_response') }},
    {{ count_and_share('measured', 'within_target', of='sample_size') }},
    {{ cohort_columns('survival') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_survival') }} as survival
    on {{ same_cohort('survival') }} and survival.measure = 'complaint_resolution'
where slices.kpi = 'complaint_resolution_time'
