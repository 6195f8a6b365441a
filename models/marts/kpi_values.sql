-- One row per KPI, statistic and slice: the headline values of all marts, stacked.
with

values_of_all_marts as (

    {% for kpi in [
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
        'customer_satisfaction',
        'net_promoter_score',
        'conversion_rate',
        'articles_read',
        'article_reading_time',
        'contacts_from_articles',
        'solution_endorsements',
        'social_time_to_solution',
        'sentiment_change',
        'bot_containment',
    ] -%}
    select
        '{{ kpi }}' as kpi,
        cast(null as {{ dbt.type_string() }}) as statistic,
        {{ headline_columns() }}
    from {{ ref(kpi) }}
    union all
    {% endfor -%}

    -- The mean stands beside the median, whose skewed other half it shows.
    select
        'resolution_time' as kpi,
        'mean' as statistic,
        {{ headline_columns('mean', 'hours') }}
    from {{ ref('resolution_time') }}

)

select
    stacked.kpi,
    coalesce(stacked.statistic, catalog.headline) as statistic,
    {{ slice_keys('stacked') }},
    stacked.sample_size,
    stacked.kpi_value,
    stacked.kpi_low,
    stacked.kpi_high
from values_of_all_marts as stacked
inner join {{ ref('kpi_catalog') }} as catalog on stacked.kpi = catalog.kpi
