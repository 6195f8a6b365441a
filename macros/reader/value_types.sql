{# The column type of a value in the warehouse, by its type in the source YAML. #}
{% macro stored_type(value_type) %}
    {{ return({
        'id': 'varchar', 'text': 'varchar', 'json': 'varchar', 'list': 'varchar',
        'boolean': 'boolean', 'integer': 'bigint', 'number': 'double', 'date': 'date',
        'timestamp': 'timestamp', 'epoch_seconds': 'timestamp',
        'day_first_timestamp': 'timestamp',
    }[value_type]) }}
{% endmacro %}


{# One value as text, turned into its type; null where it can't be read as that.
   id: '123.0' is 123, as some connectors write whole numbers; an object, a list or
   more than 2,000 letters are no id. list: a JSON array, or a|b|c. epoch_seconds: 0 stands for null.
   day_first_timestamp: 31-12-2026 10:00:00 +0000, or any other timestamp. #}
{% macro read_value(text, value_type, zone) -%}
    {%- if value_type == 'id' -%}
        case
            when left({{ text }}, 1) in ('{', '[') or length({{ text }}) > 2000 then null
            else nullif(trim(case when {{ text }} like '%.0' then left({{ text }}, -2) else {{ text }} end), '')
        end
    {%- elif value_type == 'text' -%}
        nullif({{ text }}, '')
    {%- elif value_type == 'json' -%}
        nullif(cast({{ text }} as varchar), 'null')
    {%- elif value_type == 'list' -%}
        case
            when json_type({{ text }}) = 'ARRAY' then cast({{ text }} as varchar)
            when json_type({{ text }}) = 'VARCHAR' and ({{ text }} ->> '$') like '[%'
                then ({{ text }} ->> '$')
            when json_type({{ text }}) = 'VARCHAR' and ({{ text }} ->> '$') <> ''
                then cast(to_json(string_split(({{ text }} ->> '$'), '|')) as varchar)
        end
    {%- elif value_type == 'timestamp' -%}
        {{ read_timestamp(text, zone) }}
    {%- elif value_type == 'day_first_timestamp' -%}
        {%- set iso_text -%}
            regexp_replace(
                {{ text }},
                '^([0-9]{2})-([0-9]{2})-([0-9]{4})(.*?) ?([+-][0-9]{2}:?[0-9]{2})?$',
                '\3-\2-\1\4\5'
            )
        {%- endset -%}
        {{ read_timestamp(iso_text, zone) }}
    {%- elif value_type == 'epoch_seconds' -%}
        case
            when try_cast({{ text }} as double) > 0
                then timezone('UTC', to_timestamp(try_cast({{ text }} as double)))
        end
    {%- else -%}
        try_cast(nullif(trim({{ text }}), '') as {{ stored_type(value_type) }})
    {%- endif -%}
{%- endmacro %}


{# A moment as text, as UTC without a zone. With an offset it is exact; without one it is
   the source's own local time; a date alone is that day in the reporting time zone. Words
   such as infinity, which a cast would take, are no moment. #}
{% macro read_timestamp(text, zone) -%}
    case
        when {{ text }} < '0' or {{ text }} >= ':' then null
        when length({{ text }}) = 10
            then timezone('UTC', timezone('{{ var("reporting_time_zone") }}', try_cast({{ text }} as timestamp)))
        {%- if zone != 'UTC' %}
        when not regexp_matches({{ text }}, '(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$')
            then timezone('UTC', timezone('{{ zone }}', try_cast({{ text }} as timestamp)))
        {%- endif %}
        else timezone('UTC', try_cast({{ text }} as timestamptz))
    end
{%- endmacro %}


{# Whether a value of this type can be present and yet unreadable. #}
{% macro can_be_unreadable(value_type) %}
    {{ return(value_type not in ['id', 'text', 'json', 'list']) }}
{% endmacro %}
