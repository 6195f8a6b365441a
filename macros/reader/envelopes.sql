{# What the rows of a file are wrapped in, as its first row shows:

   none         one object per row, with whatever helper columns a loader adds
   page         the answer of an API, which holds a list of objects at a path
   messages     a message per row, {"type": "RECORD", "stream": ..., "record": {...}}, as
                Singer taps and Airbyte sources write it
   airbyte      {"stream": ..., "data": {...}, "emitted_at": ...}
   airbyte_raw  a table whose column _airbyte_data holds the object #}
{% macro envelope_of(file, spec, is_first=false) %}
    {% set page_paths = [] %}
    {% for name in spec.page_names + ['data', 'results'] %}
        {% do page_paths.append('$."' ~ name ~ '"') %}
        {% do page_paths.append('$."_embedded"."' ~ name ~ '"') %}
    {% endfor %}
    {% set query %}
        with first_rows as (
            select try_cast(raw_text as json) as document
            from ({{ file_rows(file, spec) }}) as file_rows
            where trim(raw_text) <> ''
            limit 1
        )
        select
            to_json(json_keys(document)),
            document ->> 'type',
            json_type(document, '$.data')
            {%- for path in page_paths %},
            json_type(document, '{{ path }}')
            {%- endfor %}
        from first_rows
        where json_type(document) = 'OBJECT'
    {% endset %}
    {% set rows = run_query(query).rows %}
    {# What could not be read of this file is told when all of it is read: else the rows
       of one file would be told as those of another. #}
    {% do run_query("drop table if exists reader_rejects") %}
    {% do run_query("drop table if exists reader_scans") %}
    {% if not rows %}{{ return({'kind': 'none'}) }}{% endif %}
    {% set names = fromjson(rows[0][0]) %}
    {% if '_airbyte_data' in names %}{{ return({'kind': 'airbyte_raw'}) }}{% endif %}
    {% if rows[0][1] in ['RECORD', 'SCHEMA', 'STATE', 'ACTIVATE_VERSION', 'LOG', 'TRACE'] %}
        {{ return({'kind': 'messages'}) }}
    {% endif %}
    {% if 'stream' in names and rows[0][2] == 'OBJECT' %}
        {{ return({'kind': 'airbyte'}) }}
    {% endif %}
    {% if required_but_missing(spec, names) %}
        {% for path in page_paths %}
            {% if rows[0][loop.index0 + 3] == 'ARRAY' %}{{ return({'kind': 'page', 'path': path}) }}{% endif %}
        {% endfor %}
    {% endif %}
    {% if is_first and file.format == 'lines' %}{% do name_unknown_columns(file, spec, names) %}{% endif %}
    {{ return({'kind': 'none'}) }}
{% endmacro %}


{# The rows of a file without their envelope: the objects that they hold, numbered. What
   has not the shape of the file's first row stays as it is, to be judged like any row; a
   message that is no record is no row. #}
{% macro unwrapped_rows(lines, envelope, spec) -%}
    {%- if envelope.kind == 'page' -%}
        select
            row_number() over (order by file_row_number, place) as file_row_number,
            raw_text,
            reject_reason
        from (
            select
                file_row_number,
                generate_subscripts(items, 1) as place,
                unnest(items) as raw_text,
                reject_reason
            from (
                select
                    file_row_number,
                    reject_reason,
                    case
                        when json_type(try_cast(raw_text as json), '{{ envelope.path }}') = 'ARRAY'
                            then cast(from_json(json_extract(raw_text, '{{ envelope.path }}'), '["json"]') as varchar[])
                        else [raw_text]
                    end as items
                from {{ lines }}
                where trim(raw_text) <> ''
            ) as pages
        ) as page_items
    {%- elif envelope.kind == 'messages' -%}
        select
            file_row_number,
            coalesce(
                case
                    when json_type(document, '$.record.stream') = 'VARCHAR'
                        then cast(json_extract(document, '$.record.data') as varchar)
                end,
                cast(json_extract(document, '$.record') as varchar),
                raw_text
            ) as raw_text,
            coalesce(reject_reason, {{ is_other_stream(
                "coalesce(document ->> 'stream', document ->> '$.record.stream')", spec
            ) }}) as reject_reason
        from (select *, try_cast(raw_text as json) as document from {{ lines }}) as messages
        where coalesce(document ->> 'type', 'RECORD') = 'RECORD'
    {%- elif envelope.kind == 'airbyte' -%}
        select
            file_row_number,
            coalesce(cast(json_extract(document, '$.data') as varchar), raw_text) as raw_text,
            coalesce(reject_reason, {{ is_other_stream("document ->> 'stream'", spec) }}) as reject_reason
        from (select *, try_cast(raw_text as json) as document from {{ lines }}) as messages
    {%- elif envelope.kind == 'airbyte_raw' -%}
        select
            file_row_number,
            coalesce(try_cast(raw_text as json) ->> '_airbyte_data', raw_text) as raw_text,
            reject_reason
        from {{ lines }}
    {%- else -%}
        select
            file_row_number,
            raw_text,
            reject_reason
        from {{ lines }}
    {%- endif -%}
{%- endmacro %}


{# Why a row that names its stream can't be of this one; null where it can. #}
{% macro is_other_stream(stream, spec) -%}
    case
        when ({{ stream }}) not in ('{{ spec.page_names | join("', '") }}')
            then 'a row of the stream ' || ({{ stream }}) || ', not of {{ spec.stream }}'
    end
{%- endmacro %}


{# A value as it is known among all accounts of a source: an id carries its account, but
   for 0 and -1, which stand for nobody. #}
{% macro of_account(value, value_type, account) -%}
    {%- if account and value_type == 'id' -%}
        case
            when {{ value }} in ('0', '-1') then {{ value }}
            else {{ sql_text(account ~ ':') }} || {{ value }}
        end
    {%- else -%}
        {{ value }}
    {%- endif -%}
{%- endmacro %}
