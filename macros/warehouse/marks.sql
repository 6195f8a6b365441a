{# Up to which load each incremental model is complete. A mark is written in the
   transaction of the rows that it speaks of, so a build that fails loses nothing. #}
{% macro mark_of(model_name) %}
    {% if not execute or not has_bookkeeping() %}{{ return(0) }}{% endif %}
    {{ return(one_value(
        "select load_number from staging.model_marks where model = '" ~ model_name ~ "'"
    ) or 0) }}
{% endmacro %}


{# A project that is only compiled or linted has no books yet. #}
{% macro has_bookkeeping() %}
    {{ return(one_value(
        "select 1 from information_schema.tables "
        ~ "where table_schema = 'staging' and table_name = 'model_marks'"
    ) is not none) }}
{% endmacro %}


{% macro set_mark(model_name, load_number) -%}
    insert or replace into staging.model_marks values ('{{ model_name }}', {{ load_number }})
{%- endmacro %}


{% macro newest_load() %}
    {% if not execute or not has_bookkeeping() %}{{ return(0) }}{% endif %}
    {{ return(one_value("select coalesce(max(load_number), 0) from staging.load_log")) }}
{% endmacro %}


{# The facts that are rebuilt conversation by conversation. #}
{% macro facts_by_conversation() %}
    {{ return([
        'fct_conversations', 'fct_messages', 'fct_responses', 'fct_status_spells',
        'fct_backlog_changes', 'fct_conversation_states', 'fct_resolutions',
        'fct_transfers',
    ]) }}
{% endmacro %}


{# The load up to which every fact is complete: what came later is this build's work. #}
{% macro loads_done_by_all_facts() %}
    {% if not execute %}{{ return(0) }}{% endif %}
    {% set marks = [] %}
    {% for fact in facts_by_conversation() %}
        {% do marks.append(mark_of(fact)) %}
    {% endfor %}
    {{ return(marks | min) }}
{% endmacro %}


{# Before a fact: the rows of the conversations that this build works on go, all of
   them, since a conversation may have lost rows. #}
{% macro forget_touched_conversations() %}
    {# Named before anything is executed, so that dbt knows of the dependency. #}
    {% set touched = ref('int_conversations_touched') %}
    {% if execute %}
        {% if not is_incremental() %}
            {% set done = 0 %}
        {% else %}
            {% set done = mark_of(this.identifier) %}
        {% endif %}
        {% set since = mark_of('int_conversations_touched:since') %}
        {% set through = mark_of('int_conversations_touched') %}
        {% for parent in model.depends_on.nodes if parent.startswith('model.helpdesk_kpis.int_') %}
            {% set name = parent.split('.') | last %}
            {% if graph.nodes[parent].config.materialized == 'table' and mark_of(name) != through %}
                {{ exceptions.raise_compiler_error(
                    this.identifier ~ " can't be built alone: " ~ name ~ " is older than the list of "
                    ~ "conversations to work on. Run dbt build, or dbt build --select +" ~ this.identifier ~ "."
                ) }}
            {% endif %}
        {% endfor %}
        {% if done < since %}
            {{ exceptions.raise_compiler_error(
                this.identifier ~ " can't be built alone: it is complete up to load " ~ done
                ~ ", but the conversations at hand are those of the loads after " ~ since
                ~ ". Run dbt build --full-refresh without --select."
            ) }}
        {% endif %}
        {% if is_incremental() %}
delete from {{ this }}
where conversation_key in (select conversation_key from {{ touched }})
    -- What belongs to no conversation is few, and made anew each time; so are the threads
    -- of social networks, whose conversation may be one that is not at hand.
    or conversation_key is null
    {{ "or response_kind = 'social'" if this.identifier == 'fct_responses' }};
        {% endif %}
    {% endif %}
{% endmacro %}


{# After a fact. #}
{% macro mark_fact() %}
    {% if execute %}{{ set_mark(this.identifier, mark_of('int_conversations_touched')) }}{% endif %}
{% endmacro %}


{# After an incremental model of the intermediate layer. #}
{% macro mark_newest_load() %}
    {% if execute %}{{ set_mark(this.identifier, newest_load()) }}{% endif %}
{% endmacro %}


{# After the list of touched conversations: the loads that it covers. #}
{% macro mark_touched() %}
    {% if execute %}
{{ set_mark('int_conversations_touched:since', loads_done_by_all_facts()) }};
{{ set_mark('int_conversations_touched', newest_load()) }}
    {% endif %}
{% endmacro %}


{# After a table of the intermediate layer: of which build it is. #}
{% macro mark_workset() %}
    {% if execute and model.config.materialized == 'table' %}{{ set_mark(this.identifier, newest_load()) }}{% endif %}
{% endmacro %}
