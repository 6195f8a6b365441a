{# One row of text per row of a file, whatever its format: file_row_number, raw_text (a
   JSON object as text), and reject_reason where the row has no readable shape. #}
{% macro file_rows(file, spec) -%}
    {%- set path = path_in_sql(file.path) -%}
    {%- if file.format == 'empty' -%}
        select
            cast(null as bigint) as file_row_number,
            cast(null as varchar) as raw_text,
            cast(null as varchar) as reject_reason
        where false
    {%- elif file.format == 'lines' -%}
        select
            row_number() over () as file_row_number,
            line as raw_text,
            cast(null as varchar) as reject_reason
        from {{ text_lines(path, with_rejects=true) }}
    {%- elif file.format == 'json' -%}
        select
            row_number() over () as file_row_number,
            cast(json as varchar) as raw_text,
            cast(null as varchar) as reject_reason
        from read_json_objects('{{ path }}', format = 'auto')
    {%- elif file.format == 'csv' -%}
        select
            row_number() over () as file_row_number,
            cast(to_json(csv_rows) as varchar) as raw_text,
            cast(null as varchar) as reject_reason
        from read_csv(
            '{{ path }}',
            header = true, auto_detect = false, delim = '{{ file.header.delimiter }}',
            quote = '"', escape = '"', strict_mode = true, max_line_size = 16777216,
            hive_partitioning = false,
            columns = { {%- for name in file.header.names %}'{{ name | replace("'", "''") }}': 'VARCHAR'{{ ', ' if not loop.last }}{% endfor -%} },
            {{ rejects_kept() }}
        ) as csv_rows
    {%- else -%}
        {%- do require_columns(file, spec, parquet_columns(path)) -%}
        select
            row_number() over () as file_row_number,
            cast(to_json(parquet_rows) as varchar) as raw_text,
            cast(null as varchar) as reject_reason
        from read_parquet('{{ path }}', hive_partitioning = false) as parquet_rows
    {%- endif -%}
{%- endmacro %}


{# A path within quotes, in which no letter stands for others: DuckDB would read all
   files that fit a name such as march*.csv. #}
{% macro path_in_sql(path) -%}
    {{ path | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') | replace("'", "''") }}
{%- endmacro %}


{# DuckDB reads a packed file that was cut off up to where it ends, without a word. #}
{% macro refuse_broken_gzip(file) %}
    {% if file.size_bytes and file.path.endswith('.gz') %}
        {% set problem = one_value("select gzip_problem('" ~ file.path | replace("'", "''") ~ "')") %}
        {% if problem %}
            {{ exceptions.raise_compiler_error(
                file.relative_path ~ " " ~ problem ~ ". Deliver it again, or move the file away."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}


{# A file's lines as they are. The delimiter can't occur in text that JSON allows. Lines
   that are too long or no UTF-8 can be set aside instead of ending the reading. #}
{% macro text_lines(path, with_rejects=false) -%}
    read_csv(
        '{{ path }}',
        columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,
        delim = E'\x01\x02', quote = '', escape = '', strict_mode = false,
        max_line_size = 16777216
        {%- if with_rejects %},
        {{ rejects_kept() }}
        {%- endif %}
    )
{%- endmacro %}


{# DuckDB's option to keep what it can't read in a temporary table. #}
{% macro rejects_kept() -%}
    store_rejects = true, rejects_table = 'reader_rejects', rejects_scan = 'reader_scans'
{%- endmacro %}


{% macro parquet_columns(path) %}
    {% set query = "select column_name from (describe select * from read_parquet('" ~ path ~ "', hive_partitioning = false))" %}
    {{ return(run_query(query).columns[0].values() | list) }}
{% endmacro %}


{# The delimiter and column names of a CSV file, from its first line. #}
{% macro csv_header(file, spec) %}
    {% set path = path_in_sql(file.path) %}
    {% set line = one_value("select line from " ~ text_lines(path) ~ " limit 1") or '' %}
    {% set line = line | replace('\ufeff', '') | trim %}
    {% if not line %}{{ return({'delimiter': ',', 'names': []}) }}{% endif %}
    {% set unquoted = modules.re.sub('"[^"]*"', '', line) %}
    {% set counts = {
        ',': unquoted.count(','), ';': unquoted.count(';'),
        '\t': unquoted.count('\t'), '|': unquoted.count('|')
    } %}
    {% set delimiter = (counts.items() | sort(attribute='1') | last)[0] %}
    {% set name_pattern = '(?:^|[D])(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^D]*))' | replace('D', delimiter) %}
    {% set names = [] %}
    {% for quoted, plain in modules.re.findall(name_pattern, line) %}
        {% do names.append((quoted | replace('""', '"') or plain) | trim) %}
    {% endfor %}
    {% do require_columns(file, spec, names) %}
    {{ return({'delimiter': delimiter, 'names': names}) }}
{% endmacro %}


{# A table whose header lacks a required column is not what its name says: the build
   stops, since each of its rows would be rejected. Columns that nobody reads are named. #}
{% macro require_columns(file, spec, names) %}
    {% set missing = required_but_missing(spec, names) %}
    {% if missing and '_airbyte_data' not in names %}
        {{ exceptions.raise_compiler_error(
            file.relative_path ~ ", line 1: no column " ~ missing | join(', ')
            ~ ". Its columns are: " ~ names | join(', ') ~ ". Is it an export of "
            ~ spec.stream ~ "? Rename the column as the layout says, or move the file away."
        ) }}
    {% endif %}
    {% set known = [] %}
    {% for name in names %}
        {% if name | lower in known %}
            {{ exceptions.raise_compiler_error(
                file.relative_path ~ ", line 1: two columns are called " ~ name
                ~ ". Rename one of them."
            ) }}
        {% endif %}
        {% do known.append(name | lower) %}
    {% endfor %}
    {% do name_unknown_columns(file, spec, names) %}
{% endmacro %}


{# Names the columns that nobody reads: in the log that one looks at where the layout is
   ours, in the log file where a vendor's has many more columns than we need. #}
{% macro name_unknown_columns(file, spec, names) %}
    {% set known = spec.columns | list + spec.also_named.values() | sum(start=[]) %}
    {% set unknown = [] %}
    {% for name in names if name not in known %}
        {# What loaders add for themselves is no part of the layout. #}
        {% if not modules.re.match('_(airbyte|dlt|sdc|fivetran|ab)_', name) %}{% do unknown.append(name) %}{% endif %}
    {% endfor %}
    {% if unknown %}
        {{ log(file.relative_path ~ ": columns that are not read: " ~ unknown | join(', '), info=(spec.source_system == 'generic')) }}
    {% endif %}
{% endmacro %}
