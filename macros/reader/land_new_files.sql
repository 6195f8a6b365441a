{# Before a base model: reads each new or replaced file of the stream into a temporary
   table, every row with its verdict. All in the model's own transaction: either the rows
   and the books are there afterwards, or neither. #}
{% macro land_new_files() %}
    {% if execute %}
        {% set spec = base_model_spec() %}
        {% set is_first_read = load_relation(this) is none %}
        {% set files = files_to_read(spec, is_first_read) %}
        {% set load_number = one_value("select max(load_number) from staging.load_log") %}
        {% set zone = var('source_time_zones').get(spec.source_system, 'UTC') %}
        {% set of_stream = "source_system = '" ~ spec.source_system ~ "' and stream = '" ~ spec.stream ~ "'" %}
        {% if is_first_read %}
delete from staging.files_read where {{ of_stream }};
delete from staging.rows_rejected where {{ of_stream }};
        {% endif %}
create or replace temporary table {{ landing_table() }} (
    account varchar, file_path varchar, file_row_number bigint, file_modified_at timestamp,
    load_number bigint, row_hash ubigint, reject_reason varchar, raw_text varchar,
    unread_columns varchar
    {%- for name, value_type in spec.columns.items() %},
    "{{ name }}" {{ stored_type(value_type) }}
    {%- endfor %}
);
create or replace temporary table {{ landing_table() }}_files (
    file_path varchar, size_bytes bigint, file_modified_at timestamp, reader_version varchar
);
        {% if not files %}
select 'no new file';
        {% endif %}
        {% for file in files %}
            {% do refuse_broken_gzip(file) %}
            {% if file.format == 'csv' and file.size_bytes %}
                {% do file.update({'header': csv_header(file, spec)}) %}
            {% endif %}
            {# A table without so much as a header has no rows either. #}
            {% if not file.size_bytes or (file.format == 'csv' and not file.header.names) %}
                {% do file.update({'format': 'empty'}) %}
            {% endif %}
            {% do file.update({'envelope': envelope_of(file, spec, loop.first)}) %}
            {% set file_path = file.relative_path | replace("'", "''") %}
insert into {{ landing_table() }}_files
values ('{{ file_path }}', {{ file.size_bytes }}, cast('{{ file.modified_at[:-1] }}' as timestamp), '{{ file.reader_version }}');
insert into {{ landing_table() }}
{{ judged_rows(file, spec, zone) }}

select
    {{ sql_text(file.account) }},
    '{{ file_path }}',
    file_row_number,
    cast('{{ file.modified_at[:-1] }}' as timestamp),
    {{ load_number }},
    -- What was read makes the version: the same row is the same in CSV and in JSON.
    md5_number_lower(concat_ws(chr(31){{ ", 'account " ~ file.account | replace("'", "''") ~ "'" if file.account }}
        {%- for name in spec.columns %},
        coalesce(cast("value_{{ name }}" as varchar), chr(30))
        {%- endfor %})),
    reject_reason,
    case when reject_reason is not null then raw_text end,
    nullif(concat_ws(',', null
        {%- for name, value_type in spec.columns.items() if can_be_unreadable(value_type) %},
        case when value_{{ name }} is null and nullif(trim({{ field_of(spec, name) }}), '') is not null and trim({{ field_of(spec, name) }}) not in ('0', 'null') then '{{ name }}' end
        {%- endfor %}), '')
    {%- for name in spec.columns %},
    "value_{{ name }}"
    {%- endfor %}
from judged;
            {% if file.format in ['csv', 'lines'] %}
insert into {{ landing_table() }} (account, file_path, file_row_number, file_modified_at, load_number, reject_reason, raw_text)
select
    {{ sql_text(file.account) }},
    '{{ file_path }}',
    -- Numbered after the rows that are: no two of a file share a number.
    (select count(*) from {{ landing_table() }} where file_path = '{{ file_path }}')
    + row_number() over (order by line),
    cast('{{ file.modified_at[:-1] }}' as timestamp), {{ load_number }},
    'line ' || line || ' is not {{ 'a row of this table' if file.format == 'csv' else 'a row' }}: ' || any_value(error_message),
    any_value(csv_line)
from reader_rejects
where csv_line is not null
group by line;
drop table reader_rejects;
drop table reader_scans;
            {% endif %}
        {% endfor %}
        {% set replaced = files | selectattr('is_replaced') | map(attribute='relative_path') | list %}
        {% if replaced %}{{ replace_rows(spec, replaced) }}{% endif %}
    {% endif %}
{% endmacro %}


{# The beginning of a query on a file's rows: each with its values, turned into their
   types, and why it is rejected, if it is. To be followed by a select from judged. #}
{% macro judged_rows(file, spec, zone) -%}
with

lines_of_file as (

    {{ file_rows(file, spec) }}

),

file_rows as (

    {{ unwrapped_rows('lines_of_file', file.envelope, spec) }}

),

documents as (

    select
        file_row_number,
        raw_text,
        reject_reason,
        try_cast(raw_text as json) as document
    from file_rows
    where trim(raw_text) <> ''

),

fields as (

    select
        file_row_number,
        raw_text,
        case
            when reject_reason is not null then reject_reason
            when json_type(document) is distinct from 'OBJECT' then 'not a JSON object'
        end as reject_reason,
        json_transform(document, '{
            {%- for name, value_type in spec.columns.items() -%}
                {%- for spelling in [name] + spec.also_named.get(name, []) -%}
                "{{ spelling }}":"{{ 'JSON' if value_type in ['json', 'list'] else 'VARCHAR' }}"{{ ',' if not loop.last }}
                {%- endfor -%}{{ ',' if not loop.last }}
            {%- endfor -%}
        }') as field
    from documents

),

read_values as (

    select
        *
        {%- for name, value_type in spec.columns.items() %},
        {{ of_account(
            read_value(field_of(spec, name), value_type, zone), value_type, file.account
        ) }} as "value_{{ name }}"
        {%- endfor %}
    from fields

),

judged as (

    select
        * exclude (reject_reason),
        coalesce(
            reject_reason
            {%- for name in spec.required %},
            case
                when value_{{ name }} is null and nullif(trim(cast({{ field_of(spec, name) }} as varchar)), '') is null
                    then '{{ name }} is missing'
                when value_{{ name }} is null
                    then '{{ name }} can''t be read as {{ spec.columns[name] }}: ' || left(cast({{ field_of(spec, name) }} as varchar), 80)
            end
            {%- endfor %}
        ) as reject_reason
    from read_values

)
{%- endmacro %}


{# The rows of replaced files go, before they are read again. A row that is still there
   keeps its load, so that it is not taken for news; where one is gone, nobody knows what
   hung on it, and facts are rebuilt in full. #}
{% macro replace_rows(spec, replaced) %}
    {% set of_stream = "source_system = '" ~ spec.source_system ~ "' and stream = '" ~ spec.stream ~ "'" %}
    {% set of_files %}file_path in ({% for path in replaced %}'{{ path | replace("'", "''") }}'{{ ', ' if not loop.last }}{% endfor %}){% endset %}
    {% set is_same_row %}known.row_hash = landed.row_hash{% for name in spec.key %} and known."{{ name }}" is not distinct from landed."{{ name }}"{% endfor %}{% endset %}
    {{ log("Replaced, and read again: " ~ replaced | join(', '), info=true) }}
update {{ landing_table() }} as landed
set load_number = known.load_number
from {{ this }} as known
where {{ is_same_row }} and landed.reject_reason is null;
    {% if spec.bears_on_facts %}
delete from staging.model_marks
where exists (
    select 1
    from {{ this }} as known
    where
        known.{{ of_files }}
        and not exists (
            select 1
            from {{ landing_table() }} as landed
            where {{ is_same_row }} and landed.reject_reason is null
        )
);
    {% endif %}
delete from staging.model_marks where model = 'int_audit_events_exploded';
delete from {{ this }} where {{ of_files }};
delete from staging.files_read where {{ of_stream }} and {{ of_files }};
delete from staging.rows_rejected where {{ of_stream }} and {{ of_files }};
{% endmacro %}


{# After a base model: what was rejected is kept, and every file is accounted for. #}
{% macro account_for_files() %}
    {% if execute %}
        {% set spec = base_model_spec() %}
        {% set of_stream = "source_system = '" ~ spec.source_system ~ "' and stream = '" ~ spec.stream ~ "'" %}
insert into staging.rows_rejected
select
    '{{ spec.source_system }}', '{{ spec.stream }}', file_path, file_row_number,
    load_number, reject_reason, raw_text
from {{ landing_table() }}
where reject_reason is not null;
insert into staging.files_read
select
    '{{ spec.source_system }}',
    '{{ spec.stream }}',
    files.file_path,
    files.size_bytes,
    files.file_modified_at,
    files.reader_version,
    (select max(load_number) from staging.load_log),
    coalesce(landed.row_count, 0),
    coalesce(staged.row_count, 0),
    coalesce(landed.row_count, 0) - coalesce(landed.rejected_count, 0) - coalesce(staged.row_count, 0),
    coalesce(landed.rejected_count, 0),
    coalesce(landed.unread_value_count, 0)
from {{ landing_table() }}_files as files
left join (
    select
        file_path,
        count(*) as row_count,
        count_if(reject_reason is not null) as rejected_count,
        coalesce(sum(len(string_split(unread_columns, ','))), 0) as unread_value_count
    from {{ landing_table() }}
    group by file_path
) as landed on files.file_path = landed.file_path
left join (
    select
        file_path,
        count(*) as row_count
    from {{ this }}
    where file_path in (select file_path from {{ landing_table() }}_files)
    group by file_path
) as staged on files.file_path = staged.file_path;
drop table {{ landing_table() }};
drop table {{ landing_table() }}_files;
    {% endif %}
{% endmacro %}


{# Stops a build whose export is not what it seems, before its rows are kept. #}
{% macro refuse_mostly_rejected_stream() %}
    {% if execute %}
        {% set spec = base_model_spec() %}
        {% set of_stream = "source_system = '" ~ spec.source_system ~ "' and stream = '" ~ spec.stream ~ "'" %}
        {% set share = one_value(
            "select sum(rejected_count) / sum(row_count) from staging.files_read where "
            ~ of_stream ~ " having sum(row_count) > 0"
        ) or 0 %}
        {% if share > var('max_rejected_share') %}
            {% set example = run_query(
                "select file_path, file_row_number, reason, left(raw_text, 120), count(*) over () "
                ~ "from staging.rows_rejected where " ~ of_stream
                ~ " order by load_number desc, file_path, file_row_number limit 1"
            ).rows[0] %}
            {{ exceptions.raise_compiler_error(
                example[4] ~ " rows (" ~ (share * 100) | round(1) ~ " %) of " ~ spec.source_system ~ "/" ~ spec.stream
                ~ " can't be used, more than max_rejected_share allows (" ~ var('max_rejected_share') * 100
                ~ " %). The first: " ~ example[0] ~ ", row " ~ example[1] ~ ": " ~ example[2] ~ ": " ~ example[3]
                ~ ". Mend the export, or set the var max_rejected_share if they may be left out."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}


{# What a base model keeps: each distinct version of a row once, however often and in
   however many files it was delivered. #}
{% macro landed_rows(relation) %}
    {%- set spec = source_spec(relation) -%}
    {%- set key = spec.key | map('lower') | join(', ') -%}
select
    {%- for name in spec.columns %}
    landed."{{ name }}",
    {%- endfor %}
    landed.account,
    landed.file_path,
    landed.file_row_number,
    landed.file_modified_at,
    landed.load_number,
    landed.row_hash,
    landed.unread_columns
from {{ landing_table() }} as landed
where
    landed.reject_reason is null
    {%- if execute and load_relation(this) is not none %}
    and not exists (
        select 1
        from {{ this }} as known
        where
            known.row_hash = landed.row_hash
            {%- for name in spec.key %}
            and known."{{ name }}" is not distinct from landed."{{ name }}"
            {%- endfor %}
    )
    {%- endif %}
qualify row_number() over (
    partition by landed.row_hash{% for name in spec.key %}, landed."{{ name }}"{% endfor %}
    order by landed.file_modified_at, landed.file_path, landed.file_row_number
) = 1
{% endmacro %}


{% macro landing_table() -%}
    landing_{{ this.identifier }}
{%- endmacro %}


{# base_zendesk__ticket_comments reads source zendesk, stream ticket_comments. #}
{% macro base_model_spec() %}
    {% set parts = (this.identifier | replace('base_', '', 1)).split('__') %}
    {{ return(source_spec(api.Relation.create(schema=parts[0], identifier=parts[1]))) }}
{% endmacro %}
