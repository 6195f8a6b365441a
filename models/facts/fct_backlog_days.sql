-- One row per day and segment member: the backlog at the day's end, and what moved it.
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

changes as (

    select * from {{ ref('fct_backlog_changes') }}
    where
        changed_at <= (select as_of.as_of_at from as_of)
        -- What is dated implausibly early is in no number.
        and coalesce(
            created_at >= (select as_of.first_event_at from as_of), true
        )

),

changes_by_day as (

    select
        {{ slice_columns('changed_date', segments) }},
        sum(backlog_change) as backlog_count,
        sum(case when status = 'new' then backlog_change else 0 end) as new_count,
        sum(case when status = 'open' then backlog_change else 0 end) as open_count,
        sum(case when status = 'snoozed' then backlog_change else 0 end)
            as snoozed_count,
        sum(case when status = 'waiting_customer' then backlog_change else 0 end)
            as waiting_customer_count,
        sum(case when status = 'waiting_other' then backlog_change else 0 end)
            as waiting_other_count,
        sum(case when is_unassigned then backlog_change else 0 end) as unassigned_count,
        sum(case when is_awaiting_reply then backlog_change else 0 end)
            as awaiting_reply_count,
        -- Whose customer waits for a first answer. A source without messages, and what
        -- an agent wrote down and the customer has not, have nobody who waits.
        sum(
            case
                when is_awaiting_reply and not is_answered and not is_outbound
                    then backlog_change
                else 0
            end
        ) as unanswered_count,
        count_if(reason = 'created') as created_count,
        count_if(reason = 'reopened') as reopened_count,
        count_if(reason = 'resolved') as resolved_count,
        count_if(reason in ('cancelled', 'removed')) as left_otherwise_count,
        count_if(is_team_move and backlog_change = 1) as team_moved_in_count,
        count_if(is_team_move and backlog_change = -1) as team_moved_out_count,
        count_if(is_priority_move and backlog_change = 1) as priority_moved_in_count,
        count_if(is_priority_move and backlog_change = -1) as priority_moved_out_count
    from changes
    group by {{ slice_groups('changed_date', segments) }}
    having period_grain = 'day'

),

members as (

    select
        segment_type,
        segment_value
    from changes_by_day
    group by segment_type, segment_value

),

dates as (

    select calendar_date from {{ ref('dim_dates') }}

),

every_day as (

    select
        members.segment_type,
        members.segment_value,
        dates.calendar_date
    from members
    cross join dates

),

ages as (

    select
        {{ slice_columns('snapshot_date', segments) }},
        median(cast(age_seconds as double)) as median_age_seconds,
        max(cast(age_seconds as double)) as oldest_age_seconds,
        count_if(is_snooze_overdue) as snooze_overdue_count
    from {{ ref('fct_backlog_snapshots') }}
    group by {{ slice_groups('snapshot_date', segments) }}
    having period_grain = 'day'

),

snapshot_days as (

    select days.calendar_date
    from {{ ref('dim_dates') }} as days
    cross join as_of
    where days.is_snapshot_day or days.calendar_date = as_of.as_of_date

),

fct_backlog_days as (

    select
        every_day.segment_type || '|' || every_day.segment_value
        || '@' || cast(every_day.calendar_date as {{ dbt.type_string() }})
            as backlog_day_key,
        every_day.segment_type,
        every_day.segment_value,
        every_day.calendar_date,
        {% for measure in [
            'backlog_count', 'new_count', 'open_count', 'snoozed_count',
            'waiting_customer_count', 'waiting_other_count', 'unassigned_count',
            'awaiting_reply_count', 'unanswered_count',
        ] -%}
        cast(sum(coalesce(changes_by_day.{{ measure }}, 0)) over so_far as bigint)
            as {{ measure }},
        {% endfor -%}
        cast(coalesce(changes_by_day.created_count, 0) as bigint) as created_count,
        cast(coalesce(changes_by_day.reopened_count, 0) as bigint) as reopened_count,
        cast(coalesce(changes_by_day.resolved_count, 0) as bigint) as resolved_count,
        cast(coalesce(changes_by_day.left_otherwise_count, 0) as bigint)
            as left_otherwise_count,
        cast(coalesce(case every_day.segment_type
            when 'team' then changes_by_day.team_moved_in_count
            when 'priority' then changes_by_day.priority_moved_in_count
        end, 0) as bigint) as moved_in_count,
        cast(coalesce(case every_day.segment_type
            when 'team' then changes_by_day.team_moved_out_count
            when 'priority' then changes_by_day.priority_moved_out_count
        end, 0) as bigint) as moved_out_count,
        -- A desk that is younger than four weeks is divided by the days that it has.
        sum(coalesce(changes_by_day.resolved_count, 0)) over last_28_days
        / cast(count(*) over last_28_days as double) as resolved_per_day,
        ages.median_age_seconds,
        ages.oldest_age_seconds,
        case
            when snapshot_days.calendar_date is not null
                then cast(coalesce(ages.snooze_overdue_count, 0) as bigint)
        end as snooze_overdue_count
    from every_day
    left join changes_by_day
        on
            every_day.segment_type = changes_by_day.segment_type
            and every_day.segment_value = changes_by_day.segment_value
            and every_day.calendar_date = changes_by_day.period_start_date
    left join ages
        on
            every_day.segment_type = ages.segment_type
            and every_day.segment_value = ages.segment_value
            and every_day.calendar_date = ages.period_start_date
    left join snapshot_days on every_day.calendar_date = snapshot_days.calendar_date
    window
        so_far as (
            partition by every_day.segment_type, every_day.segment_value
            order by every_day.calendar_date
            rows between unbounded preceding and current row
        ),
        last_28_days as (
            partition by every_day.segment_type, every_day.segment_value
            order by every_day.calendar_date
            rows between 27 preceding and current row
        )

)

select * from fct_backlog_days
