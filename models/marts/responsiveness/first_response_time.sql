-- One row per slice: time to the first human answer, by the day of that answer.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set by_now = until_as_of('first_human_response_at') %}
with

answered_conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and first_response_seconds is not null and {{ by_now }}

),

measured as (

    select
        {{ slice_columns('first_response_date', segments, at='first_response') }},
        count(*) as sample_size,
        {{ length_statistics('first_response_seconds', 60, 'minutes') }},
        {{ median_limits('first_response_seconds', 60) }},
        {{ median('first_response_business_seconds') }} / 60 as business_minutes,
        {{ median('first_bot_response_seconds') }} / 60 as bot_minutes,
        {{ median('first_response_after_handover_seconds') }} / 60 as handover_minutes,
        count_if(is_answered_by_bot_first) as answered_by_bot_first_count
    from answered_conversations
    group by {{ slice_groups('first_response_date', segments, at='first_response') }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_minutes as kpi_value,
    {{ median_bounds('measured') }},
    {{ length_columns('measured', 'minutes', 'mean', 'percentile_90', 'business', 'bot',
                      'handover') }},
    {{ count_and_share('measured', 'answered_by_bot_first', of='sample_size') }},
    {{ count_of('days.unanswered_count') }} as still_unanswered_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_backlog_days') }} as days on {{ at_period_end('days') }}
where slices.kpi = 'first_response_time'
