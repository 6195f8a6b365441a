-- One row per slice: the answers in the upper two steps of the question how satisfied
-- customers are with the company, by the day of the answer.
{% set segments = ['plan'] %}
{% set score = "case when event = 'answered' then 1 + 4 * normalised_score end" %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'answered') as answer_count,
        count_if(event = 'answered' and is_top_two) as top_two_count,
        {{ counts_on_scale('five_point', 'scale_steps = 5', 'is_top_two', 'top_two') }},
        {{ distribution_counts() }},
        avg({{ score }}) as mean_score,
        {{ mean_limits(score, 1) }},
        count(distinct case when event = 'answered' then wave end) as wave_count,
        max_by(wave, {{ ordered_by('event_date', 'wave') }}) filter (
            where event = 'answered' and wave is not null
        ) as last_wave,
        {{ response_counts() }}
    from {{ ref('fct_survey_events') }}
    where kind = 'overall' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.answer_count') }} as sample_size,
    {{ share_with_bounds('measured.top_two_count', 'measured.answer_count') }},
    {{ top_two_columns('measured') }},
    {{ distribution_columns('measured') }},
    {{ wave_columns('measured') }},
    {{ response_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'overall_satisfaction'
