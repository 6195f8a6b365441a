{# What a person of the desk had a part in; null for what a bot dealt with alone. #}
{% macro human(value) -%}
    case when not is_bot_only then {{ value }} end
{%- endmacro %}


{# Whether the time to the last resolution is known, and that had happened by then. #}
{% macro is_resolved_by_now() -%}
    full_resolution_seconds is not null and {{ until_as_of('last_resolved_at') }}
{%- endmacro %}


{# How many of the resolved conversations are measured, how many a bot dealt with alone, and
   how many of those measured nobody replied to. #}
{% macro resolved_counts() -%}
        count_if(not is_bot_only) as sample_size,
        count_if(is_bot_only) as bot_only_count,
        count_if(not is_bot_only and reply_count = 0) as without_reply_count
{%- endmacro %}


{# The counts beside the sample as columns of a mart. #}
{% macro resolved_count_columns(measured) -%}
    {{ count_of(measured ~ '.bot_only_count') }} as bot_only_count,
    {{ count_of(measured ~ '.without_reply_count') }} as without_reply_count
{%- endmacro %}


{# How many contacts the resolved issues took, as columns of a mart. #}
{% macro contact_columns(measured) -%}
    {{ measured }}.median_contacts,
    {% for contacts in ['one_contact', 'two_contacts', 'more_contacts'] -%}
    {{ count_and_share(measured, contacts, of='sample_size') }},
    {% endfor -%}
    {{ count_of(measured ~ '.call_count') }} as call_count,
    {{ share(measured ~ '.call_count', measured ~ '.sample_size') }} as calls_per_issue,
    {{ count_of(measured ~ '.immature_count') }} as immature_count,
    {{ count_of(measured ~ '.unresolved_count') }} as unresolved_count
{%- endmacro %}
