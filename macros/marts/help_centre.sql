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
