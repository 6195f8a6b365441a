-- One row per slice: promoters less detractors, by the day of the answer.
{% set segments = ['plan', 'source_system'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'answered') as answer_count,
        count_if(event = 'answered' and score >= 9) as promoter_count,
        count_if(event = 'answered' and score <= 6) as detractor_count,
        {{ response_counts() }}
    from {{ ref('fct_survey_events') }}
    where kind = 'nps' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.answer_count') }} as sample_size,
    100 * {{ share(
        'measured.promoter_count - measured.detractor_count',
        'measured.answer_count'
    ) }} as kpi_value,
    {{ nps_columns(
        'measured.promoter_count', 'measured.detractor_count', 'measured.answer_count'
    ) }},
    {{ response_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'net_promoter_score'
