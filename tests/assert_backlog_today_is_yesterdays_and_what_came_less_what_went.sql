-- One row per slice and day on which the backlog is not yesterday's with what came and
-- without what went.
with

days as (

    select
        *,
        coalesce(lag(backlog_count) over (
            partition by segment_type, segment_value order by calendar_date
        ), 0) as backlog_before
    from {{ ref('fct_backlog_days') }}

)

select
    segment_type,
    segment_value,
    calendar_date,
    backlog_before,
    backlog_count
from days
where
    backlog_count
    <> backlog_before
    + created_count
    + reopened_count
    + moved_in_count
    - resolved_count
    - left_otherwise_count
    - moved_out_count
