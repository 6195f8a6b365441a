-- One row per social thread and day that a KPI counts it by: asked, first answered,
-- solved.
with

threads as (

    select
        *,
        is_valid and not is_outbound as is_inbound
    from {{ ref('fct_social_threads') }}

),

events as (

    select
        'asked' as event,
        threads.asked_at as event_at,
        threads.asked_date as event_date,
        threads.*
    from threads
    where
        threads.asked_at is not null
        -- Who takes back a question before anybody answers asks nothing.
        and (
            not threads.is_question_deleted
            or threads.first_staff_post_at is not null
            or threads.is_solved
        )

    union all

    select
        'staff_posted' as event,
        threads.first_staff_post_at as event_at,
        threads.first_staff_post_date as event_date,
        threads.*
    from threads
    where threads.first_staff_post_at is not null

    union all

    select
        'solved' as event,
        threads.solved_at as event_at,
        threads.solved_date as event_date,
        threads.*
    from threads
    where threads.is_solved

),

fct_social_events as (

    select
        thread_key || '|' || event as social_event_key,
        event,
        event_at,
        event_date,
        thread_key,
        source_system,
        network,
        is_valid,
        is_inbound,
        first_staff_post_seconds,
        solution_seconds,
        solved_at,
        sentiment_change,
        sentiment_outcome
    from events

)

select * from fct_social_events
