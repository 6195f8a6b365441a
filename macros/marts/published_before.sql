{# What published_values holds so far: the table itself, or nothing before there is one. #}
{% macro published_before() -%}
    {%- if is_incremental() -%}
        {{ this }}
    {%- else -%}
        (
            select
                cast(null as {{ dbt.type_string() }}) as slice_key,
                cast(null as bigint) as sample_size,
                cast(null as double) as kpi_value,
                cast(null as bigint) as load_number
            where false
        ) as nothing_yet
    {%- endif -%}
{%- endmacro %}
