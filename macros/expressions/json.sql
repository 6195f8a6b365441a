{# The text at a path of a JSON document; null where there is none. #}
{% macro json_text(document, path) %}{{ return(adapter.dispatch('json_text')(document, path)) }}{% endmacro %}

{% macro duckdb__json_text(document, path) -%}
    json_extract_string({{ document }}, '{{ path }}')
{%- endmacro %}

{% macro spark__json_text(document, path) -%}
    get_json_object({{ document }}, '{{ path }}')
{%- endmacro %}


{# Whether a JSON object names a value, be it null. #}
{% macro json_has_key(document, key) %}{{ return(adapter.dispatch('json_has_key')(document, key)) }}{% endmacro %}

{% macro duckdb__json_has_key(document, key) -%}
    json_exists({{ document }}, '$.{{ key }}')
{%- endmacro %}

{% macro spark__json_has_key(document, key) -%}
    array_contains(json_object_keys({{ document }}), '{{ key }}')
{%- endmacro %}


{# The id at a path of a JSON document, with the account of its row; 123.0 is 123, and 0
   is nobody. #}
{% macro nested_id(document, path) -%}
    {{ account_id("nullif(" ~ regexp_replace_all(json_text(document, path), "[.]0$", "") ~ ", '0')") }}
{%- endmacro %}


{# The moment at a path of a JSON document, in UTC; null where there is none. #}
{% macro nested_moment(document, path) -%}
    {{ moment_of_text(json_text(document, path)) }}
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


{# The text of a field that a JSON object names so, blanks included; null without a name. #}
{% macro json_field(document, name) -%}
    {%- if name -%}{{ adapter.dispatch('json_field')(document, name | replace("'", "''")) }}
    {%- else -%}cast(null as {{ dbt.type_string() }}){%- endif -%}
{%- endmacro %}

{% macro duckdb__json_field(document, name) -%}
    json_extract_string({{ document }}, '$."{{ name }}"')
{%- endmacro %}

{% macro spark__json_field(document, name) -%}
    get_json_object({{ document }}, "$['{{ name }}']")
{%- endmacro %}


{# Of a JSON list of objects the value of the one that is called so; null where none is, and
   without a name. Each object has both fields. #}
{% macro json_listed_value(list, called, name, value) -%}
    {%- if name -%}{{ adapter.dispatch('json_listed_value')(list, called, name | replace("'", "''"), value) }}
    {%- else -%}cast(null as {{ dbt.type_string() }}){%- endif -%}
{%- endmacro %}

{% macro duckdb__json_listed_value(list, called, name, value) -%}
    list_extract(
        json_extract_string({{ list }}, '$[*].{{ value }}'),
        list_position(json_extract_string({{ list }}, '$[*].{{ called }}'), '{{ name }}')
    )
{%- endmacro %}

{% macro spark__json_listed_value(list, called, name, value) -%}
    element_at(
        from_json(get_json_object({{ list }}, '$[*].{{ value }}'), 'array<string>'),
        cast(nullif(array_position(
            from_json(get_json_object({{ list }}, '$[*].{{ called }}'), 'array<string>'), '{{ name }}'
        ), 0) as int)
    )
{%- endmacro %}


{# Whether a list of texts, as JSON text, holds one of these texts; no list holds none. #}
{% macro list_has_any(list, values) -%}
    coalesce(
        {%- for value in values %}
        {{ 'or ' if not loop.first }}{{ list }} like '%"{{ value | replace("'", "''") }}"%'
        {%- else %}
        false
        {%- endfor %},
        false
    )
{%- endmacro %}


{# A JSON document read once, as a record of the fields named: each text, or a record of
   its own. What is missing is null. #}
{% macro json_record(document, fields) %}{{ return(adapter.dispatch('json_record')(document, fields)) }}{% endmacro %}

{% macro duckdb__json_record(document, fields) -%}
    json_transform({{ document }}, '{{ duckdb_record_shape(fields) }}')
{%- endmacro %}

{% macro duckdb_record_shape(fields) -%}
    { {%- for name, shape in fields.items() -%}
        "{{ name }}":{{ '"VARCHAR"' if shape == 'text' else duckdb_record_shape(shape) }}{{ ',' if not loop.last }}
    {%- endfor -%} }
{%- endmacro %}

{% macro spark__json_record(document, fields) -%}
    from_json({{ document }}, '{{ spark_record_shape(fields) }}')
{%- endmacro %}

{% macro spark_record_shape(fields) -%}
    struct<{% for name, shape in fields.items() -%}
        `{{ name }}`:{{ 'string' if shape == 'text' else spark_record_shape(shape) }}{{ ',' if not loop.last }}
    {%- endfor %}>
{%- endmacro %}


{# Where a Zendesk audit or event came from: the part of its `via` that is read. #}
{% macro event_origin() %}
    {{ return({'channel': 'text', 'source': {'rel': 'text', 'to': {'ticket_id': 'text'}}}) }}
{% endmacro %}
