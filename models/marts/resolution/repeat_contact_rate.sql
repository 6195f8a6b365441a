-- One row per slice: the share of customers who were back about the same within the
-- window, by the day of the contact.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

contacts as (

    select
        *,
        {{ until_as_of('repeat_window_ends_at') }} as is_mature
    from {{ ref('fct_contacts') }}
    where {{ until_as_of('contacted_at') }}

),

measured as (

    select
        {{ slice_columns('contacted_date', segments) }},
        count(distinct case when is_mature then person_key end) as sample_size,
        count(distinct case when is_mature and is_repeated then person_key end)
            as returned_count,
        count_if(is_mature) as contact_count,
        count_if(is_mature and is_repeated) as repeated_count,
        count(case when is_mature then handle_seconds end) as handled_count,
        avg(case when is_mature then handle_seconds end) / 60 as mean_handle_minutes,
        count_if(not is_mature) as immature_count
    from contacts
    group by {{ slice_groups('contacted_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.returned_count', 'measured.sample_size') }},
    {{ count_columns('measured', 'returned', 'contact') }},
    {{ count_and_share('measured', 'repeated', of='contact_count') }},
    {{ count_of('measured.handled_count') }} as handled_count,
    measured.mean_handle_minutes,
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'repeat_contact_rate'
