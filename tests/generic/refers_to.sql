{# Keys that lead somewhere: each column with the model that has it as its key, or with
   that model and the name of its key. A null refers to nothing. #}
{% test refers_to(model, columns) %}

-- One row per value that is in none of the rows it should lead to.
{%- for column, target in columns.items() %}
{%- set key = target.key if target is mapping else column %}
{%- set relation = ref(target.model if target is mapping else target) %}
select distinct
    '{{ column }}' as column_name,
    cast(referring.{{ column }} as {{ dbt.type_string() }}) as lost_value
from {{ model }} as referring
left join {{ relation }} as target
    on referring.{{ column }} = target.{{ key }}
where referring.{{ column }} is not null and target.{{ key }} is null
{{ 'union all' if not loop.last }}
{%- endfor %}

{% endtest %}
