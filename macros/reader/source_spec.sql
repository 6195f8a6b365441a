{# What the source YAML says of a stream: its columns with their types, its key, the
   columns without which a row is rejected. #}
{% macro source_spec(relation) %}
    {% if not execute %}
        {{ return({'columns': {}, 'also_named': {}, 'key': [], 'required': []}) }}
    {% endif %}
    {% set node = graph.sources.get(
        'source.' ~ project_name ~ '.' ~ relation.schema ~ '.' ~ relation.identifier
    ) %}
    {% if not node %}
        {{ exceptions.raise_compiler_error("No source YAML describes " ~ relation) }}
    {% endif %}
    {% set types = {} %}
    {% set also_named = {} %}
    {% for column in node.columns.values() %}
        {% do types.update({column.name: column.data_type}) %}
        {% if column.config.meta.get('also_named') %}
            {% do also_named.update({column.name: column.config.meta.also_named}) %}
        {% endif %}
    {% endfor %}
    {{ return({
        'source_system': node.source_name,
        'stream': node.name,
        'columns': types,
        'also_named': also_named,
        'key': node.config.meta.key,
        'required': node.config.meta.required,
        'bears_on_facts': node.config.meta.get('bears_on_facts', true),
        'page_names': [node.name] + node.config.meta.get('page_names', []),
    }) }}
{% endmacro %}


{# Where a column's value stands in a row: under its own name, or another by which an
   exporter may call it. #}
{% macro field_of(spec, name) -%}
    {%- set others = spec.also_named.get(name, []) -%}
    {%- if others -%}
        coalesce(field."{{ name }}"{% for other in others %}, field."{{ other }}"{% endfor %})
    {%- else -%}
        field."{{ name }}"
    {%- endif -%}
{%- endmacro %}


{# The required columns that are not among some names, under none of their own. #}
{% macro required_but_missing(spec, names) %}
    {% set missing = [] %}
    {% for name in spec.required %}
        {% if not ([name] + spec.also_named.get(name, [])) | select('in', names) | list %}
            {% do missing.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(missing) }}
{% endmacro %}
