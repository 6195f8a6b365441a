{# The files of a stream, as the folder stood when the build began: <source>/<stream>*.<ext>
   and <source>/<stream>/*.<ext>, in the folder of each account. No file is opened to find
   out. #}
{% macro export_files(spec) %}
    {% set rows = run_query(
        "select file_path, relative_path, account, format, size_bytes, modified_at "
        ~ "from staging.files_present where source_system = '" ~ spec.source_system
        ~ "' and stream = '" ~ spec.stream ~ "' and format is not null order by relative_path"
    ).rows %}
    {% set files = [] %}
    {% for row in rows %}
        {% do files.append({
            'path': row[0], 'relative_path': row[1], 'account': row[2], 'format': row[3],
            'size_bytes': row[4] | int, 'modified_at': row[5],
        }) %}
    {% endfor %}
    {{ return(files) }}
{% endmacro %}


{# Looks once into the folder, and writes down for every file below it which source and
   account its folder names (zendesk, or zendesk-emea for the account emea), with which
   stream its name begins (the longest, where several fit) and in which format it ends;
   none where there is none. #}
{% macro list_files_present() %}
    {% set folder = exports_path() | trim | replace("'", "''") %}
    {% set streams = {} %}
    {% for node in graph.sources.values() %}
        {% do streams.setdefault(node.source_name, []).append(node.name) %}
    {% endfor %}
    {% do run_query("delete from staging.files_present") %}
    {% for file in fromjson(one_value("select list_export_files('" ~ folder ~ "')")) %}
        {# A file on top, or too deep, lies in no stream. #}
        {% set parts = file.relative_path.split('/') %}
        {% set folder_name, name = parts[:2] if parts | length in [2, 3] else ['', ''] %}
        {% set source_system, _, account = folder_name.partition('-') %}
        {% set names = [] %}
        {% for stream in streams.get(source_system, []) if name.startswith(stream) %}
            {% do names.append(stream) %}
        {% endfor %}
        {% do run_query(
            "insert into staging.files_present values (" ~ [
                sql_text(source_system), sql_text(account or none),
                sql_text((names | sort | last) if names else none), sql_text(file.path),
                sql_text(file.relative_path), sql_text(export_format(file.relative_path)),
                file.size_bytes | string, sql_text(file.modified_at),
            ] | join(', ') ~ ")"
        ) %}
    {% endfor %}
{% endmacro %}


{# A text as SQL writes it; null for none. #}
{% macro sql_text(value) %}
    {{ return('null' if value is none else "'" ~ value | replace("'", "''") ~ "'") }}
{% endmacro %}


{# Says once which files nothing reads: a misspelt name would else pass unnoticed. #}
{% macro name_unread_files() %}
    {% for row in run_query(
        "select relative_path, stream from staging.files_present "
        ~ "where stream is null or format is null order by relative_path"
    ).rows %}
        {% if row[0].count('/') not in [1, 2] %}
            {{ log(row[0] ~ " is not read: a file must lie in the folder of its source, or in that of its stream below it.", info=true) }}
        {% elif row[1] is none %}
            {{ log(row[0] ~ " is not read: no stream of a source that this project knows begins its name.", info=true) }}
        {% else %}
            {{ log(row[0] ~ " is not read: its name ends in none of .ndjson, .jsonl, .json, .csv, .parquet (each also with .gz).", info=true) }}
        {% endif %}
    {% endfor %}
{% endmacro %}


{# Warns of files whose rows are here, but which are no longer in the folder. #}
{% macro name_removed_files() %}
    {% set removed = run_query(
        "select distinct file_path from staging.files_read where file_path not in "
        ~ "(select relative_path from staging.files_present) order by file_path"
    ).columns[0].values() | list %}
    {% if removed %}
        {% do exceptions.warn(
            removed[:5] | join(', ') ~ (' and ' ~ (removed | length - 5) ~ ' more' if removed | length > 5 else '')
            ~ (' is' if removed | length == 1 else ' are')
            ~ " no longer in the folder. What was read stays: to be without it, build afresh."
        ) %}
    {% endif %}
{% endmacro %}


{% macro export_format(path) %}
    {% set name = path | lower %}
    {% set name = name[:-3] if name.endswith('.gz') else name %}
    {% set formats = {
        '.ndjson': 'lines', '.jsonl': 'lines', '.json': 'json', '.csv': 'csv',
        '.parquet': 'parquet',
    } %}
    {% for ending, format in formats.items() %}
        {% if name.endswith(ending) %}{{ return(format) }}{% endif %}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}


{# Files that were read before in exactly this state, by this reader, are not read again.
   A file whose rows are there in another state is replaced; with it, every file whose
   rows were left out as duplicates is read again, as they may have been duplicates of it. #}
{% macro files_to_read(spec, is_first_read) %}
    {% set known = {} %}
    {% if not is_first_read %}
        {% for row in run_query(
            "select file_path, size_bytes, strftime(file_modified_at, '%Y-%m-%dT%H:%M:%S.%fZ'), "
            ~ "reader_version, duplicate_count from staging.files_read where source_system = '"
            ~ spec.source_system ~ "' and stream = '" ~ spec.stream ~ "'"
        ).rows %}
            {% do known.update({row[0]: {
                'state': [row[1] | int, row[2], row[3]], 'has_duplicates': row[4] > 0,
            }}) %}
        {% endfor %}
    {% endif %}
    {% set reader_version = local_md5(tojson(spec)) %}
    {% set files = export_files(spec) %}
    {% for file in files %}
        {% set state = [file.size_bytes, file.modified_at, reader_version] %}
        {% do file.update({
            'reader_version': reader_version,
            'is_new': file.relative_path not in known,
            'is_replaced': file.relative_path in known and known[file.relative_path].state != state,
        }) %}
    {% endfor %}
    {% if files | selectattr('is_replaced') | list %}
        {% for file in files if not file.is_new and known[file.relative_path].has_duplicates %}
            {% do file.update({'is_replaced': true}) %}
        {% endfor %}
    {% endif %}
    {{ return(files | selectattr('is_new') | list + files | selectattr('is_replaced') | list) }}
{% endmacro %}
