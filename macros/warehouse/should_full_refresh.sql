{# dbt's own question, answered for one more case: a model that has lost its mark, because
   a rule has changed or a file was replaced, is built anew instead of added to. #}
{% macro should_full_refresh() %}
    {% set configured = config.get('full_refresh') %}
    {% if configured is not none %}{{ return(configured) }}{% endif %}
    {{ return(flags.FULL_REFRESH or has_lost_its_mark()) }}
{% endmacro %}


{% macro has_lost_its_mark() %}
    {{ return(
        execute
        and model.name in facts_by_conversation() + ['int_audit_events_exploded', 'int_texts_classified']
        and mark_of(model.name) == 0
    ) }}
{% endmacro %}
