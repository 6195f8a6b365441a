-- One row per slice: conversations that are not resolved at the end of the period.
with

moves as (

    select
        {{ slice_keys() }},
        slices.last_date,
        sum(days.created_count + days.reopened_count) as entered_count,
        sum(days.resolved_count + days.left_otherwise_count) as left_count
    from {{ ref('dim_slices') }} as slices
    left join {{ ref('fct_backlog_days') }} as days
        on
            slices.segment_type = days.segment_type
            and slices.segment_value = days.segment_value
            and days.calendar_date between slices.period_start_date and slices.last_date
    where slices.kpi = 'backlog'
    group by {{ slice_keys() }}, slices.last_date

)

select
    {{ slice_keys() }},
    {{ count_of('days.backlog_count') }} as sample_size,
    cast({{ count_of('days.backlog_count') }} as double) as kpi_value,
    {{ no_bounds() }},
    {{ count_columns('days', 'new', 'open', 'snoozed', 'waiting_customer',
                     'waiting_other', 'unassigned', 'awaiting_reply') }},
    cast(
        case
            when days.backlog_count is null then 0
            else days.snooze_overdue_count
        end as bigint
    ) as snooze_overdue_count,
    days.median_age_seconds / 3600 as median_age_hours,
    days.oldest_age_seconds / 3600 as oldest_age_hours,
    {{ share('days.backlog_count', 'days.resolved_per_day') }} as days_of_backlog,
    {{ count_columns('slices', 'entered', 'left') }}
from moves as slices
left join {{ ref('fct_backlog_days') }} as days on {{ at_period_end('days') }}
