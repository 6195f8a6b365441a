-- One row per KPI, statistic and slice: the headline values of all marts, stacked.
with

values_of_all_marts as (

    {% for kpi in kpi_marts() -%}
    select
        '{{ kpi }}' as kpi,
        cast(null as {{ dbt.type_string() }}) as statistic,
        {{ headline_columns() }}
    from {{ ref(kpi) }}
    union all
    {% endfor -%}

    -- The mean stands beside the median, whose skewed other half it shows.
    select
        'resolution_time' as kpi,
        'mean' as statistic,
        {{ headline_columns('mean', 'hours') }}
    from {{ ref('resolution_time') }}

)

select
    stacked.kpi,
    coalesce(stacked.statistic, catalog.headline) as statistic,
    {{ slice_keys('stacked') }},
    stacked.sample_size,
    stacked.kpi_value,
    stacked.kpi_low,
    stacked.kpi_high
from values_of_all_marts as stacked
inner join {{ ref('kpi_catalog') }} as catalog on stacked.kpi = catalog.kpi
