{# The files of a stream, as the folder stands now: <source>/<stream>*.<ext> and
   <source>/<stream>/*.<ext>. No file is opened to find out. #}
{% macro export_files(spec) %}
    {% set files = [] %}
    {% for file in all_export_files() if file.source_system == spec.source_system %}
        {% if file.stream == spec.stream and file.format %}
            {% do files.append(file) %}
        {% endif %}
    {% endfor %}
    {{ return(files) }}
{% endmacro %}


{# Every file below the folder, with the stream that its name begins with (the longest
   name, where several fit) and the format that it ends with; none where there is none. #}
{% macro all_export_files() %}
    {% set folder = exports_path() | trim | replace("'", "''") %}
    {% set files = fromjson(one_value("select list_export_files('" ~ folder ~ "')")) %}
    {% for file in files %}
        {% set name = file.relative_path.split('/')[1] %}
        {% set streams = [] %}
        {% for node in graph.sources.values() if node.source_name == file.relative_path.split('/')[0] %}
            {% if name.startswith(node.name) %}{% do streams.append(node.name) %}{% endif %}
        {% endfor %}
        {% do file.update({
            'source_system': file.relative_path.split('/')[0],
            'stream': (streams | sort | last) if streams else none,
            'format': export_format(file.relative_path),
        }) %}
    {% endfor %}
    {{ return(files) }}
{% endmacro %}


{# Says once which files nothing reads: a misspelt name would else pass unnoticed. #}
{% macro name_unread_files() %}
    {% for file in all_export_files() %}
        {% if not file.stream %}
            {{ log(file.relative_path ~ " is not read: no stream of a source that this project knows begins its name.", info=true) }}
        {% elif not file.format %}
            {{ log(file.relative_path ~ " is not read: its name ends in none of .ndjson, .jsonl, .json, .csv, .parquet (each also with .gz).", info=true) }}
        {% endif %}
    {% endfor %}
{% endmacro %}


{# Warns of files whose rows are here, but which are no longer in the folder. #}
{% macro name_removed_files() %}
    {% set present = all_export_files() | map(attribute='relative_path') | list %}
    {% set removed = [] %}
    {% for row in run_query("select distinct file_path from staging.files_read order by file_path").rows %}
        {% if row[0] not in present %}{% do removed.append(row[0]) %}{% endif %}
    {% endfor %}
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
