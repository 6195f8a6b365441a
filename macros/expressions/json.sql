{# The text at a path of a JSON document; null where there is none. #}
{% macro json_text(document, path) %}{{ return(adapter.dispatch('json_text')(document, path)) }}{% endmacro %}

{% macro duckdb__json_text(document, path) -%}
    json_extract_string({{ document }}, '{{ path }}')
{%- endmacro %}

{% macro spark__json_text(document, path) -%}
    get_json_object({{ document }}, '{{ path }}')
{%- endmacro %}


{# In a select list: one row per item of a JSON list, each item as JSON text. #}
{% macro json_list_items(list) %}{{ return(adapter.dispatch('json_list_items')(list)) }}{% endmacro %}

{% macro duckdb__json_list_items(list) -%}
    unnest(cast(from_json({{ list }}, '["json"]') as varchar[]))
{%- endmacro %}

{% macro spark__json_list_items(list) -%}
    explode(from_json({{ list }}, 'array<string>'))
{%- endmacro %}


{# In a select list beside json_list_items: the item's place in the list, from 1. #}
{% macro json_list_places(list) %}{{ return(adapter.dispatch('json_list_places')(list)) }}{% endmacro %}

{% macro duckdb__json_list_places(list) -%}
    generate_subscripts(from_json({{ list }}, '["json"]'), 1)
{%- endmacro %}

{% macro spark__json_list_places(list) -%}
    explode(sequence(1, size(from_json({{ list }}, 'array<string>'))))
{%- endmacro %}


{# Whether a list of texts, as JSON text, holds one of these texts. #}
{% macro list_has_any(list, values) -%}
    (
        {%- for value in values %}
        {{ 'or ' if not loop.first }}{{ list }} like '%"{{ value | replace("'", "''") }}"%'
        {%- else %}
        false
        {%- endfor %}
    )
{%- endmacro %}
