-- One row per mart and column whose months of segment `all` don't add up to its fact.
{% set marts = mart_ties() %}
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
{%- set columns = [] %}

{{ mart }}_totals as (

    select
        {%- for tie in declared.ties %}
        {%- for column in (tie.count or {}) | list + (tie.sum or {}) | list %}
        {%- do columns.append(column) %}
        sum({{ column }}) as {{ column }},
        {%- endfor %}
        {%- endfor %}
        count(*) as month_count
    from {{ ref(mart) }}
    where segment_type = 'all' and period_grain = 'month'

),
{%- for tie in declared.ties %}

{{ mart }}_fact_{{ loop.index }} as (

    select
        {%- for column, condition in (tie.count or {}).items() %}
        count(*) filter (where {{ condition }}) as {{ column }},
        {%- endfor %}
        {%- for column, expression in (tie.sum or {}).items() %}
        sum({{ expression }}) as {{ column }},
        {%- endfor %}
        count(*) as fact_row_count
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

compared as (

    {% for mart, declared in marts.items() -%}
    {%- set mart_loop = loop -%}
    {%- for tie in declared.ties -%}
    {%- set tie_loop = loop -%}
    {%- for column in (tie.count or {}) | list + (tie.sum or {}) | list -%}
    select
        '{{ mart }}' as mart,
        '{{ column }}' as column_name,
        '{{ tie.fact }}' as fact,
        cast(coalesce(totals.{{ column }}, 0) as double) as mart_total,
        cast(coalesce(facts.{{ column }}, 0) as double) as fact_total
    from {{ mart }}_totals as totals
    cross join {{ mart }}_fact_{{ tie_loop.index }} as facts
    {{ 'union all' if not (loop.last and tie_loop.last and mart_loop.last) }}
    {% endfor -%}
    {%- endfor -%}
    {%- endfor %}

)

select *
from compared
where abs(mart_total - fact_total) > 0.000001 * greatest(1, abs(fact_total))
