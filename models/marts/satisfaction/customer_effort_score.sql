-- One row per slice: the share of answers that it was easy, by the day of the answer.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
{% set easy = '3 * normalised_score >= 2' %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'answered') as answer_count,
        count(*) filter (where event = 'answered' and {{ easy }}) as easy_count,
        {{ counts_on_scale('seven_point', 'scale_steps = 7', easy, 'easy') }},
        {{ counts_on_scale('other', 'scale_steps <> 7', easy, 'easy') }},
        7 - avg(steps_below_best) filter (where event = 'answered' and scale_steps = 7)
            as mean_score,
        avg(case when event = 'answered' then normalised_score end)
            as mean_normalised_score,
        {{ response_counts() }}
    from {{ ref('fct_survey_events') }}
    where kind = 'ces' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.answer_count') }} as sample_size,
    {{ share_with_bounds('measured.easy_count', 'measured.answer_count') }},
    {{ count_columns('measured', 'easy', 'seven_point_answer', 'seven_point_easy',
                     'other_answer', 'other_easy') }},
    measured.mean_score,
    measured.mean_normalised_score,
    {{ response_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'customer_effort_score'
