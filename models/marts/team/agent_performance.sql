-- One row per slice: the share of active agents whose work was reviewed, by the day of
-- the answer or the review.
{% set segments = ['team', 'agent'] %}
with

people as (

    select
        {{ slice_columns('event_date', segments) }},
        bool_or(event = 'reply') as is_active,
        count_if(is_counted_evaluation) >= {{ var('least_evaluations') }}
            as is_evaluated
    from {{ ref('fct_agent_events') }}
    where {{ until_as_of('event_at') }}
    group by {{ slice_groups('event_date', segments, also='person_key') }}

),

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        {{ evaluation_counts() }}
    from {{ ref('fct_agent_events') }}
    where {{ until_as_of('event_at') }}
    group by {{ slice_groups('event_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('count_if(people.is_active)') }} as sample_size,
    {{ share_with_bounds(
        'count_if(people.is_active and people.is_evaluated)',
        'count_if(people.is_active)'
    ) }},
    {{ evaluation_columns('people', 'measured') }}
from {{ ref('dim_slices') }} as slices
left join people on {{ same_slice('people') }}
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'agent_performance'
group by {{ slice_keys() }}
