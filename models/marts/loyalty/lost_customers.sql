-- One row per slice: how many customers were lost, by the month of the end of service.
{% set segments = ['plan'] %}
with

measured as (

    select
        {{ slice_columns('month_date', segments) }},
        count_if(is_active_at_start) as start_count,
        count_if(is_lost) as lost_count,
        count_if(is_lost and lost_reason = 'voluntary') as voluntary_count,
        count_if(is_lost and lost_reason = 'payment_failed') as involuntary_count,
        count_if(is_lost and lost_reason = 'inactive') as inactive_count,
        count_if(is_lost and contact_count_so_far > 0) as after_contact_count,
        count_if(is_lost and complaint_count_so_far > 0) as after_complaint_count,
        count(*) filter (where is_lost and last_csat >= 0.75) as though_satisfied_count,
        count(*) filter (where is_lost and last_csat < 0.5) as dissatisfied_count,
        sum(amount_at_start) filter (where is_lost) as lost_amount
    from {{ ref('fct_customer_months') }}
    where {{ until_as_of('month_date', 'as_of_date') }}
    group by {{ slice_groups('month_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.lost_count') }} as sample_size,
    cast({{ count_of('measured.lost_count') }} as double) as kpi_value,
    {{ no_bounds() }},
    {{ count_of('measured.start_count') }} as start_count,
    {{ share('measured.lost_count', 'measured.start_count') }} as lost_share,
    {{ count_columns('measured', 'voluntary', 'involuntary', 'inactive') }},
    {{ count_and_share('measured', 'after_contact', of='lost_count') }},
    {{ count_and_share('measured', 'after_complaint', of='lost_count') }},
    {{ count_columns('measured', 'though_satisfied', 'dissatisfied') }},
    measured.lost_amount
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'lost_customers'
