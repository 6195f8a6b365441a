-- One row per slice: time to the last resolution, by the day of that resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set seconds = human('full_resolution_seconds') %}
with

resolved_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and {{ is_resolved_by_now() }}

),

measured as (

    select
        {{ slice_columns('last_resolved_date', segments, at='resolved') }},
        {{ resolved_counts() }},
        {{ length_statistics(seconds, 3600, 'hours') }},
        {{ median_limits(seconds, 3600) }},
        {{ mean_limits(seconds, 3600) }},
        {{ median(human('first_resolution_seconds')) }} / 3600
            as first_resolution_hours,
        {{ median(human('full_resolution_business_seconds')) }} / 3600 as business_hours
    from resolved_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_hours as kpi_value,
    {{ median_bounds('measured') }},
    {{ length_columns('measured', 'hours', 'mean', 'percentile_90', 'first_resolution',
                      'business') }},
    measured.mean_low as mean_low_hours,
    measured.mean_high as mean_high_hours,
    {{ resolved_count_columns('measured') }},
    {{ cohort_columns('survival') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_survival') }} as survival
    on {{ same_cohort('survival') }} and survival.measure = 'resolution'
where slices.kpi = 'resolution_time'
