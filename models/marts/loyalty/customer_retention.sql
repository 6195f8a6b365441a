-- One row per slice: the share of the customers at the start of a month who are still
-- there at its end.
{% set segments = ['plan'] %}
with

measured as (

    select
        {{ slice_columns('month_date', segments) }},
        {{ retention_counts() }}
    from {{ ref('fct_customer_months') }}
    where {{ until_as_of('month_date', 'as_of_date') }}
    group by {{ slice_groups('month_date', segments) }}

),

cohorts as (

    select
        {{ slice_columns('month_date', segments) }},
        {{ age_counts() }}
    from {{ ref('fct_customer_cohorts') }}
    where {{ until_as_of('month_date', 'as_of_date') }}
    group by {{ slice_groups('month_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.start_count') }} as sample_size,
    {{ share_with_bounds('measured.kept_count', 'measured.start_count') }},
    {{ retention_columns('measured') }},
    {{ age_columns('cohorts') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
left join cohorts on {{ same_slice('cohorts') }}
where slices.kpi = 'customer_retention'
