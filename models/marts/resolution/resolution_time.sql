-- One row per slice: time to the last resolution, by the day of that resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set by_now = until_as_of('last_resolved_at') %}
with

resolved_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and full_resolution_seconds is not null and {{ by_now }}

),

measured as (

    select
        {{ slice_columns('last_resolved_date', segments, at='resolved') }},
        count(*) as sample_size,
        {{ median('full_resolution_seconds') }} / 3600 as median_hours,
        {{ median_limits('full_resolution_seconds', 3600) }},
        avg(full_resolution_seconds) / 3600 as mean_hours,
        {{ percentile_90('full_resolution_seconds') }} / 3600 as percentile_90_hours,
        {{ median('first_resolution_seconds') }} / 3600 as first_resolution_hours,
        {{ median('full_resolution_business_seconds') }} / 3600 as business_hours
    from resolved_conversations
    group by {{ slice_groups('last_resolved_date', segments, at='resolved') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_hours as kpi_value,
    {{ median_bounds('measured') }},
    {% for measure in ['mean', 'percentile_90', 'first_resolution', 'business'] -%}
    measured.{{ measure }}_hours,
    {% endfor -%}
    survival.median_seconds / 3600 as created_cohort_median_hours,
    survival.open_share as created_cohort_open_share
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_survival') }} as survival
    on {{ same_cohort('survival') }} and survival.measure = 'resolution'
where slices.kpi = 'resolution_time'
