-- One row per KPI that the catalogue, the folder of marts and the scorecard don't all
-- hold, and per headline of the catalogue that is not a line of the scorecard.
{% set marts = [] %}
{% if execute %}
    {% for node in graph.nodes.values() | sort(attribute='name') %}
        {% set is_kpi = node.fqn[1] == 'marts' and node.fqn | length == 4 %}
        {% if node.resource_type == 'model' and is_kpi %}
            {% do marts.append(node.name) %}
        {% endif %}
    {% endfor %}
{% endif %}
with

marts as (

    {% for mart in marts -%}
    select '{{ mart }}' as kpi
    {{ 'union all' if not loop.last }}
    {% else -%}
    select cast(null as {{ dbt.type_string() }}) as kpi
    {% endfor %}

),

scorecard as (

    select distinct
        kpi,
        statistic
    from {{ ref('kpi_scorecard') }}

),

catalog as (

    select
        kpi,
        headline
    from {{ ref('kpi_catalog') }}

),

all_kpis as (

    select kpi from catalog
    union distinct
    select kpi from marts
    union distinct
    select kpi from scorecard

)

select
    all_kpis.kpi,
    catalog.kpi is not null as is_in_catalogue,
    marts.kpi is not null as is_a_mart,
    scorecard.kpi is not null as is_in_scorecard
from all_kpis
left join catalog on all_kpis.kpi = catalog.kpi
left join marts on all_kpis.kpi = marts.kpi
left join scorecard
    on all_kpis.kpi = scorecard.kpi and catalog.headline = scorecard.statistic
where
    catalog.kpi is null
    or marts.kpi is null
    -- Without a single event there is no period to have a line for.
    or (
        scorecard.kpi is null
        and exists (select dim_slices.kpi from {{ ref('dim_slices') }} as dim_slices)
    )
