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
        {{ median(seconds) }} / 3600 as median_hours,
        {{ median_limits(seconds, 3600) }},
        avg({{ seconds }}) / 3600 as mean,
        {{ mean_limits(seconds, 3600) }},
        {{ percentile_90(seconds) }} / 3600 as percentile_90,
        {{ median(human('first_resolution_seconds')) }} / 3600 as first_resolution,
        {{ median(human('full_resolution_business_seconds')) }} / 3600 as business
    from resolved_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_hours as kpi_value,
    {{ median_bounds('measured') }},
    {% for measure in ['mean', 'mean_low', 'mean_high', 'percentile_90',
                       'first_resolution', 'business'] -%}
    measured.{{ measure }} as {{ measure }}_hours,
    {% endfor -%}
    {{ resolved_count_columns('measured') }},
    {{ cohort_columns('survival') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_survival') }} as survival
    on {{ same_cohort('survival') }} and survival.measure = 'resolution'
where slices.kpi = 'resolution_time'
