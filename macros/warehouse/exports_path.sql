{# The folder of exports: the var where it is given, else HELPDESK_EXPORTS, else the
   sample that comes with the project. #}
{% macro exports_path() -%}
    {{ var('exports_path', '') or env_var('HELPDESK_EXPORTS', 'exports/sample') }}
{%- endmacro %}
