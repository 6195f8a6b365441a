{# What only the whole desk has, such as conversations, which are of no article. #}
{% macro for_all_alone(expression) -%}
    case when slices.segment_type = 'all' then {{ expression }} end
{%- endmacro %}


{# Searches, which have a language but no article: null for articles and categories. #}
{% macro searched_columns(measured) -%}
    {%- for count in ['search', 'search_without_result'] -%}
    case when slices.segment_type in ('all', 'locale') then {{ count_of(measured ~ '.' ~ count ~ '_count') }} end as {{ count }}_count,
    {% endfor -%}
    {{ share(measured ~ '.search_without_result_count', measured ~ '.search_count') }} as search_without_result_share
{%- endmacro %}


{# The help centre against the desk: visitors per customer who wrote, reads per contact. #}
{% macro contacted_columns(measured) -%}
    {%- for count in ['customer', 'contact'] -%}
    {{ for_all_alone(count_of(measured ~ '.' ~ count ~ '_count')) }} as {{ count }}_count,
    {% endfor -%}
    {{ for_all_alone(share(measured ~ '.visitor_count', measured ~ '.customer_count')) }} as self_service_ratio,
    {{ for_all_alone(share(measured ~ '.read_count', measured ~ '.contact_count')) }} as reads_per_contact
{%- endmacro %}


{# The bounds of the mean reading time, and what stands beside it: how far apart readings
   are, which of them are not measured, and what their words would take. #}
{% macro reading_columns(measured) -%}
    {{ measured }}.mean_low as kpi_low,
    {{ measured }}.mean_high as kpi_high,
    {{ measured }}.median_seconds,
    {{ measured }}.percentile_90_seconds,
    {{ count_of(measured ~ '.untimed_count') }} as untimed_count,
    {{ count_of(measured ~ '.capped_count') }} as capped_count,
    {{ measured }}.expected_seconds,
    {{ measured }}.compared_seconds,
    {{ share(measured ~ '.compared_seconds', measured ~ '.expected_seconds') }} as share_of_expected
{%- endmacro %}


{# The contacts that began at articles, by their kind. #}
{% macro contact_kind_counts() -%}
    {%- for kind in ['chat', 'call', 'message'] %}
        count(*) filter (where contact_kind = '{{ kind }}') as {{ kind }}_count,
    {%- endfor %}
        count(*) filter (where contact_kind = 'call' and contact_evidence = 'number') as tracked_call_count
{%- endmacro %}
