-- One row per slice: the share of satisfied answers, by the day of the answer.
{% set segments = ['source_system', 'channel', 'team', 'priority', 'agent'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'answered') as answer_count,
        count_if(event = 'answered' and is_satisfied) as satisfied_count,
        count_if(event = 'answered' and is_neutral) as neutral_count,
        count_if(event = 'answered' and is_dissatisfied) as dissatisfied_count,
        avg(case when event = 'answered' then normalised_score end) as mean_score,
        {{ scale_counts() }},
        {{ response_counts() }},
        count_if(event = 'resolved') as resolved_count,
        count_if(event = 'resolved' and is_asked) as offered_count,
        count_if(event = 'conversation_created') as created_answer_count,
        count_if(event = 'conversation_created' and is_satisfied)
            as created_satisfied_count
    from {{ ref('fct_survey_events') }}
    where kind = 'csat' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.answer_count') }} as sample_size,
    {{ share_with_bounds('measured.satisfied_count', 'measured.answer_count') }},
    {{ count_columns('measured', 'satisfied', 'neutral', 'dissatisfied',
                     'binary_satisfied', 'binary_answer', 'five_point_satisfied',
                     'five_point_answer', 'other_satisfied', 'other_answer') }},
    measured.mean_score as mean_normalised_score,
    {{ response_columns('measured') }},
    {{ offered_columns('measured') }},
    {{ created_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'customer_satisfaction'
