{# What every build does first: look whether this warehouse may take this folder of
   exports, find out whether the rules have changed, and give the load its number. #}
{% macro start_load() %}
    {% if execute and flags.WHICH in ['build', 'run', 'seed'] %}
        {% do create_bookkeeping() %}
        {% do claim_warehouse() %}
        {% do read_privacy_requests() %}
        {% do list_files_present() %}
        {% do add_new_columns() %}
        {% do name_unread_files() %}
        {% do name_removed_files() %}
        {% do forget_marks_of_changed_rules() %}
        {% do run_query(
            "insert into staging.load_log "
            ~ "select coalesce(max(load_number), 0) + 1, '" ~ invocation_id ~ "', "
            ~ "cast('" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "' as timestamp) "
            ~ "from staging.load_log"
        ) %}
    {% endif %}
{% endmacro %}


{# The tables in which the build keeps its own books. They are part of the warehouse,
   written in the same transaction as the rows that they tell of. #}
{% macro create_bookkeeping() %}
    {% do run_query("create schema if not exists staging") %}
    {% do run_query(
        "create table if not exists staging.warehouse_settings ("
        ~ "setting varchar primary key, setting_value varchar)"
    ) %}
    {% do run_query(
        "create table if not exists staging.load_log ("
        ~ "load_number bigint, invocation_id varchar, started_at timestamp)"
    ) %}
    {% do run_query(
        "create table if not exists staging.files_present ("
        ~ "source_system varchar, account varchar, stream varchar, file_path varchar, "
        ~ "relative_path varchar, format varchar, size_bytes bigint, modified_at varchar)"
    ) %}
    {% do run_query(
        "create table if not exists staging.files_read ("
        ~ "source_system varchar, stream varchar, file_path varchar, "
        ~ "size_bytes bigint, file_modified_at timestamp, reader_version varchar, "
        ~ "load_number bigint, row_count bigint, staged_count bigint, "
        ~ "duplicate_count bigint, rejected_count bigint, unread_value_count bigint)"
    ) %}
    {% do run_query(
        "create table if not exists staging.rows_rejected ("
        ~ "source_system varchar, stream varchar, file_path varchar, "
        ~ "file_row_number bigint, load_number bigint, reason varchar, raw_text varchar)"
    ) %}
    {% do run_query(
        "create table if not exists staging.model_marks ("
        ~ "model varchar primary key, load_number bigint)"
    ) %}
{% endmacro %}


{% macro warehouse_setting(name) %}
    {{ return(one_value(
        "select setting_value from staging.warehouse_settings where setting = '"
        ~ name ~ "'"
    )) }}
{% endmacro %}


{% macro set_warehouse_setting(name, value) %}
    {% do run_query(
        "insert or replace into staging.warehouse_settings values ('"
        ~ name ~ "', '" ~ value | replace("'", "''") ~ "')"
    ) %}
{% endmacro %}


{# A warehouse belongs to one folder of exports, so that the sample and somebody's data
   never mix. The sample gives way; data never does. #}
{% macro claim_warehouse() %}
    {% set folder = exports_path() | trim %}
    {% set wanted = one_value("select absolute_path('" ~ folder | replace("'", "''") ~ "')") %}
    {% set sample = one_value("select absolute_path('exports/sample')") %}
    {% set owner = warehouse_setting('exports_path') %}
    {% do one_value("select list_export_files('" ~ folder | replace("'", "''") ~ "')") %}
    {% if owner and owner != wanted and owner != sample %}
        {{ exceptions.raise_compiler_error(
            "This warehouse (" ~ target.path ~ ") holds the exports of " ~ owner
            ~ ", and you asked for " ~ wanted ~ ". Two ways on: build the other folder "
            ~ "into a warehouse of its own (HELPDESK_WAREHOUSE=another_folder), or start "
            ~ "afresh: delete " ~ target.path ~ " and build again."
        ) }}
    {% elif owner and owner != wanted %}
        {{ log("This warehouse held the sample; it starts afresh with " ~ wanted ~ ".", info=true) }}
        {% for schema in ['quality', 'marts', 'facts', 'intermediate', 'staging'] %}
            {% do adapter.drop_schema(api.Relation.create(database=target.database, schema=schema)) %}
        {% endfor %}
        {% do create_bookkeeping() %}
    {% endif %}
    {% do set_warehouse_setting('exports_path', wanted) %}
{% endmacro %}


{# A newer version of this project may read columns that a warehouse doesn't have yet. They
   are added before any model runs: DuckDB can't change a table and its rows in one
   transaction. #}
{% macro add_new_columns() %}
    {% set present = {} %}
    {% for row in run_query(
        "select table_name, column_name from information_schema.columns where table_schema = 'staging'"
    ).rows %}
        {% do present.setdefault(row[0], []).append(row[1] | lower) %}
    {% endfor %}
    {% for node in graph.sources.values() %}
        {% set table = 'base_' ~ node.source_name ~ '__' ~ node.name %}
        {% if table in present %}
            {% set types = {'account': 'text'} %}
            {% for column in node.columns.values() %}
                {% do types.update({column.name: column.data_type}) %}
            {% endfor %}
            {% for name, value_type in types.items() if name | lower not in present[table] %}
                {% do run_query(
                    'alter table staging.' ~ table ~ ' add column "' ~ name ~ '" ' ~ stored_type(value_type)
                ) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
{% endmacro %}


{# Facts are rebuilt in full when a rule has changed: a seed, a var, a model or a macro.
   A model's checksum is of its own text; what a macro writes into it is not in there. #}
{% macro forget_marks_of_changed_rules() %}
    {% set parts = [] %}
    {% for node in graph.nodes.values() | sort(attribute='unique_id') %}
        {% if node.resource_type == 'seed'
            or (node.resource_type == 'model'
                and node.fqn[1] in ['staging', 'intermediate', 'facts']) %}
            {% do parts.append(node.unique_id ~ node.checksum.checksum) %}
        {% endif %}
    {% endfor %}
    {% for name in fact_vars() %}
        {% do parts.append(name ~ '=' ~ var(name)) %}
    {% endfor %}
    {% do parts.append(one_value(
        "select string_agg(md5(content), '' order by filename) "
        ~ "from read_text('macros/**/*.sql')"
    )) %}
    {% set rules = local_md5(parts | join('|')) %}
    {% set known_rules = warehouse_setting('fact_rules') %}
    {% if known_rules and known_rules != rules %}
        {{ log("A rule has changed (seed, var, model or macro): facts are rebuilt in full.", info=true) }}
        {% do run_query("delete from staging.model_marks") %}
    {% elif flags.FULL_REFRESH %}
        {% do run_query("delete from staging.model_marks") %}
    {% endif %}
    {% do set_warehouse_setting('fact_rules', rules) %}
{% endmacro %}


{# The vars that decide what stands in a fact. #}
{% macro fact_vars() %}
    {{ return([
        'reporting_time_zone', 'source_time_zones', 'soft_reopen_minutes',
        'response_target_minutes', 'response_limit_minutes', 'outbound_tags',
        'test_tags', 'complaint_tags', 'zendesk_bot_user_ids', 'freshdesk_bot_user_ids',
        'freshdesk_merged_into_phrases', 'freshdesk_merged_from_phrases',
        'intercom_bot_admin_ids', 'help_scout_bot_user_ids',
        'earliest_plausible_date', 'short_abandon_seconds', 'longest_queue_minutes',
        'active_customer_days', 'resubscription_grace_days', 'conversion_window_days',
        'article_reading_cap_minutes', 'article_read_seconds', 'words_per_minute',
        'article_read_scrolled_percent', 'article_contact_minutes',
        'endorsement_age_days', 'endorsement_tolerance_days',
        'reopen_window_days', 'repeat_contact_window_days', 'sentiment_same_within',
        'repetition_least_letters', 'repetition_likeness',
        'acknowledgement_window_days', 'topic_fields',
        'follow_up_hours',
    ]) }}
{% endmacro %}
