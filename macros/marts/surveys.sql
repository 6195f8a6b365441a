{# Who was asked and how many of them answered, by the day of the question. #}
{% macro response_columns(asked) -%}
    {{ count_of(asked ~ '.asked_count') }} as asked_count,
    {{ count_of(asked ~ '.response_count') }} as response_count,
    {{ share(asked ~ '.response_count', asked ~ '.asked_count') }} as response_rate
{%- endmacro %}


{# How many of the resolved conversations the customer was asked about. #}
{% macro offered_columns(resolved) -%}
    {{ count_of(resolved ~ '.resolved_count') }} as resolved_count,
    {{ count_and_share(resolved, 'offered', of='resolved_count') }}
{%- endmacro %}


{# The share of satisfied answers by the day on which the conversation was created. #}
{% macro created_columns(created) -%}
    {{ count_of(created ~ '.created_answer_count') }} as created_answer_count,
    {{ count_of(created ~ '.created_satisfied_count') }} as created_satisfied_count,
    {{ share(created ~ '.created_satisfied_count', created ~ '.created_answer_count') }} as kpi_value_by_created
{%- endmacro %}


{# The bounds, counts, shares and margin of a net promoter score. #}
{% macro nps_columns(promoters, detractors, answers) -%}
    {{ net_promoter_low(promoters, detractors, answers) }} as kpi_low,
    {{ net_promoter_high(promoters, detractors, answers) }} as kpi_high,
    {{ count_of(promoters) }} as promoter_count,
    {{ count_of(answers ~ ' - ' ~ promoters ~ ' - ' ~ detractors) }} as passive_count,
    {{ count_of(detractors) }} as detractor_count,
    {{ share(promoters, answers) }} as promoter_share,
    {{ share(answers ~ ' - ' ~ promoters ~ ' - ' ~ detractors, answers) }} as passive_share,
    {{ share(detractors, answers) }} as detractor_share,
    100 * {{ net_promoter_half_width(promoters, detractors, answers) }} as margin_points
{%- endmacro %}


{# Answers and satisfied answers per scale: different scales are different series. #}
{% macro scale_counts() -%}
    {%- for scale in ['binary', 'five_point', 'other'] %}
        count_if(event = 'answered' and scale_name = '{{ scale }}') as {{ scale }}_answer_count,
        count_if(event = 'answered' and scale_name = '{{ scale }}' and is_satisfied) as {{ scale }}_satisfied_count
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
