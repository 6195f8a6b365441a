-- One row per slice: time to the last resolution, by the day of that resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

resolved_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and full_resolution_seconds is not null and {{ until_as_of('last_resolved_at') }}

),

measured as (

    select
        {{ slice_columns('last_resolved_date', segments, at='resolved') }},
        count(*) as sample_size,
        median(cast(full_resolution_seconds as double)) / 3600 as median_hours,
        {{ median_low('full_resolution_seconds') }} / 3600 as median_low,
        {{ median_high('full_resolution_seconds') }} / 3600 as median_high,
        avg(full_resolution_seconds) / 3600 as mean_hours,
        {{ percentile_90('full_resolution_seconds') }} / 3600 as percentile_90_hours,
        median(cast(first_resolution_seconds as double)) / 3600 as first_resolution_hours,
        median(cast(full_resolution_business_seconds as double)) / 3600 as business_hours
    from resolved_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_hours as kpi_value,
    cast({{ unless_day('measured.median_low') }} as double) as kpi_low,
    cast({{ unless_day('measured.median_high') }} as double) as kpi_high,
    {% for measure in ['mean_hours', 'percentile_90_hours', 'first_resolution_hours', 'business_hours'] -%}
    measured.{{ measure }},
    {% endfor -%}
    survival.median_seconds / 3600 as created_cohort_median_hours,
    survival.open_share as created_cohort_open_share
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_survival') }} as survival
    on {{ same_cohort('survival') }} and survival.measure = 'resolution'
where slices.kpi = 'resolution_time'
