-- One row per slice: how the mood of who asked changes, by the day of the solution.
{% set segments = ['source_system'] %}
with

solved_threads as (

    select * from {{ ref('fct_social_events') }}
    where event = 'solved' and is_valid and {{ until_as_of('event_at') }}

),

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count(*) as solved_count,
        count(sentiment_change) as known_count,
        avg(sentiment_change) as mean_change,
        {{ mean_limits_within('sentiment_change', -2, 2) }},
        count(*) filter (where sentiment_outcome = 'improved') as improved_count,
        count(*) filter (where sentiment_outcome = 'same') as same_count,
        count(*) filter (where sentiment_outcome = 'worse') as worse_count
    from solved_threads
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.known_count') }} as sample_size,
    measured.mean_change as kpi_value,
    {{ mean_bounds('measured') }},
    {% for outcome in ['improved', 'same', 'worse'] -%}
    {{ count_and_share('measured', outcome, of='known_count') }},
    {% endfor -%}
    {{ count_of('measured.solved_count') }} as solved_count,
    {{ share('measured.known_count', 'measured.solved_count') }} as coverage
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'sentiment_change'
