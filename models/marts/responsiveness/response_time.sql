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
        avg(response_seconds) / 60 as mean_minutes,
        {{ mean_limits('response_seconds', 60) }},
        {{ median('response_seconds') }} / 60 as median_minutes,
        {{ percentile_90('response_seconds') }} / 60 as percentile_90_minutes,
        avg(response_business_seconds) / 60 as business_mean_minutes,
        {{ band_counts() }}
    from inbound_waits
    group by {{ slice_groups('band_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    measured.mean_minutes as kpi_value,
    measured.mean_low as kpi_low,
    measured.mean_high as kpi_high,
    measured.median_minutes,
    measured.percentile_90_minutes,
    measured.business_mean_minutes,
    {{ band_shares('measured') }}
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'response_time'
