{# The key of a row of a stream as one text. #}
{% macro record_key(stream) -%}
    {%- set key = source_spec(stream).key or ['file_path'] -%}
    concat_ws('|'{% for name in key %}, coalesce(cast("{{ name }}" as {{ dbt.type_string() }}), ''){% endfor %})
{%- endmacro %}
