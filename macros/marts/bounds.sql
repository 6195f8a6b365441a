{# A value kept inside its possible range. No value stays null, which greatest and least
   would turn into the end of the range. #}
{% macro at_least(lowest, value) -%}
    (case when {{ value }} < {{ lowest }} then {{ lowest }} else {{ value }} end)
{%- endmacro %}

{% macro at_most(highest, value) -%}
    (case when {{ value }} > {{ highest }} then {{ highest }} else {{ value }} end)
{%- endmacro %}


{# Wilson's interval of a share at 95 %. #}
{% macro wilson_low(numerator, denominator) -%}
    {{ at_least(0, wilson_centre(numerator, denominator) ~ ' - ' ~ wilson_half_width(numerator, denominator)) }}
{%- endmacro %}

{% macro wilson_high(numerator, denominator) -%}
    {{ at_most(1, wilson_centre(numerator, denominator) ~ ' + ' ~ wilson_half_width(numerator, denominator)) }}
{%- endmacro %}

{% macro wilson_centre(numerator, denominator) -%}
    ((({{ numerator }}) / cast(nullif({{ denominator }}, 0) as double) + 1.96 * 1.96 / (2 * nullif({{ denominator }}, 0)))
    / (1 + 1.96 * 1.96 / nullif({{ denominator }}, 0)))
{%- endmacro %}

{% macro wilson_half_width(numerator, denominator) -%}
    (1.96 * sqrt(
        ({{ numerator }}) / cast(nullif({{ denominator }}, 0) as double)
        * (1 - ({{ numerator }}) / cast(nullif({{ denominator }}, 0) as double)) / nullif({{ denominator }}, 0)
        + 1.96 * 1.96 / (4.0 * nullif({{ denominator }}, 0) * nullif({{ denominator }}, 0))
    ) / (1 + 1.96 * 1.96 / nullif({{ denominator }}, 0)))
{%- endmacro %}


{# Byar's interval of how often something happened, at 95 %; as a rate of a base. #}
{% macro rate_low(events, base, per) -%}
    case when {{ events }} = 0 and {{ base }} > 0 then 0 else
        {{ per }} * ({{ events }}) * power(1 - 1 / (9.0 * nullif({{ events }}, 0)) - 1.96 / (3 * sqrt(cast(nullif({{ events }}, 0) as double))), 3)
        / nullif({{ base }}, 0)
    end
{%- endmacro %}

{% macro rate_high(events, base, per) -%}
    {{ per }} * ({{ events }} + 1) * power(1 - 1 / (9.0 * ({{ events }} + 1)) + 1.96 / (3 * sqrt(cast({{ events }} + 1 as double))), 3)
        / nullif({{ base }}, 0)
{%- endmacro %}


{# How often something happened per so many of a base, as the headline of a mart. #}
{% macro rate_with_bounds(events, base, per) -%}
    {{ per }} * {{ share(events, base) }} as kpi_value,
    {{ rate_low(events, base, per) }} as kpi_low,
    {{ rate_high(events, base, per) }} as kpi_high
{%- endmacro %}


{# The interval of a mean of times at 95 %, never below 0. Null for a single value. #}
{% macro mean_low(value) -%}
    {{ at_least(0, 'avg(' ~ value ~ ') - 1.96 * stddev_samp(' ~ value ~ ') / sqrt(count(' ~ value ~ '))') }}
{%- endmacro %}

{% macro mean_high(value) -%}
    (avg({{ value }}) + 1.96 * stddev_samp({{ value }}) / sqrt(count({{ value }})))
{%- endmacro %}


{# Both ends of a mean's interval, in the mart's unit of so many seconds. #}
{% macro mean_limits(value, unit_seconds) -%}
    {{ mean_low(value) }} / {{ unit_seconds }} as mean_low,
        {{ mean_high(value) }} / {{ unit_seconds }} as mean_high
{%- endmacro %}


{# The bounds of a mean, out of what mean_limits worked out. #}
{% macro mean_bounds(measured) -%}
    {{ measured }}.mean_low as kpi_low,
    {{ measured }}.mean_high as kpi_high
{%- endmacro %}


{# A share with its bounds, as the headline of a mart. #}
{% macro share_with_bounds(numerator, denominator) -%}
    {{ share(numerator, denominator) }} as kpi_value,
    {{ wilson_low(numerator, denominator) }} as kpi_low,
    {{ wilson_high(numerator, denominator) }} as kpi_high
{%- endmacro %}


{# Both ends of the interval of a mean that may be negative, within its possible range. #}
{% macro mean_limits_within(value, lowest, highest) -%}
    {%- set half_width = '1.96 * stddev_samp(' ~ value ~ ') / sqrt(count(' ~ value ~ '))' -%}
    {{ at_least(lowest, 'avg(' ~ value ~ ') - ' ~ half_width) }} as mean_low,
        {{ at_most(highest, 'avg(' ~ value ~ ') + ' ~ half_width) }} as mean_high
{%- endmacro %}


{# The median of what is measured, as the double that both engines give. #}
{% macro median(value) -%}
    median(cast({{ value }} as double))
{%- endmacro %}


{# Both ends of a median's interval, in the mart's unit of so many seconds. #}
{% macro median_limits(value, unit_seconds) -%}
    {{ median_low(value) }} / {{ unit_seconds }} as median_low,
        {{ median_high(value) }} / {{ unit_seconds }} as median_high
{%- endmacro %}


{# The bounds of a median, out of what median_limits worked out. #}
{% macro median_bounds(measured) -%}
    cast({{ unless_day(measured ~ '.median_low') }} as double) as kpi_low,
    cast({{ unless_day(measured ~ '.median_high') }} as double) as kpi_high
{%- endmacro %}


{# The interval of a median at 95 %, by the ranks of the values. Null where a rank falls
   outside, as it does below eight values. #}
{% macro median_low(value) -%}
    {{ value_at_rank(value, 'cast(floor(count(' ~ value ~ ') / 2.0 - 0.98 * sqrt(count(' ~ value ~ '))) as bigint)') }}
{%- endmacro %}

{% macro median_high(value) -%}
    {{ value_at_rank(value, 'cast(ceil(1 + count(' ~ value ~ ') / 2.0 + 0.98 * sqrt(count(' ~ value ~ '))) as bigint)') }}
{%- endmacro %}


{# The value at a rank, from 1, of those that are not null; null beyond them. #}
{% macro value_at_rank(value, rank) %}{{ return(adapter.dispatch('value_at_rank')(value, rank)) }}{% endmacro %}

{% macro duckdb__value_at_rank(value, rank) -%}
    case when {{ rank }} between 1 and count({{ value }}) then list_extract(list_sort(list({{ value }}) filter (where {{ value }} is not null)), {{ rank }}) end
{%- endmacro %}

{% macro spark__value_at_rank(value, rank) -%}
    case when {{ rank }} between 1 and count({{ value }}) then element_at(array_sort(collect_list({{ value }})), cast({{ rank }} as int)) end
{%- endmacro %}


{# The interval of a net promoter score at 95 %: adjusted Wald, three answers added. #}
{% macro net_promoter_low(promoters, detractors, answers) -%}
    {{ at_least(-100, '100 * (' ~ adjusted_net_share(promoters, detractors, answers) ~ ' - ' ~ net_promoter_half_width(promoters, detractors, answers) ~ ')') }}
{%- endmacro %}

{% macro net_promoter_high(promoters, detractors, answers) -%}
    {{ at_most(100, '100 * (' ~ adjusted_net_share(promoters, detractors, answers) ~ ' + ' ~ net_promoter_half_width(promoters, detractors, answers) ~ ')') }}
{%- endmacro %}

{% macro adjusted_net_share(promoters, detractors, answers) -%}
    (({{ promoters }} - {{ detractors }}) / (nullif({{ answers }}, 0) + 3.0))
{%- endmacro %}

{% macro net_promoter_half_width(promoters, detractors, answers) -%}
    (1.96 * sqrt((
        ({{ promoters }} + {{ detractors }} + 1.5) / (nullif({{ answers }}, 0) + 3.0)
        - {{ adjusted_net_share(promoters, detractors, answers) }} * {{ adjusted_net_share(promoters, detractors, answers) }}
    ) / (nullif({{ answers }}, 0) + 3.0)))
{%- endmacro %}


{# The value below which nine tenths lie, interpolated. #}
{% macro percentile_90(value) -%}
    percentile_cont(0.9) within group (order by cast({{ value }} as double))
{%- endmacro %}


{# Mean, median and the ninth tenth of seconds, in a mart's unit. #}
{% macro length_statistics(seconds, unit_seconds, unit) -%}
    avg({{ seconds }}) / {{ unit_seconds }} as mean_{{ unit }},
        {{ median(seconds) }} / {{ unit_seconds }} as median_{{ unit }},
        {{ percentile_90(seconds) }} / {{ unit_seconds }} as percentile_90_{{ unit }}
{%- endmacro %}


{# The same for nineteen twentieths. #}
{% macro percentile_95(value) -%}
    percentile_cont(0.95) within group (order by cast({{ value }} as double))
{%- endmacro %}


{# The same for ninety-nine hundredths. #}
{% macro percentile_99(value) -%}
    percentile_cont(0.99) within group (order by cast({{ value }} as double))
{%- endmacro %}


{# A share; null where there is nothing to share. #}
{% macro share(numerator, denominator) -%}
    ({{ numerator }}) / cast(nullif({{ denominator }}, 0) as double)
{%- endmacro %}


{# By how much an interval shrinks because so many of all there are have answered. 1 where
   nobody knows how many there are. #}
{% macro finite_population(answers, population) -%}
    coalesce(sqrt({{ at_least(0, '(' ~ population ~ ' - ' ~ answers ~ ') / nullif(' ~ population ~ ' - 1.0, 0)') }}), 1)
{%- endmacro %}
