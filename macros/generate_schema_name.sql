{# Schemas are named as in dbt_project.yml, without the target's own as a prefix:
   BI tools and the documentation can then say marts.response_time. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
