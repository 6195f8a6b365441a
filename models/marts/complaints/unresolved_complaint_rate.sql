-- One row per slice: the share of complaints unresolved yet, by the complaint's day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

measured as (

    select
        {{ slice_columns('complained_date', segments) }},
        count(*) as complaint_count,
        count_if(not is_resolved) as unresolved_count,
        {% for days in [7, 14, 30] -%}
        count(is_unresolved_after_{{ days }}_days) as aged_{{ days }}_days_count,
        count(*) filter (where is_unresolved_after_{{ days }}_days)
            as unresolved_after_{{ days }}_days_count,
        {% endfor -%}
        count_if(is_called_back) as called_back_count,
        count_if(not is_called_back) as not_called_back_count,
        count_if(is_called_back and not is_resolved) as called_back_unresolved_count,
        count_if(not is_called_back and not is_resolved)
            as not_called_back_unresolved_count
    from {{ ref('fct_complaints') }}
    where {{ until_as_of('complained_at') }}
    group by {{ slice_groups('complained_date', segments) }}

)

{% set rate = ['measured.unresolved_count', 'measured.complaint_count'] -%}
select
    {{ slice_keys() }},
    {{ count_of('measured.complaint_count') }} as sample_size,
    {{ share(*rate) }} as kpi_value,
    {{ wilson_low(*rate) }} as kpi_low,
    {{ wilson_high(*rate) }} as kpi_high,
    {{ unresolved_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'unresolved_complaint_rate'
