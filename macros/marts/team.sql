{# Conversations answered and reviewed, and what came out of the reviews that count. #}
{% macro evaluation_counts() -%}
    count(distinct case when event = 'reply' then conversation_key end) as handled_conversation_count,
        count(distinct case when is_counted_evaluation then conversation_key end) as evaluated_conversation_count,
        count_if(is_counted_evaluation) as evaluation_count,
        avg(score_share) as mean_score,
        count(has_passed) as judged_count,
        count(*) filter (where has_passed) as passed_count,
        count(*) filter (where has_critical_error) as critical_error_count,
        count(calibration_gap) as calibration_count,
        avg(calibration_gap) as mean_calibration_gap
{%- endmacro %}


{# The same as columns of a mart that is grouped by its slice, with the people of it. #}
{% macro evaluation_columns(people, measured) -%}
    {{ count_of('count_if(' ~ people ~ '.is_active and ' ~ people ~ '.is_evaluated)') }} as evaluated_agent_count,
    {%- for name in ['handled_conversation', 'evaluated_conversation', 'evaluation', 'judged', 'passed', 'critical_error',
                     'calibration'] %}
    {{ count_of('max(' ~ measured ~ '.' ~ name ~ '_count)') }} as {{ name }}_count,
    {%- endfor %}
    {{ share('max(' ~ measured ~ '.evaluated_conversation_count)', 'max(' ~ measured ~ '.handled_conversation_count)') }} as evaluated_per_handled_conversation,
    max({{ measured }}.mean_score) as mean_score,
    {{ share('max(' ~ measured ~ '.passed_count)', 'max(' ~ measured ~ '.judged_count)') }} as pass_rate,
    {{ share('max(' ~ measured ~ '.critical_error_count)', 'max(' ~ measured ~ '.evaluation_count)') }} as critical_error_rate,
    max({{ measured }}.mean_calibration_gap) as mean_calibration_gap
{%- endmacro %}
