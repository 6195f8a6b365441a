{# For kpi_values, which has all marts below it. `ties` as the macro mart_ties gives them,
   which are those of the project where it is not given. #}
{% test marts_tie_to_facts(model, ties=none) %}

{%- set marts = ties or mart_ties() %}

-- One row per mart and column whose months of segment `all` don't add up to its fact.
{%- for mart, declared in marts.items() -%}
{%- for reason, columns in (declared.not_added or {}).items() -%}
{%- for column in columns %}
-- not added: {{ mart }}.{{ column }}, {{ reason }}
{%- endfor -%}
{%- endfor -%}
{%- endfor %}
with

months as (

    select
        as_of.as_of_at,
        as_of.as_of_date,
        as_of.first_event_at,
        (
            select min(days.month_start_date) from {{ ref('dim_dates') }} as days
        ) as first_month_date
    from {{ ref('dim_as_of') }} as as_of

),

{%- for mart, declared in marts.items() %}
{%- for tie in declared.ties %}
{%- set counts = tie.count or {} %}
{%- set sums = tie.sum or {} %}

{{ mart }}_{{ loop.index }} as (

    select
        {%- for column in counts | list + sums | list %}
        cast(sum({{ column }}) as double) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref(mart) }}
    where segment_type = 'all' and period_grain = 'month'

),

fact_of_{{ mart }}_{{ loop.index }} as (

    select
        {%- for column, condition in counts.items() %}
        cast(count_if({{ condition }}) as double) as {{ column }}
        {{- ',' if sums or not loop.last }}
        {%- endfor %}
        {%- for column, expression in sums.items() %}
        cast(sum({{ expression }}) as double) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref(tie.fact) }} as fact_rows
    cross join months
    where
        fact_rows.{{ tie.date }} between months.first_month_date and months.as_of_date
        {%- if tie.at %}
        and {{ tie.at }} <= months.as_of_at
        {%- endif %}
        {%- if tie.where %}
        and {{ tie.where }}
        {%- endif %}

),
{%- endfor %}
{%- endfor %}

{% for side in ['mart', 'fact'] %}
{{ side }}_totals as (

    {% for mart, declared in marts.items() -%}
    {%- set mart_loop = loop -%}
    {%- for tie in declared.ties -%}
    select
        '{{ mart }}' as mart,
        '{{ tie.fact }}' as fact,
        column_name,
        total
    from {{ 'fact_of_' if side == 'fact' }}{{ mart }}_{{ loop.index }}
    unpivot (
        total for column_name in (
            {{ ((tie.count or {}) | list + (tie.sum or {}) | list) | join(', ') }}
        )
    )
    {{ 'union all' if not (loop.last and mart_loop.last) }}
    {% endfor -%}
    {%- endfor %}

),
{% endfor %}

-- A sum over nothing is null, and unpivot leaves nulls out.
compared as (

    select
        coalesce(mart_totals.mart, fact_totals.mart) as mart,
        coalesce(mart_totals.fact, fact_totals.fact) as fact,
        coalesce(mart_totals.column_name, fact_totals.column_name) as column_name,
        coalesce(mart_totals.total, 0) as mart_total,
        coalesce(fact_totals.total, 0) as fact_total
    from mart_totals
    full outer join fact_totals
        on
            mart_totals.mart = fact_totals.mart
            and mart_totals.fact = fact_totals.fact
            and mart_totals.column_name = fact_totals.column_name

)

select *
from compared
where abs(mart_total - fact_total) > 0.000001 * greatest(1, abs(fact_total))

{% endtest %}
