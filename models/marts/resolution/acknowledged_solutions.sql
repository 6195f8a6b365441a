-- One row per slice: solutions that the customer acknowledged, by the resolution's day.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set kinds = ['confirmed', 'rating', 'text', 'reaction', 'used_solution'] %}
with

measured as (

    select
        {{ slice_columns('first_resolved_date', segments) }},
        count(*) as resolved_count,
        {% for kind in kinds -%}
        count(*) filter (where is_acknowledged and evidence = '{{ kind }}')
            as by_{{ kind }}_count,
        {% endfor -%}
        count_if(is_acknowledged) as acknowledged_count,
        count_if(is_contradicted) as contradicted_count,
        count_if(evidence is null) as silent_count,
        count_if(is_immature) as immature_count
    from {{ ref('fct_acknowledgements') }}
    where {{ until_as_of('first_resolved_at') }}
    group by {{ slice_groups('first_resolved_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.resolved_count') }} as sample_size,
    {{ share_with_bounds('measured.acknowledged_count', 'measured.resolved_count') }},
    {{ count_columns('measured', 'acknowledged', 'by_confirmed', 'by_rating', 'by_text',
                     'by_reaction', 'by_used_solution') }},
    {{ count_and_share('measured', 'silent', of='resolved_count') }},
    {{ count_and_share('measured', 'contradicted', of='resolved_count') }},
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'acknowledged_solutions'
