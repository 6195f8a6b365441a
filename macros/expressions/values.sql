{# In a window: the newest value so far that is not null. #}
{% macro last_known(column) %}{{ return(adapter.dispatch('last_known')(column)) }}{% endmacro %}

{% macro duckdb__last_known(column) -%}
    last_value({{ column }} ignore nulls)
{%- endmacro %}

{% macro spark__last_known(column) -%}
    last_value({{ column }}, true)
{%- endmacro %}


{# What max_by and min_by compare: a value, and where it ties, the next ones, separated by
   commas. #}
{% macro ordered_by(value, tie_break) %}{{ return(adapter.dispatch('ordered_by')(value, tie_break)) }}{% endmacro %}

{% macro duckdb__ordered_by(value, tie_break) -%}
    row({{ value }}, {{ tie_break }})
{%- endmacro %}

{% macro spark__ordered_by(value, tie_break) -%}
    struct({{ value }}, {{ tie_break }})
{%- endmacro %}


{# Where a row was read, the last of all tie-breaks: build, time of the file, file and row. #}
{% macro place_read() -%}
    load_number, file_modified_at, file_path, file_row_number
{%- endmacro %}


{# The key of a thing: source and native id. An id that is an address is hashed, so that
   no key tells who somebody is. No id is the member unknown. #}
{% macro native_key(source_system, native_id) -%}
    {{ source_system }} || ':' || coalesce(case when {{ native_id }} like '%@%' or {{ native_id }} like '[forgotten:%' then {{ hash_of('lower(trim(' ~ native_id ~ '))') }} else {{ native_id }} end, 'unknown')
{%- endmacro %}


{# The hash of an address or a text. What was forgotten has left its hash behind, so that
   nothing that is known by it changes. #}
{% macro hash_of(value) -%}
    case when {{ value }} like '[forgotten:%' then substr({{ value }}, 12, 32) else md5({{ value }}) end
{%- endmacro %}


{# The same, null where there is no id: for links that are mostly absent. #}
{% macro native_link(source_system, native_id) -%}
    case when {{ native_id }} is not null then {{ native_key(source_system, native_id) }} end
{%- endmacro %}


{# Which sixty-fourth of the conversations a key falls into; partition of big facts. #}
{% macro bucket_of(key) %}{{ return(adapter.dispatch('bucket_of')(key)) }}{% endmacro %}

{% macro duckdb__bucket_of(key) -%}
    cast(md5_number_lower({{ key }}) % 64 as integer)
{%- endmacro %}

{% macro spark__bucket_of(key) -%}
    cast(conv(substr(md5({{ key }}), 15, 2), 16, 10) % 64 as int)
{%- endmacro %}


{# Whether a text says nothing: no more than tags and blanks. #}
{% macro is_blank_text(text) -%}
    coalesce(trim({{ regexp_replace_all(regexp_replace_all(text, '<[^>]*>', ''), '&nbsp;|[[:space:]\\x{00A0}]', '') }}) = '', true)
{%- endmacro %}


{# Every match of a pattern replaced. #}
{% macro regexp_replace_all(text, pattern, replacement) %}{{ return(adapter.dispatch('regexp_replace_all')(text, pattern, replacement)) }}{% endmacro %}

{% macro duckdb__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}


{# Whether an id is one of those that a var lists. #}
{% macro id_is_among(id, ids) -%}
    {% if ids %}coalesce({{ id }} in ({% for value in ids %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor %}), false){% else %}false{% endif %}
{%- endmacro %}


{# An id taken out of a document, as the ids are that the reader reads: with the account
   of its row, but for 0 and -1, which stand for nobody. #}
{% macro account_id(native_id) -%}
    case
        when account is null or {{ native_id }} in ('0', '-1') then {{ native_id }}
        else account || ':' || {{ native_id }}
    end
{%- endmacro %}


{# The id as the helpdesk itself shows it, without the account before it. #}
{% macro own_id(native_id, account='account') -%}
    case
        when {{ account }} is null then {{ native_id }}
        else substr({{ native_id }}, length({{ account }}) + 2)
    end
{%- endmacro %}


{# The number at the end of an id, for an order in which ids were given; null where there
   is none. #}
{% macro id_number(native_id) -%}
    try_cast(regexp_extract({{ native_id }}, '([0-9]+)$', 1) as bigint)
{%- endmacro %}


{# A whole number as text, as some connectors write it with a decimal point: 2.0 is 2. #}
{% macro whole_number_text(text) -%}
    regexp_replace({{ text }}, '[.]0$', '')
{%- endmacro %}


{# A text without markup, in small letters, with one blank between words. #}
{% macro plain_words(text) -%}
    lower(trim({{ regexp_replace_all(regexp_replace_all(text, '<[^>]*>', ''), '(&nbsp;|[[:space:]\\x{00A0}])+', ' ') }}))
{%- endmacro %}


{# A text without markup and blanks: two that differ in those alone are the same. #}
{% macro plain_letters(text) -%}
    {{ regexp_replace_all(regexp_replace_all(text, '<[^>]*>', ''), '&nbsp;|[[:space:]\\x{00A0}]', '') }}
{%- endmacro %}


{# Whether a text begins with one of these phrases. #}
{% macro begins_with_any(text, phrases) -%}
    {% if phrases %}coalesce({% for phrase in phrases %}left({{ text }}, {{ phrase | length }}) = {{ sql_text(phrase | lower) }}{{ ' or ' if not loop.last }}{% endfor %}, false){% else %}false{% endif %}
{%- endmacro %}


{# The first number that follows one of these phrases at the beginning of a text. #}
{% macro number_after_any(text, phrases) -%}
    {% if phrases %}case {%- for phrase in phrases %} when left({{ text }}, {{ phrase | length }}) = {{ sql_text(phrase | lower) }} then nullif(regexp_extract(substr({{ text }}, {{ phrase | length + 1 }}), '([0-9]+)', 1), ''){% endfor %} end{% else %}cast(null as {{ dbt.type_string() }}){% endif %}
{%- endmacro %}


{# Whether an address is that of Intercom's own bots, Operator and Fin. #}
{% macro is_operator_address(email) -%}
    coalesce(lower({{ email }}) like 'operator+%@intercom.io', false)
{%- endmacro %}
