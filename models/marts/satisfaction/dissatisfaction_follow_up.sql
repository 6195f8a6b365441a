-- One row per slice: the share of dissatisfied answers that the desk followed up within
-- the window, by the day of the answer.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

answers as (

    select
        *,
        {{ until_as_of('window_ends_at') }} as is_mature,
        coalesce({{ until_as_of('followed_up_at') }}, false) as is_followed_up
    from {{ ref('fct_survey_follow_ups') }}
    where {{ until_as_of('answered_at') }}

),

measured as (

    select
        {{ slice_columns('answered_date', segments) }},
        count_if(is_mature) as sample_size,
        count_if(is_mature and is_followed_up_in_window) as followed_up_count,
        count_if(is_mature and not is_followed_up) as never_count,
        median(
            cast(follow_up_seconds as double)
        ) filter (where is_mature and is_followed_up) / 3600 as median_hours,
        count_if(not is_mature) as immature_count
    from answers
    group by {{ slice_groups('answered_date', segments) }}

)

select
    {{ slice_keys() }},
    {{ count_of('measured.sample_size') }} as sample_size,
    {{ share_with_bounds('measured.followed_up_count', 'measured.sample_size') }},
    {{ count_of('measured.followed_up_count') }} as followed_up_count,
    {{ count_and_share('measured', 'never', of='sample_size') }},
    measured.median_hours,
    {{ count_of('measured.immature_count') }} as immature_count
from {{ ref('dim_slices') }} as slices
left join measured on {{ same_slice('measured') }}
where slices.kpi = 'dissatisfaction_follow_up'
