-- One row per slice: the mean of satisfaction, recommendation and ease, by the month of
-- the answers.
{% set segments = ['plan'] %}
with

measured as (

    select
        {{ slice_columns('event_date', segments) }},
        count_if(kind = 'csat') as csat_answer_count,
        count_if(kind = 'csat' and is_satisfied) as satisfied_count,
        count_if(kind = 'nps') as nps_answer_count,
        count_if(kind = 'nps' and score >= 9) as promoter_count,
        count_if(kind = 'nps' and score <= 6) as detractor_count,
        count_if(kind = 'ces') as ces_answer_count,
        count(*) filter (where kind = 'ces' and 3 * normalised_score >= 2) as easy_count
    from {{ ref('fct_survey_events') }}
    where event = 'answered' and {{ until_as_of('event_date', 'as_of_date') }}
    group by {{ slice_groups('event_date', segments) }}

),

people as (

    select
        {{ slice_columns('month_date', segments) }},
        {{ agreement_counts() }}
    from {{ ref('fct_customer_months') }}
    where is_active_at_end and {{ until_as_of('month_date', 'as_of_date') }}
    group by {{ slice_groups('month_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ loyalty_columns('measured') }},
    {{ count_columns('people', 'complete_customer', 'agreeing_customer') }},
    {{ share('people.agreeing_customer_count', 'people.complete_customer_count') }}
        as agreeing_share
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join people on {{ same_slice('people') }}
where slices.kpi = 'customer_loyalty'
