-- One row per slice: after which conversations customers ordered, by day of creation.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set kinds = ['ordered', 'renewed', 'upgraded', 'form_sent'] %}
with

chances as (

    select
        *,
        {{ until_as_of('window_ends_at') }} as is_mature
    from {{ ref('fct_conversion_chances') }}
    where {{ until_as_of('created_at') }}

),

measured as (

    select
        {{ slice_columns('created_date', segments, at='created') }},
        count_if(is_mature) as sample_size,
        count_if(is_mature and is_converted) as converted_count,
        {% for kind in kinds -%}
        count_if(is_mature and is_{{ kind }}) as {{ kind }}_count,
        {% endfor -%}
        count_if(not is_mature) as immature_count
    from chances
    group by {{ slice_groups('created_date', segments, at='created') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.converted_count', 'measured.sample_size') }},
    {{ count_of('measured.converted_count') }} as converted_count,
    {% for kind in kinds -%}
    {{ count_and_share('measured', kind, of='sample_size') }},
    {% endfor -%}
    {{ baseline_columns('measured', 'baselines') }},
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_conversion_baselines') }} as baselines
    on {{ same_period('baselines') }}
where slices.kpi = 'conversion_rate'
