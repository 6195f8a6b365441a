-- One row per slice: the longest wait in a queue, by the day of entering the queue.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set waits_by_grain = [('day', 'day_end_seconds'), ('week', 'week_end_seconds'),
                         ('month', 'month_end_seconds')] %}
with

-- Who still waits counts by the age that the wait had when the period ended.
measured as (

    select
        {{ slice_columns('entered_date', segments) }},
        {% for grain, waited in waits_by_grain -%}
        cast(max({{ waited }}) as double) / 60 as {{ grain }}_longest,
        {{ percentile_95(waited) }} / 60 as {{ grain }}_percentile_95,
        max_by(
            queue_wait_key, {{ ordered_by(waited, 'queue_wait_key') }}
        ) filter (where {{ waited }} is not null) as {{ grain }}_queue_wait_key,
        {% endfor -%}
        count(month_end_seconds) as wait_count,
        count_if(queue_outcome = 'waiting') as still_waiting_count,
        count(*) - count(month_end_seconds) as flagged_count
    from {{ ref('fct_queue_waits') }}
    where {{ until_as_of('entered_at') }}
    group by {{ slice_groups('entered_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.wait_count') }} as sample_size,
    {{ of_grain('measured', 'longest') }} as kpi_value,
    {{ no_bounds() }},
    {{ of_grain('measured', 'percentile_95') }} as percentile_95_minutes,
    {{ count_columns('measured', 'still_waiting', 'flagged') }},
    waits.queue_wait_key,
    waits.queue,
    waits.conversation_key,
    waits.customer_key,
    waits.agent_key
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_queue_waits') }} as waits
    on {{ of_grain('measured', 'queue_wait_key') }} = waits.queue_wait_key
where slices.kpi = 'longest_queue_delay'
