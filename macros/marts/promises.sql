{# Of each metric of service levels: how many promises fell due, how many of them were
   kept. #}
{% macro promise_counts(metrics) -%}
    {%- for metric in metrics -%}
    count_if(is_counted and metric = '{{ metric }}') as {{ metric }}_count,
        count_if(sla_outcome = 'fulfilled' and metric = '{{ metric }}') as {{ metric }}_fulfilled_count
    {%- if not loop.last %},
        {% endif %}
    {%- endfor -%}
{%- endmacro %}


{# The same as columns of a mart, with the share that these are. #}
{% macro promise_columns(measured, metrics) -%}
    {%- for metric in metrics -%}
    {{ count_of(measured ~ '.' ~ metric ~ '_count') }} as {{ metric }}_count,
    {{ count_of(measured ~ '.' ~ metric ~ '_fulfilled_count') }} as {{ metric }}_fulfilled_count,
    {{ share(measured ~ '.' ~ metric ~ '_fulfilled_count', measured ~ '.' ~ metric ~ '_count') }} as {{ metric }}_share{{ ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}
