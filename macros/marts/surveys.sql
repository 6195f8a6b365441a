{# Who was asked and how many of them answered. #}
{% macro response_counts() -%}
    count_if(event = 'asked') as asked_count,
        count_if(event = 'asked' and is_answered) as response_count
{%- endmacro %}


{# The same as columns of a mart, with the share, by the day of the question. #}
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


{# How many answers lie in each fifth of their scale, from the worst to the best. #}
{% macro distribution_counts() -%}
    {%- for fifth in ['lowest', 'low', 'middle', 'high', 'highest'] %}
        count(*) filter (
            where event = 'answered'
            and floor(5 * (scale_steps - 1 - steps_below_best) / scale_steps) = {{ loop.index0 }}
        ) as {{ fifth }}_count
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The same as columns of a mart. #}
{% macro distribution_columns(measured) -%}
    {%- for fifth in ['lowest', 'low', 'middle', 'high', 'highest'] -%}
    {{ count_of(measured ~ '.' ~ fifth ~ '_count') }} as {{ fifth }}_count
    {{- ',\n    ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# Answers, and those that a condition holds for, on a scale of so many steps. #}
{% macro counts_on_scale(scale, condition, hits, answers) -%}
    count(*) filter (where event = 'answered' and {{ condition }}) as {{ scale }}_answer_count,
        count(*) filter (where event = 'answered' and {{ condition }} and {{ hits }}) as {{ scale }}_{{ answers }}_count
{%- endmacro %}


{# The answers in the upper two steps of their scale, and the mean on a scale of five. #}
{% macro top_two_columns(measured) -%}
    {%- for name in ['top_two', 'five_point_answer', 'five_point_top_two'] -%}
    {{ count_of(measured ~ '.' ~ name ~ '_count') }} as {{ name }}_count,
    {% endfor -%}
    {{ measured }}.mean_score,
    {{ at_least(1, measured ~ '.mean_low') }} as mean_low_score,
    {{ at_most(5, measured ~ '.mean_high') }} as mean_high_score
{%- endmacro %}


{# To how many rounds of the survey the answers belong, and the last of them by name. #}
{% macro wave_columns(measured) -%}
    {{ count_of(measured ~ '.wave_count') }} as wave_count,
    {{ measured }}.last_wave
{%- endmacro %}


{# How far expectations were met, of the answers. #}
{% macro expectation_counts() -%}
    {%- for level in ['exceeded', 'met', 'partly', 'not_met'] %}
        count_if(event = 'answered' and expectation = '{{ level }}') as {{ level }}_count
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The same as columns of a mart that is grouped by its slice, with the share that were met
   or exceeded as its headline. #}
{% macro expectation_columns(measured) -%}
    {%- set met = '(max(' ~ measured ~ '.exceeded_count) + max(' ~ measured ~ '.met_count))' -%}
    {%- set answers = 'max(' ~ measured ~ '.answer_count)' -%}
    {{ share_with_bounds(met, answers) }},
    {{ count_of(met) }} as met_or_exceeded_count,
    {%- for level in ['exceeded', 'met', 'partly', 'not_met'] %}
    {{ count_of('max(' ~ measured ~ '.' ~ level ~ '_count)') }} as {{ level }}_count,
    {%- endfor %}
    {{ share('max(' ~ measured ~ '.exceeded_count)', answers) }} as exceeded_share
{%- endmacro %}


{# The severities that have a response rate of their own; what a desk calls otherwise, and
   none, are other. #}
{% macro severities() -%}
    {{ return(['urgent', 'high', 'normal', 'low', 'other']) }}
{%- endmacro %}


{# How many were asked, and answered, about conversations of each severity. #}
{% macro severity_counts() -%}
    {%- for severity in severities() %}
        {%- set is_of_severity -%}
            {%- if severity == 'other' -%} asked_severity not in ('urgent', 'high', 'normal', 'low')
            {%- else -%} asked_severity = '{{ severity }}' {%- endif -%}
        {%- endset %}
        count(*) filter (where event = 'asked' and {{ is_of_severity }}) as {{ severity }}_asked_count,
        count(*) filter (where event = 'asked' and is_answered and {{ is_of_severity }}) as {{ severity }}_response_count
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The response rate of all questions and by severity, of a mart that is grouped by its
   slice. #}
{% macro severity_columns(measured) -%}
    {%- for prefix in [''] + severities() -%}
    {%- set stem = prefix ~ '_' if prefix else '' -%}
    {%- set asked = 'max(' ~ measured ~ '.' ~ stem ~ 'asked_count)' -%}
    {%- set answered = 'max(' ~ measured ~ '.' ~ stem ~ 'response_count)' -%}
    {{ count_of(asked) }} as {{ stem }}asked_count,
    {{ count_of(answered) }} as {{ stem }}response_count,
    {{ share(answered, asked) }} as {{ stem }}response_rate
    {{- ',\n    ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The options of one part of a question with how often each was chosen, the most frequent
   first, as in "speed: 12, friendliness: 7". #}
{% macro listed_options(options, part) %}{{ return(adapter.dispatch('listed_options')(options, part)) }}{% endmacro %}

{% macro duckdb__listed_options(options, part) -%}
    string_agg(
        {{ options }}.option_name || ': ' || cast({{ options }}.answer_count as varchar), ', '
        order by {{ options }}.answer_count desc, {{ options }}.option_name
    ) filter (where {{ options }}.part = '{{ part }}')
{%- endmacro %}

{% macro spark__listed_options(options, part) -%}
    nullif(array_join(transform(
        array_sort(collect_list(
            case when {{ options }}.part = '{{ part }}' then struct(-{{ options }}.answer_count, {{ options }}.option_name) end
        )),
        chosen -> concat(chosen.option_name, ': ', cast(-chosen.col1 as string))
    ), ', '), '')
{%- endmacro %}


{# What is said of a group, unless it is so small that it would tell who said what. #}
{% macro unless_few(value, answers) -%}
    case when {{ answers }} >= {{ var('least_group_size') }} then {{ value }} end
{%- endmacro %}


{# What the promoter score of the desk's own people is made of. Those asked are all there
   are, so that the interval shrinks to nothing as everybody answers. #}
{% macro employee_score_columns(measured, headcount) -%}
    {%- set promoters -%}{{ unless_few(measured ~ '.promoter_count', measured ~ '.answer_count') }}{%- endset -%}
    {%- set detractors -%}{{ unless_few(measured ~ '.detractor_count', measured ~ '.answer_count') }}{%- endset -%}
    {%- set answers = measured ~ '.answer_count' -%}
    {%- set score = '100 * ' ~ share(promoters ~ ' - ' ~ detractors, answers) -%}
    {%- set part = finite_population(answers, headcount) -%}
    {{ score }} as kpi_value,
    {{ score }} - {{ part }} * ({{ score }} - {{ net_promoter_low(promoters, detractors, answers) }}) as kpi_low,
    {{ score }} + {{ part }} * ({{ net_promoter_high(promoters, detractors, answers) }} - {{ score }}) as kpi_high,
    coalesce({{ answers }} between 1 and {{ var('least_group_size') }} - 1, false) as is_hidden,
    cast({{ promoters }} as bigint) as promoter_count,
    cast({{ answers }} - {{ promoters }} - {{ detractors }} as bigint) as passive_count,
    cast({{ detractors }} as bigint) as detractor_count
{%- endmacro %}


{# How content the desk's own people are, unless too few say so. #}
{% macro content_columns(measured) -%}
    {{ count_of(measured ~ '.content_answer_count') }} as content_answer_count,
    cast({{ unless_few(measured ~ '.top_two_count', measured ~ '.content_answer_count') }} as bigint) as top_two_count,
    {{ share(unless_few(measured ~ '.top_two_count', measured ~ '.content_answer_count'), measured ~ '.content_answer_count') }} as top_two_share,
    {{ unless_few(measured ~ '.mean_score', measured ~ '.content_answer_count') }} as mean_score
{%- endmacro %}
