-- One row per slice: how long customers wait in a chat, by the day of its request.
{% set segments = ['source_system', 'team'] %}
with

measured as (

    select
        {{ slice_columns('requested_date', segments) }},
        count(*) as chat_count,
        count_if(is_missed) as missed_count,
        count(total_wait_seconds) as served_count,
        avg(total_wait_seconds) as mean_seconds,
        {{ mean_limits('total_wait_seconds', 1) }},
        avg(first_wait_seconds) as mean_first_wait,
        sum(total_wait_seconds) / nullif(sum(response_count), 0) as mean_turn_wait,
        max(longest_wait_seconds) as longest_wait,
        avg(case when is_missed then unanswered_wait_seconds end) as mean_missed_wait,
        sum(total_wait_seconds) as total_wait,
        sum(case when total_wait_seconds is not null then duration_seconds end)
            as total_duration
    from {{ ref('fct_chats') }}
    where is_valid and not is_offline_message and {{ until_as_of('requested_at') }}
    group by {{ slice_groups('requested_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.served_count') }} as sample_size,
    measured.mean_seconds as kpi_value,
    {{ mean_bounds('measured') }},
    {{ count_of('measured.chat_count') }} as chat_count,
    {{ count_and_share('measured', 'missed', of='chat_count') }},
    {% for seconds in ['mean_first_wait', 'mean_turn_wait', 'mean_missed_wait',
                       'longest_wait', 'total_wait', 'total_duration'] -%}
    cast(measured.{{ seconds }} as double) as {{ seconds }}_seconds,
    {% endfor -%}
    {{ share('measured.total_wait', 'measured.total_duration') }} as wait_share
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'chat_wait_time'
