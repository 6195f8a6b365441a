-- One row per slice: time from a public question to its solution, by the day of that.
{% set segments = ['source_system'] %}
with

social_events as (

    select
        *,
        case when event = 'solved' then solution_seconds end as seconds,
        case when event = 'staff_posted' then first_staff_post_seconds end
            as staff_seconds,
        coalesce({{ until_as_of('solved_at') }}, false) as is_solved_by_now
    from {{ ref('fct_social_events') }}
    where is_inbound and {{ until_as_of('event_at') }}

),

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count(seconds) as sample_size,
        {{ median('seconds') }} / 60 as median_minutes,
        {{ median_limits('seconds', 60) }},
        {{ percentile_90('seconds') }} / 60 as percentile_90_minutes,
        count(*) filter (where seconds <= 3600) as within_an_hour_count,
        count(staff_seconds) as staff_posted_count,
        {{ median('staff_seconds') }} / 60 as first_staff_post_minutes,
        count_if(event = 'asked') as asked_count,
        count_if(event = 'asked' and not is_solved_by_now) as unsolved_count
    from social_events
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.median_minutes as kpi_value,
    {{ median_bounds('measured') }},
    measured.percentile_90_minutes,
    {{ solution_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'social_time_to_solution'
