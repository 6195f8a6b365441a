-- One row per day on which anything happened in the exports: how many rows, and the
-- last.
with

happenings as (

    select * from {{ ref('int_conversation_rows_unioned') }}
    where happened_at is not null

),

int_event_days_counted as (

    select
        cast(happened_at as date) as event_date,
        count(*) as row_count,
        max(happened_at) as last_at
    from happenings
    group by cast(happened_at as date)

)

select * from int_event_days_counted
