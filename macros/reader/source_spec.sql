{# What the source YAML says of a stream: its columns with their types, its key, the
   columns without which a row is rejected. #}
{% macro source_spec(relation) %}
    {% if not execute %}
        {{ return({'columns': {}, 'key': [], 'required': []}) }}
    {% endif %}
    {% set node = graph.sources.get(
        'source.' ~ project_name ~ '.' ~ relation.schema ~ '.' ~ relation.identifier
    ) %}
    {% if not node %}
        {{ exceptions.raise_compiler_error("No source YAML describes " ~ relation) }}
    {% endif %}
    {% set types = {} %}
    {% for column in node.columns.values() %}
        {% do types.update({column.name: column.data_type}) %}
    {% endfor %}
    {{ return({
        'source_system': node.source_name,
        'stream': node.name,
        'columns': types,
        'key': node.config.meta.key,
        'required': node.config.meta.required,
        'bears_on_facts': node.config.meta.get('bears_on_facts', true),
        'page_names': [node.name] + node.config.meta.get('page_names', []),
    }) }}
{% endmacro %}
