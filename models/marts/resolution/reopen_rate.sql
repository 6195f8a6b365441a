-- One row per slice: the share of resolutions that were reopened within the window, by
-- the day of the resolution.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

counted_resolutions as (

    select
        *,
        {{ until_as_of('reopen_window_ends_at') }} as is_mature
    from {{ ref('fct_resolutions') }}
    where is_counted and {{ until_as_of('resolved_at') }}

),

measured as (

    select
        {{ slice_columns('resolved_date', segments) }},
        count_if(is_mature) as sample_size,
        count_if(is_mature and is_reopened_in_window) as reopened_count,
        count_if(is_mature and soft_reopen_count > 0) as soft_reopened_count,
        count_if(not is_mature) as immature_count
    from counted_resolutions
    group by {{ slice_groups('resolved_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.reopened_count', 'measured.sample_size') }},
    {{ count_of('measured.reopened_count') }} as reopened_count,
    {{ count_and_share('measured', 'soft_reopened', of='sample_size') }},
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'reopen_rate'
