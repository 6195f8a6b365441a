-- One row per slice: how long customers wait for a human answer, by that answer's day.
{% set segments = ['source_system', 'channel', 'team', 'priority', 'agent'] %}
with

-- A wait that is still open counts as breached from the day on which its limit passed.
inbound_waits as (

    select * from {{ ref('fct_responses') }}
    where
        is_inbound
        and {{ until_as_of('coalesce(responded_at, limit_at)') }}
        and (wait_outcome in ('answered', 'open') or response_band = 'breached')

),

measured as (

    select
        {{ slice_columns('band_date', segments) }},
        count(response_seconds) as sample_size,
        {{ length_statistics('response_seconds', 60, 'minutes') }},
        {{ mean_limits('response_seconds', 60) }},
        avg(response_business_seconds) / 60 as business_mean_minutes,
        {{ band_counts() }}
    from inbound_waits
    group by {{ slice_groups('band_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.mean_minutes as kpi_value,
    {{ mean_bounds('measured') }},
    {{ length_columns('measured', 'minutes', 'median', 'percentile_90',
                      'business_mean') }},
    {{ band_shares('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'response_time'
