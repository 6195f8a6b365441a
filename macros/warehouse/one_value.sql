{# The single value that a query returns; none where it returns no row. #}
{% macro one_value(query) %}
    {% set rows = run_query(query).rows %}
    {{ return(rows[0][0] if rows else none) }}
{% endmacro %}
