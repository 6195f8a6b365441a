-- One row per slice: promoters less detractors among the people of the desk, by the day
-- of the answer.
{% set segments = ['team'] %}
with

answers as (

    select * from {{ ref('fct_survey_events') }}
    where event = 'answered' and {{ until_as_of('event_date', 'as_of_date') }}

),

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(kind = 'agent_nps') as answer_count,
        count_if(kind = 'agent_nps' and score >= 9) as promoter_count,
        count_if(kind = 'agent_nps' and score <= 6) as detractor_count,
        count_if(kind = 'agent_satisfaction') as content_answer_count,
        count_if(kind = 'agent_satisfaction' and is_top_two) as top_two_count,
        1 + 4 * avg(case when kind = 'agent_satisfaction' then normalised_score end)
            as mean_score
    from answers
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.answer_count') }} as sample_size,
    {{ employee_score_columns('measured', 'days.headcount') }},
    {{ content_columns('measured') }},
    {{ count_of('days.headcount') }} as headcount,
    {{ at_most(1, share('measured.answer_count', 'days.headcount')) }} as response_rate
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join {{ ref('fct_headcount_days') }} as days on {{ at_period_end('days') }}
where slices.kpi = 'agent_satisfaction'
