-- One row per telephone call.
with

calls as (

    select * from {{ ref('int_calls_unioned') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

-- Who is in a queue now: in it, not out of it, and not for longer than anybody would.
described as (

    select
        calls.*,
        {{ native_key('calls.source_system', 'null') }} as unknown_key,
        conversations.customer_key as conversation_customer_key,
        conversations.created_team_key as conversation_team_key,
        coalesce(conversations.priority, 'none') as priority,
        coalesce(not conversations.is_test and not conversations.is_spam, true)
            as is_valid,
        {{ seconds_between('calls.queued_at', 'as_of.as_of_at') }}
            as seconds_until_as_of
    from calls
    cross join as_of
    left join conversations on calls.conversation_key = conversations.conversation_key

),

fct_calls as (

    select
        call_key,
        source_system,
        'phone' as channel,
        direction,
        queue,
        conversation_key,
        coalesce(customer_key, conversation_customer_key, unknown_key) as customer_key,
        coalesce(agent_key, unknown_key) as agent_key,
        coalesce(team_key, conversation_team_key, unknown_key) as team_key,
        transferred_to_team_key,
        priority,
        tracked_number,
        started_at,
        queued_at,
        left_queue_at,
        answered_at,
        ended_at,
        {{ reporting_date('started_at') }} as started_date,
        {{ reporting_date('queued_at') }} as queued_date,
        outcome,
        abandoned_in,
        queue_seconds,
        case
            when
                is_offered
                and left_queue_at is null
                and seconds_until_as_of
                between 0 and {{ var('longest_queue_minutes') }} * 60
                then seconds_until_as_of
            else queue_seconds
        end as queue_seconds_so_far,
        case
            when
                is_offered
                and outcome = 'answered'
                and queue_seconds <= {{ var('longest_queue_minutes') }} * 60
                then queue_seconds
        end as answer_seconds,
        hold_seconds,
        longest_hold_seconds,
        talk_seconds,
        wrap_up_seconds,
        case
            when outcome = 'answered'
                then
                    talk_seconds
                    + hold_seconds
                    + coalesce(wrap_up_seconds, 0)
        end as handle_seconds,
        consultation_seconds,
        menu_seconds,
        call_charge,
        transfer_count,
        direction = 'inbound' as is_inbound,
        is_valid,
        is_offered,
        is_short_abandon,
        is_offered and coalesce(outcome = 'abandoned', false) and not is_short_abandon
            as is_abandoned,
        is_offered
        and left_queue_at is null
        and seconds_until_as_of
        between 0 and {{ var('longest_queue_minutes') }} * 60 as is_waiting,
        coalesce(hold_seconds > 0, false) as is_held,
        is_callback,
        is_overflowed,
        is_outside_business_hours,
        is_queue_time_exceeded,
        case
            when data_issue is not null then data_issue
            when
                is_offered
                and left_queue_at is null
                and seconds_until_as_of > {{ var('longest_queue_minutes') }} * 60
                then 'end_missing'
        end as data_issue,
        {{ bucket_of('coalesce(conversation_key, call_key)') }} as conversation_bucket
    from described

)

select * from fct_calls
