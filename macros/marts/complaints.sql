{# Complaints beside what there was to complain about: the counts and rates of a mart. #}
{% macro complaint_columns(measured, contacts, days) -%}
    {%- set complaint_count = count_of(measured ~ '.complaint_count') -%}
    {% for kind in ['field', 'tag', 'text'] -%}
    {{ count_of(measured ~ '.by_' ~ kind ~ '_count') }} as by_{{ kind }}_count,
    {% endfor -%}
    {{ count_of(measured ~ '.customer_count') }} as complaining_customer_count,
    {{ count_of(contacts ~ '.contact_count') }} as contact_count,
    100 * {{ share(complaint_count, contacts ~ '.contact_count') }} as complaints_per_100_contacts,
    1000 * {{ share(complaint_count, days ~ '.active_customer_count') }} as complaints_per_1000_active_customers
{%- endmacro %}


{# How many complaints are so old, how many and which share of these were unresolved at that
   age. #}
{% macro unresolved_at_age(measured, days) -%}
    {%- set late = 'unresolved_after_' ~ days ~ '_days' -%}
    {%- set aged = 'aged_' ~ days ~ '_days_count' -%}
    {{ count_of(measured ~ '.' ~ aged) }} as {{ aged }},
    {{ count_of(measured ~ '.' ~ late ~ '_count') }} as {{ late }}_count,
    {{ share(measured ~ '.' ~ late ~ '_count', measured ~ '.' ~ aged) }} as {{ late }}_share
{%- endmacro %}


{# What is unresolved of a cohort of complaints: now, at three ages, and with and without a
   call back. #}
{% macro unresolved_columns(measured) -%}
    {{ count_of(measured ~ '.unresolved_count') }} as unresolved_count,
    {% for days in [7, 14, 30] -%}
    {{ unresolved_at_age(measured, days) }},
    {% endfor -%}
    {% for group in ['called_back', 'not_called_back'] -%}
    {{ count_of(measured ~ '.' ~ group ~ '_count') }} as {{ group }}_count,
    {{ count_and_share(measured, group ~ '_unresolved', of=group ~ '_count') }}{{ ',' if not loop.last }}
    {% endfor %}
{%- endmacro %}
