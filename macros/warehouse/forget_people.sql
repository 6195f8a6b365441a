{# What every build does last: forget whom the file privacy_requests.csv in the folder of
   exports names. Read into tables, never into the text of a statement, so that no log
   and no compiled file holds them. #}
{% macro forget_people() %}
    {% if execute and flags.WHICH in ['build', 'run'] and warehouse_setting('privacy_requests') %}
        {# Tables of the hook before are gone with its connection. #}
        {% do read_privacy_requests() %}
        {% do find_people_to_forget() %}
        {% if one_value("select count(*) from people_to_forget") or one_value("select len(getvariable('forgotten_words'))") %}
            {% do forget_their_records() %}
            {% do forget_their_conversations() %}
            {% do forget_their_words() %}
            {% do set_warehouse_setting('is_to_be_compacted', 'true') %}
        {% endif %}
        {% do tell_what_was_forgotten() %}
    {% endif %}
{% endmacro %}


{# Before anything is read: the list, each line of which must name somebody. #}
{% macro read_privacy_requests() %}
    {% set path = (exports_path() | trim) ~ '/privacy_requests.csv' %}
    {% do run_query(
        "create table if not exists staging.privacy_requests (line_number bigint, "
        ~ "requested_at varchar, source_system varchar, first_honoured_at timestamp, "
        ~ "request_hash varchar, person_count bigint)"
    ) %}
    {% set exists = one_value("select count(*) from glob('" ~ path_in_sql(path) ~ "')") %}
    {% do set_warehouse_setting('privacy_requests', path if exists else '') %}
    {% if not exists %}{{ return('') }}{% endif %}
    {% set wanted = ['requested_at', 'source_system', 'person_id', 'email', 'phone', 'name', 'comment'] %}
    {% set found = run_query(
        "select column_name from (describe select * from " ~ rows_of_requests(path) ~ ")"
    ).columns[0].values() | map('lower') | list %}
    {% for name in wanted if name not in found %}
        {{ exceptions.raise_compiler_error(
            path ~ " has no column " ~ name ~ ". Its first line must be: " ~ wanted | join(',')
        ) }}
    {% endfor %}
    {% do run_query(
        "create or replace temporary table privacy_requests as select "
        ~ "cast(row_number() over () + 1 as bigint) as line_number, "
        ~ "trim(requested_at) as requested_at, nullif(lower(trim(source_system)), '') as source_system, "
        ~ "nullif(trim(person_id), '') as person_id, nullif(lower(trim(email)), '') as email, "
        ~ "nullif(trim(phone), '') as phone, nullif(trim(name), '') as name "
        ~ "from " ~ rows_of_requests(path)
    ) %}
    {% set empty = one_value(
        "select min(line_number) from privacy_requests "
        ~ "where coalesce(person_id, email, phone, name) is null"
    ) %}
    {% if empty %}
        {{ exceptions.raise_compiler_error(
            path ~ ", line " ~ empty ~ ": names nobody. Give person_id, email, phone or name, or delete the line."
        ) }}
    {% endif %}
    {% set anywhere = one_value(
        "select min(line_number) from privacy_requests where person_id is not null and source_system is null"
    ) %}
    {% if anywhere %}
        {{ exceptions.raise_compiler_error(
            path ~ ", line " ~ anywhere ~ ": person_id needs source_system, since somebody else has the same number elsewhere."
        ) }}
    {% endif %}
    {% set short = one_value(
        "select min(line_number) from privacy_requests where length(name) < 5 or length(email) < 5 "
        ~ "or length(phone) < 5 or (email is not null and email not like '%@%')"
    ) %}
    {% if short %}
        {{ exceptions.raise_compiler_error(
            path ~ ", line " ~ short ~ ": email must be an address, and name and phone must have five letters or digits, "
            ~ "since they are looked for in every text. Whom else is meant, say by person_id."
        ) }}
    {% endif %}
{% endmacro %}


{% macro rows_of_requests(path) -%}
    read_csv('{{ path_in_sql(path) }}', header = true, all_varchar = true, quote = '"', escape = '"', delim = ',')
{%- endmacro %}


{# The people who are meant, by id or by address, with all addresses and names that their
   records tell; and who shares such an address is the same person. #}
{% macro find_people_to_forget() %}
    {% set records = [] %}
    {% for node in graph.sources.values() if node.config.meta.get('person') %}
        {% set table = 'base_' ~ node.source_name ~ '__' ~ node.name %}
        {% set person = node.config.meta.person %}
        {% if has_table('staging', table) %}
            {% do records.append(
                "select '" ~ node.source_name ~ "' as source_system, cast(" ~ person.id ~ " as varchar) as person_id, "
                ~ person.name ~ " as name, lower(cast(" ~ person.addresses ~ " as varchar)) as addresses from staging." ~ table
            ) %}
        {% endif %}
    {% endfor %}
    {% do run_query(
        "create or replace temporary table person_records as select distinct source_system, person_id, name, emails, "
        ~ "list_concat(list_transform(emails, lambda email: md5(email)), "
        ~ "regexp_extract_all(addresses, '\\[forgotten:([0-9a-f]{32})\\]', 1)) as hashes from ("
        ~ "select *, coalesce(regexp_extract_all(addresses, '[^\\s\"<>,;:{}\\[\\]]+@[^\\s\"<>,;:{}\\[\\]]+'), []) as emails from ("
        ~ (records | join(" union all ") or "select null as source_system, null as person_id, null as name, null as addresses where false")
        ~ "))"
    ) %}
    {% do run_query(
        "create or replace temporary table people_to_forget as select distinct requests.line_number, "
        ~ "records.source_system, records.person_id from privacy_requests as requests "
        ~ "inner join person_records as records on (requests.source_system is null or requests.source_system = records.source_system) "
        ~ "and (requests.person_id = records.person_id or records.person_id like '%:' || requests.person_id or list_contains(records.hashes, md5(requests.email)))"
    ) %}
    {# Twice: an address leads to a record, whose other address leads to the next. #}
    {% for _ in range(2) %}
        {% do run_query(
            "insert into people_to_forget select distinct known.line_number, others.source_system, others.person_id "
            ~ "from people_to_forget as known "
            ~ "inner join person_records as records on known.source_system = records.source_system and known.person_id = records.person_id "
            ~ "inner join person_records as others on list_has_any(records.hashes, others.hashes) "
            ~ "where not exists (select 1 from people_to_forget as listed where listed.line_number = known.line_number "
            ~ "and listed.source_system = others.source_system and listed.person_id = others.person_id)"
        ) %}
    {% endfor %}
    {% do run_query(
        "set variable forgotten_words = (select coalesce(list(distinct word order by length(word) desc, word), []) from ("
        ~ "select unnest([email, lower(phone), lower(name)]) as word from privacy_requests union all "
        ~ "select unnest(list_append(records.emails, case when records.name like '% %' then lower(records.name) end)) "
        ~ "from person_records as records inner join people_to_forget as people "
        ~ "on records.source_system = people.source_system and records.person_id = people.person_id"
        ~ ") where length(word) >= 5)"
    ) %}
    {% do run_query(
        "set variable forgotten_pattern = '(' || list_aggregate(list_transform(getvariable('forgotten_words'), "
        ~ "lambda word: " ~ standing_alone('word') | replace("(^", "(?:^") | replace("'($", "'(?:$") ~ "), 'string_agg', '|') || ')'"
    ) %}
{% endmacro %}


{% macro has_table(schema, name) %}
    {{ return(one_value(
        "select 1 from duckdb_tables() where schema_name = '" ~ schema ~ "' and table_name = '" ~ name ~ "'"
    ) is not none) }}
{% endmacro %}


{# What their own records say of them goes, but for the id and the hash of an address. #}
{% macro forget_their_records() %}
    {% for node in graph.sources.values() if node.config.meta.get('person') %}
        {% set table = 'base_' ~ node.source_name ~ '__' ~ node.name %}
        {% set person = node.config.meta.person %}
        {% if has_table('staging', table) and person.get('erased') %}
            {% set assignments = [] %}
            {% for column in person.erased %}{% do assignments.append('"' ~ column ~ '" = null') %}{% endfor %}
            {% do run_query(
                "update staging." ~ table ~ " set " ~ assignments | join(', ') ~ " where cast(" ~ person.id
                ~ " as varchar) in (select person_id from people_to_forget where source_system = '" ~ node.source_name ~ "')"
            ) %}
        {% endif %}
    {% endfor %}
    {# Objects that name a person by id, such as the author of a message. #}
    {% for column in text_columns(['staging']) if column.type == 'JSON' %}
        {% do run_query(
            "update staging." ~ column.table ~ ' set "' ~ column.name ~ '" = regexp_replace("' ~ column.name ~ '", '
            ~ "'\"(name|first|last|firstName|lastName|display_name|phone|mobile|photoUrl|avatar)\":\"(\\\\.|[^\"\\\\])*\"', "
            ~ "'\"\\1\":null', 'g') where \"" ~ column.name ~ "\" like '{%' and ("
            ~ "json_extract_string(\"" ~ column.name ~ "\", '$.id') in (select person_id from people_to_forget where source_system = '"
            ~ column.table.split('__')[0] | replace('base_', '') ~ "')"
            ~ " or regexp_matches(json_extract_string(\"" ~ column.name ~ "\", '$.email'), getvariable('forgotten_pattern'), 'i'))"
        ) %}
    {% endfor %}
    {% for table in ['dim_customers', 'dim_agents'] if has_table('facts', table) %}
        {% set kind = table.split('_')[1][:-1] %}
        {% do run_query(
            "update facts." ~ table ~ " set " ~ kind ~ "_name = 'unknown' where " ~ kind ~ "_key in " ~ their_keys()
        ) %}
    {% endfor %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and 'segment_label' in node.columns and has_table(node.schema, node.name) %}
        {% do run_query(
            "update " ~ node.schema ~ "." ~ node.name ~ " set segment_label = segment_value "
            ~ "where segment_type = 'agent' and segment_value in " ~ their_keys()
        ) %}
    {% endfor %}
{% endmacro %}


{# The keys of the people as facts have them. #}
{% macro their_keys() -%}
    (select {{ native_key('source_system', 'person_id') }} from people_to_forget)
{%- endmacro %}


{# All texts of conversations in which they were the customer, whoever wrote them: people
   of the desk write names, too. Each leaves its hash behind, by which its class is kept. #}
{% macro forget_their_conversations() %}
    {% if has_table('facts', 'fct_conversations') %}
        {% do run_query(
            "create or replace temporary table conversations_to_forget as select conversation_key, source_system, native_id "
            ~ "from facts.fct_conversations where customer_key in " ~ their_keys()
        ) %}
        {% for node in graph.sources.values() if node.config.meta.get('words') %}
            {% set table = 'base_' ~ node.source_name ~ '__' ~ node.name %}
            {% set words = node.config.meta.words %}
            {% if has_table('staging', table) %}
                {% set conditions = [] %}
                {% if words.get('conversation') %}
                    {% do conditions.append(
                        "cast(" ~ words.conversation ~ " as varchar) in (select native_id from conversations_to_forget "
                        ~ "where source_system = '" ~ node.source_name ~ "')"
                    ) %}
                {% endif %}
                {% if words.get('person') %}
                    {% do conditions.append(
                        "cast(" ~ words.person ~ " as varchar) in (select person_id from people_to_forget "
                        ~ "where source_system = '" ~ node.source_name ~ "')"
                    ) %}
                {% endif %}
                {% set assignments = [] %}
                {% for column in words.columns %}
                    {% set type = node.columns[column].data_type %}
                    {% do assignments.append('"' ~ column ~ '" = ' ~ (
                        json_without_words('"' ~ column ~ '"') if type in ['json', 'list'] else forgotten('"' ~ column ~ '"')
                    )) %}
                {% endfor %}
                {% do run_query(
                    "update staging." ~ table ~ " set " ~ assignments | join(', ') ~ " where " ~ conditions | join(' or ')
                ) %}
            {% endif %}
        {% endfor %}
        {% for column in text_columns(['intermediate']) if column.name in ['body', 'opening_body', 'description', 'history', 'offline_message'] %}
            {% set natives = "(select native_id from conversations_to_forget)" %}
            {% if has_column('intermediate', column.table, 'conversation_key') %}
                {% set theirs = "conversation_key in (select conversation_key from conversations_to_forget)" %}
            {% elif has_column('intermediate', column.table, 'ticket_id') %}
                {% set theirs = "ticket_id in " ~ natives %}
            {% elif has_column('intermediate', column.table, 'conversation_id') %}
                {% set theirs = "conversation_id in " ~ natives %}
            {% else %}
                {% set theirs = "chat_id in (select chat_id from intermediate.int_zendesk_chats_current where ticket_id in " ~ natives ~ ")" %}
            {% endif %}
            {% do run_query(
                "update intermediate." ~ column.table ~ ' set "' ~ column.name ~ '" = ' ~ forgotten('"' ~ column.name ~ '"')
                ~ " where " ~ theirs
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{# What stands in place of a text: its hash, unless it has none or is forgotten already. #}
{% macro forgotten(text) -%}
    case when {{ text }} like '[forgotten:%' or trim({{ text }}) = '' then {{ text }} else '[forgotten:' || md5({{ text }}) || ']' end
{%- endmacro %}


{# A document without the texts in it. #}
{% macro json_without_words(document) -%}
    regexp_replace({{ document }}, '"(body|html_body|plain_body|body_text|text|subject|title|msg|message|description|comment|remark)"\s*:\s*"(\\.|[^"\\])*"', '"\1":"[forgotten]"', 'g')
{%- endmacro %}


{# Wherever else their address, telephone or full name stands. #}
{% macro forget_their_words() %}
    {# Twice, since two that stand side by side share what is between them. #}
    {% set replaced -%}
        list_reduce(list_prepend({column}, list_concat(getvariable('forgotten_words'), getvariable('forgotten_words'))), lambda text, word:
            regexp_replace(text, '(?i)' || {{ standing_alone('word') }}, '\1[forgotten:' || md5(word) || ']\2', 'g'))
    {%- endset %}
    {% for column in text_columns(['staging', 'intermediate']) if not column.name.endswith('_key') and column.table != 'rows_rejected' %}
        {% set place = 'cast("' ~ column.name ~ '" as varchar)' %}
        {% do run_query(
            "update " ~ column.schema ~ "." ~ column.table ~ ' set "' ~ column.name ~ '" = '
            ~ replaced | replace('{column}', place)
            ~ " where regexp_matches(" ~ place ~ ", getvariable('forgotten_pattern'), 'i')"
        ) %}
    {% endfor %}
    {% do run_query(
        "update staging.rows_rejected set raw_text = '[forgotten]', reason = split_part(reason, ': ', 1) "
        ~ "where regexp_matches(raw_text, getvariable('forgotten_pattern'), 'i')"
    ) %}
    {% for column in personal_columns() if column.kind in ['text', 'quote', 'name'] and has_table(column.schema, column.table) %}
        {% do run_query(
            "update " ~ column.schema ~ "." ~ column.table ~ ' set "' ~ column.column ~ "\" = '[forgotten]'"
            ~ ' where regexp_matches("' ~ column.column ~ "\", getvariable('forgotten_pattern'), 'i')"
        ) %}
    {% endfor %}
{% endmacro %}


{# The pattern of a word that stands alone, with what stands before and after: ana@x.org is
   found neither in mariana@x.org nor in ana@x.org.uk. A line's end in JSON is \n. #}
{% macro standing_alone(word) -%}
    '(^|\\[nrt]|[^\pL\pN._%+-])' || regexp_escape({{ word }}) || '($|[^\pL\pN_.-]|[.-](?:$|[^\pL\pN]))'
{%- endmacro %}


{# The columns of tables that hold text. #}
{% macro text_columns(schemas) %}
    {% set found = [] %}
    {% for row in run_query(
        "select columns.schema_name, columns.table_name, columns.column_name, columns.data_type from duckdb_columns() as columns "
        ~ "inner join duckdb_tables() as tables using (database_name, schema_name, table_name) "
        ~ "where columns.schema_name in ('" ~ schemas | join("', '") ~ "') and columns.data_type in ('VARCHAR', 'JSON') "
        ~ "and columns.database_name = current_database() and not tables.temporary "
        ~ "order by columns.schema_name, columns.table_name, columns.column_index"
    ).rows %}
        {% do found.append({'schema': row[0], 'table': row[1], 'name': row[2], 'type': row[3]}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}


{% macro has_column(schema, table, column) %}
    {{ return(one_value(
        "select 1 from duckdb_columns() where schema_name = '" ~ schema ~ "' and table_name = '" ~ table
        ~ "' and column_name = '" ~ column ~ "'"
    ) is not none) }}
{% endmacro %}


{# The books of the requests, and who could not be found. #}
{% macro tell_what_was_forgotten() %}
    {% do run_query(
        "insert into staging.privacy_requests select requests.line_number, requests.requested_at, requests.source_system, "
        ~ "cast('" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "' as timestamp), "
        ~ "md5(concat_ws('|', requests.source_system, requests.person_id, requests.email, requests.phone, requests.name)) as request_hash, "
        ~ "count(distinct people.source_system || people.person_id) "
        ~ "from privacy_requests as requests left join people_to_forget as people on requests.line_number = people.line_number "
        ~ "where request_hash not in (select request_hash from staging.privacy_requests) group by all"
    ) %}
    {% for row in run_query(
        "select line_number from privacy_requests as requests where not exists ("
        ~ "select 1 from people_to_forget as people where people.line_number = requests.line_number) order by line_number"
    ).rows %}
        {{ log("privacy_requests.csv, line " ~ row[0] ~ ": no record of this person in the exports; what else names them was forgotten.", info=true) }}
    {% endfor %}
{% endmacro %}
