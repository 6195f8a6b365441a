-- One row per slice: the share of answers that expectations were met, by the day of the
-- answer.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(event = 'answered') as answer_count,
        {{ expectation_counts() }},
        {{ severity_counts() }},
        {{ response_counts() }}
    from {{ ref('fct_survey_events') }}
    where kind = 'expectations' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

),

options as (

    select
        {{ slice_columns('answered_date', segments) }},
        part,
        option_name,
        count(*) as answer_count
    from {{ ref('fct_survey_options') }}
    where kind = 'expectations' and {{ until_as_of('answered_date', 'as_of_date') }}
    group by {{ slice_groups('answered_date', segments, also='part, option_name') }}

)

select
    {{ slice_keys() }},
    {{ count_of('max(measured.answer_count)') }} as sample_size,
    {{ expectation_columns('measured') }},
    {{ listed_options('options', 'expected') }} as expected_options,
    {{ listed_options('options', 'improvement') }} as improvement_options,
    {{ severity_columns('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join options on {{ same_slice('options') }}
where slices.kpi = 'expectations_met'
group by {{ slice_keys() }}
