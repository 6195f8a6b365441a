{# The column that a segment type is split by. `at` names the moment of the fact's own
   columns: created, first_response or resolved; empty for the column as such. #}
{% macro segment_column(segment, at) -%}
    {%- set suffix = '_key' if segment in ['team', 'agent', 'customer', 'article'] else '' -%}
    {%- set prefix = at ~ '_' if at and segment in ['team', 'priority', 'agent'] else '' -%}
    {{ prefix ~ segment ~ suffix }}
{%- endmacro %}


{# The keys of a slice, for a query that groups by slice_groups. Besides the segments
   there is always `all`. #}
{% macro slice_columns(date_column, segments, at='') -%}
        case
            {%- for segment in segments %}
            when grouping({{ segment_column(segment, at) }}) = 0 then '{{ segment }}'
            {%- endfor %}
            else 'all'
        end as segment_type,
        case
            {%- for segment in segments %}
            when grouping({{ segment_column(segment, at) }}) = 0 then {{ segment_column(segment, at) }}
            {%- endfor %}
            else 'all'
        end as segment_value,
        case
            when grouping(date_trunc('day', {{ date_column }})) = 0 then 'day'
            when grouping(date_trunc('week', {{ date_column }})) = 0 then 'week'
            else 'month'
        end as period_grain,
        cast(case
            when grouping(date_trunc('day', {{ date_column }})) = 0 then date_trunc('day', {{ date_column }})
            when grouping(date_trunc('week', {{ date_column }})) = 0 then date_trunc('week', {{ date_column }})
            else date_trunc('month', {{ date_column }})
        end as date) as period_start_date
{%- endmacro %}


{# Every period by every segment, as grouping sets. Members that come and go have no
   days. `also` adds a column to each set, for a query that is grouped once more. #}
{% macro slice_groups(date_column, segments, at='', also=none) -%}
    {%- set passing = ['agent', 'plan', 'article', 'article_category', 'locale', 'topic'] -%}
    grouping sets (
        {%- for grain in ['day', 'week', 'month'] %}
        {%- set grain_loop = loop %}
        (date_trunc('{{ grain }}', {{ date_column }}){{ ', ' ~ also if also }})
        {%- for segment in segments if grain != 'day' or segment not in passing -%}
        , (date_trunc('{{ grain }}', {{ date_column }}), {{ segment_column(segment, at) }}{{ ', ' ~ also if also }})
        {%- endfor %}{{ ',' if not grain_loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{# The first columns of every mart, as far as they come from dim_slices. #}
{% macro slice_keys(slices='slices') -%}
    {{ slices }}.segment_type, {{ slices }}.segment_value, {{ slices }}.segment_label,
        {{ slices }}.period_grain, {{ slices }}.period_start_date, {{ slices }}.is_partial
{%- endmacro %}


{# What ties a measurement to its slice. #}
{% macro same_slice(measured) -%}
    slices.segment_type = {{ measured }}.segment_type
        and slices.segment_value = {{ measured }}.segment_value
        and slices.period_grain = {{ measured }}.period_grain
        and slices.period_start_date = {{ measured }}.period_start_date
{%- endmacro %}


{# A count: 0 where there was nothing to count, never null. #}
{% macro count_of(expression) -%}
    cast(coalesce({{ expression }}, 0) as bigint)
{%- endmacro %}


{# Counts of what was measured, each under its own name. #}
{% macro count_columns(measured) -%}
    {%- for name in varargs -%}
    {{ count_of(measured ~ '.' ~ name ~ '_count') }} as {{ name }}_count
    {%- if not loop.last %},
    {% endif %}
    {%- endfor -%}
{%- endmacro %}


{# Lengths of time that were measured, each under its own name and in that unit. #}
{% macro length_columns(measured, unit) -%}
    {%- for name in varargs -%}
    cast({{ measured }}.{{ name }}_{{ unit }} as double) as {{ name }}_{{ unit }}
    {%- if not loop.last %},
    {% endif %}
    {%- endfor -%}
{%- endmacro %}


{# A count beside its share of another count, both of what was measured. #}
{% macro count_and_share(measured, name, of) -%}
    {{ count_of(measured ~ '.' ~ name ~ '_count') }} as {{ name }}_count,
    {{ share(measured ~ '.' ~ name ~ '_count', measured ~ '.' ~ of) }} as {{ name }}_share
{%- endmacro %}


{# What holds only for weeks and months: a median of one day has no bounds worth a look. #}
{% macro unless_day(expression) -%}
    case when slices.period_grain <> 'day' then {{ expression }} end
{%- endmacro %}


{# What had happened by then: marts take nothing that is dated later. `known` is as_of_date
   for a column of days. #}
{% macro until_as_of(column, known='as_of_at') -%}
    {{ column }} <= (select {{ known }} from {{ ref('dim_as_of') }})
{%- endmacro %}


{# What ties the state of a segment member to the last day of a slice's period. #}
{% macro at_period_end(days) -%}
    slices.segment_type = {{ days }}.segment_type
        and slices.segment_value = {{ days }}.segment_value
        and slices.last_date = {{ days }}.calendar_date
{%- endmacro %}


{# What ties a cohort, by month of creation, to a slice of that month. #}
{% macro same_cohort(cohorts) -%}
    slices.segment_type = {{ cohorts }}.segment_type
        and slices.segment_value = {{ cohorts }}.segment_value
        and slices.period_grain = 'month'
        and slices.period_start_date = {{ cohorts }}.created_month
{%- endmacro %}


{# What became of a cohort, by month of creation: null for days and weeks. #}
{% macro cohort_columns(cohorts) -%}
    {%- set is_month -%}slices.period_grain = 'month'{%- endset -%}
    {%- set open_count = count_of(cohorts ~ '.conversation_count - ' ~ cohorts ~ '.event_count') -%}
    case when {{ is_month }} then {{ count_of(cohorts ~ '.conversation_count') }} end as created_cohort_count,
    case when {{ is_month }} then {{ open_count }} end as created_cohort_open_count,
    {{ cohorts }}.open_share as created_cohort_open_share,
    {{ cohorts }}.median_seconds / 3600 as created_cohort_median_hours
{%- endmacro %}


{# For a value that is counted, not estimated. #}
{% macro no_bounds() -%}
    cast(null as double) as kpi_low,
    cast(null as double) as kpi_high
{%- endmacro %}


{# The first columns of a mart. `statistic` takes another of its columns as the headline,
   with the bounds beside it, such as mean_hours, mean_low_hours and mean_high_hours. #}
{% macro headline_columns(statistic=none, unit=none) -%}
    segment_type, segment_value, segment_label, period_grain, period_start_date, is_partial,
        sample_size,
        {{ statistic ~ '_' ~ unit ~ ' as kpi_value' if statistic else 'kpi_value' }},
        {{ statistic ~ '_low_' ~ unit ~ ' as kpi_low' if statistic else 'kpi_low' }},
        {{ statistic ~ '_high_' ~ unit ~ ' as kpi_high' if statistic else 'kpi_high' }}
{%- endmacro %}


{# What ties a period of the whole desk to every slice of that period. #}
{% macro same_period(periods) -%}
    slices.period_grain = {{ periods }}.period_grain
        and slices.period_start_date = {{ periods }}.period_start_date
{%- endmacro %}


{# How often customers convert who had no conversation, and how much more often those who
   had one. #}
{% macro baseline_columns(measured, baselines) -%}
    {{ count_of(baselines ~ '.customer_day_count') }} as baseline_customer_day_count,
    {{ baselines }}.baseline_share,
    {{ share(measured ~ '.converted_count', measured ~ '.sample_size') }} - {{ baselines }}.baseline_share
        as difference_from_baseline
{%- endmacro %}


{# What was measured for the length of the slice's period, where each has a column. #}
{% macro of_grain(measured, column) -%}
    case slices.period_grain
        {%- for grain in ['day', 'week', 'month'] %}
        when '{{ grain }}' then {{ measured }}.{{ grain }}_{{ column }}
        {%- endfor %}
    end
{%- endmacro %}
