{# The KPIs that have a mart, in the order of their families. #}
{% macro kpi_marts() -%}
    {{ return([
        'conversation_volume',
        'backlog',
        'requests_per_agent',
        'response_time',
        'first_response_time',
        'response_time_by_severity',
        'response_by_requested_time',
        'chat_wait_time',
        'longest_queue_delay',
        'hold_time',
        'abandonment_rate',
        'sla_attainment',
        'resolution_time',
        'longest_resolution_time',
        'first_contact_resolution',
        'contacts_to_resolution',
        'repeat_contact_rate',
        'reopen_rate',
        'escalation_rate',
        'acknowledged_solutions',
        'rephrase_requests',
        'customer_satisfaction',
        'overall_satisfaction',
        'net_promoter_score',
        'customer_effort_score',
        'expectations_met',
        'agent_satisfaction',
        'dissatisfaction_follow_up',
        'complaints',
        'unresolved_complaint_rate',
        'complaint_resolution_time',
        'conversion_rate',
        'referral_growth',
        'customer_retention',
        'lost_customers',
        'articles_read',
        'article_reading_time',
        'contacts_from_articles',
        'solution_endorsements',
        'social_time_to_solution',
        'sentiment_change',
        'agent_performance',
        'bot_containment',
        'customer_loyalty',
    ]) }}
{%- endmacro %}


{# The first day of the period before. #}
{% macro previous_period_start(grain, start_date) -%}
    case {{ grain }}
        when 'day' then {{ start_date }} - interval '1 day'
        when 'week' then {{ start_date }} - interval '7 days'
        else {{ start_date }} - interval '1 month'
    end
{%- endmacro %}


{# What a line of the scorecard is known by, and the value that it publishes. `prefix`
   names the table, with its dot, where there are several. #}
{% macro line_key(prefix='') -%}
    {%- for part in ['kpi', 'statistic', 'segment_type', 'segment_value', 'period_grain'] -%}
    {{ prefix }}{{ part }} || '|' || {% endfor -%}
    cast({{ prefix }}period_start_date as {{ dbt.type_string() }})
{%- endmacro %}


{# Whether a change is more than the two samples' noise. Null where one has no bounds. #}
{% macro is_beyond_noise(now, before) -%}
    abs({{ now }}.kpi_value - {{ before }}.kpi_value) > sqrt(
        power(({{ now }}.kpi_high - {{ now }}.kpi_low) / 2, 2)
        + power(({{ before }}.kpi_high - {{ before }}.kpi_low) / 2, 2)
    )
{%- endmacro %}


{# The source that a slice is about: its own, where it is split by source. #}
{% macro source_of(slices) -%}
    case when {{ slices }}.segment_type = 'source_system' then {{ slices }}.segment_value else 'all' end
{%- endmacro %}


{# The target of a slice: its own, else the KPI's. #}
{% macro target_of(column) -%}
    case
        when compared.statistic <> catalog.headline then null
        when targets.kpi is not null then targets.{{ column }}
        else catalog.{{ column }}
    end
{%- endmacro %}


{# A text of the catalogue: of the KPI, or of its mean where the line is that. #}
{% macro text_of_line(column) -%}
    case when compared.statistic <> catalog.headline then catalog.mean_{{ column }} else catalog.{{ column }} end as {{ column }}
{%- endmacro %}


{# The columns of the scorecard after its key. #}
{% macro scorecard_columns() -%}
    compared.kpi,
    compared.statistic,
    catalog.family,
    {{ text_of_line('label_en') }},
    {{ text_of_line('label_es') }},
    {{ text_of_line('label_ca') }},
    {{ text_of_line('definition_en') }},
    {{ text_of_line('definition_es') }},
    {{ text_of_line('definition_ca') }},
    catalog.unit,
    catalog.direction,
    catalog.dated_by,
    {{ slice_keys('compared') }},
    compared.sample_size,
    compared.kpi_value,
    compared.kpi_low,
    compared.kpi_high,
    compared.previous_value,
    compared.change,
    compared.is_change_beyond_noise,
    {{ target_of('target') }} as target,
    {{ target_of('limit_value') }} as limit_value,
    catalog.baseline,
    case
        when gaps.kpi is not null then 'stream_missing'
        when compared.kpi_value is null then 'no_data'
        when {{ target_of('target') }} is null then 'no_target'
        when catalog.direction = 'lower_is_better' and compared.kpi_value <= {{ target_of('target') }} then 'on_target'
        when catalog.direction = 'higher_is_better' and compared.kpi_value >= {{ target_of('target') }} then 'on_target'
        when catalog.direction = 'lower_is_better' and compared.kpi_value <= {{ target_of('limit_value') }} then 'within_limit'
        when catalog.direction = 'higher_is_better' and compared.kpi_value >= {{ target_of('limit_value') }} then 'within_limit'
        else 'breached'
    end as status,
    catalog.definition_version
{%- endmacro %}
