-- One row per slice: how long callers are on hold, by the day of the call.
{% set segments = ['source_system', 'team', 'agent'] %}
{% set held_seconds = 'case when is_held then hold_seconds end' %}
with

-- A call whose hold nobody exported says nothing, and counts in no column.
answered_calls as (

    select * from {{ ref('fct_calls') }}
    where is_valid and outcome = 'answered' and {{ until_as_of('started_at') }}

),

measured as (

    select
        {{ slice_columns('started_date', segments) }},
        count(hold_seconds) as answered_count,
        count_if(is_held) as held_count,
        avg({{ held_seconds }}) as mean_seconds,
        {{ mean_limits(held_seconds, 1) }},
        avg(hold_seconds) as per_answered_call_seconds,
        max(coalesce(longest_hold_seconds, hold_seconds)) as longest_hold_seconds,
        sum(hold_seconds) filter (where handle_seconds is not null) as hold_seconds,
        sum(handle_seconds) as handle_seconds
    from answered_calls
    group by {{ slice_groups('started_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.held_count') }} as sample_size,
    measured.mean_seconds as kpi_value,
    {{ mean_bounds('measured') }},
    {{ count_of('measured.answered_count') }} as answered_count,
    {{ share('measured.held_count', 'measured.answered_count') }} as held_share,
    {{ length_columns('measured', 'seconds', 'per_answered_call', 'longest_hold',
                      'hold', 'handle') }},
    {{ share('measured.hold_seconds', 'measured.handle_seconds') }} as hold_share
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'hold_time'
