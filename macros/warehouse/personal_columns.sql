{# The columns of published tables that may name a person, each with the kind of what it
   holds: where a model's yml says `personal` in a column's meta, and every label of
   segments, some of which are people. #}
{% macro personal_columns() %}
    {% set found = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.resource_type == 'model' and node.schema in ['facts', 'marts', 'quality'] %}
            {% for column in node.columns.values() %}
                {% set kind = 'label' if column.name == 'segment_label' else column.meta.get('personal') %}
                {% if kind %}
                    {% do found.append({'schema': node.schema, 'table': node.name, 'column': column.name, 'kind': kind}) %}
                {% endif %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(found | sort(attribute='schema,table,column')) }}
{% endmacro %}
