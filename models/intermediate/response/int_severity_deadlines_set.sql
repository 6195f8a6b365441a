-- One row per customer wait at hand whose severity has a target: how long an answer may
-- take and, where none came, until when.
with

targets as (

    select * from {{ ref('severity_targets') }}

),

waits as (

    select
        waits.*,
        greatest(waits.waiting_since_at, conversations.created_at) as asked_at
    from {{ ref('int_waits_paired') }} as waits
    inner join {{ ref('int_conversations_unioned') }} as conversations
        on waits.conversation_key = conversations.conversation_key

),

targeted_waits as (

    select
        waits.conversation_key,
        waits.wait_number,
        waits.waiting_since_at,
        waits.responded_at,
        targets.clock,
        targets.target_minutes * 60 as target_seconds,
        targets.minutes_without_hours * 60 as calendar_seconds
    from waits
    inner join {{ ref('int_states_tracked') }} as states
        on
            waits.conversation_key = states.conversation_key
            and waits.asked_at >= states.valid_from_at
            and waits.asked_at < {{ or_never('states.valid_to_at') }}
    inner join targets on lower(trim(states.severity)) = targets.severity

),

open_hours as (

    select * from {{ ref('int_open_hours_accumulated') }}

),

-- Hours are those of the schedule that applied when the wait began. What was answered
-- has its business seconds to be judged by.
unanswered_in_business_hours as (

    select
        targeted_waits.conversation_key,
        targeted_waits.wait_number,
        spells.schedule_key,
        open_hours.open_seconds_before
        + {{ seconds_between(
            'open_hours.starts_at',
            'least(targeted_waits.waiting_since_at, open_hours.open_until_at)'
        ) }}
        + targeted_waits.target_seconds as open_seconds_at_end
    from targeted_waits
    inner join {{ ref('int_schedule_spells_assigned') }} as spells
        on
            targeted_waits.conversation_key = spells.conversation_key
            and targeted_waits.waiting_since_at
            >= coalesce(spells.valid_from_at, targeted_waits.waiting_since_at)
            and targeted_waits.waiting_since_at < {{ or_never('spells.valid_to_at') }}
    inner join open_hours
        on
            spells.schedule_key = open_hours.schedule_key
            and cast(targeted_waits.waiting_since_at as date) = open_hours.utc_date
            and targeted_waits.waiting_since_at >= open_hours.starts_at
            and targeted_waits.waiting_since_at
            < {{ or_never('open_hours.next_starts_at') }}
    where targeted_waits.clock = 'business' and targeted_waits.responded_at is null

),

ends_in_business_hours as (

    select
        waits.conversation_key,
        waits.wait_number,
        {{ add_seconds(
            'open_hours.starts_at',
            'waits.open_seconds_at_end - open_hours.open_seconds_before'
        ) }} as due_at
    from unanswered_in_business_hours as waits
    left join open_hours
        on
            waits.schedule_key = open_hours.schedule_key
            and waits.open_seconds_at_end > open_hours.open_seconds_before
            and waits.open_seconds_at_end <= open_hours.open_seconds_before
            + {{ seconds_between('open_hours.starts_at', 'open_hours.open_until_at') }}

),

int_severity_deadlines_set as (

    select
        targeted_waits.conversation_key,
        targeted_waits.wait_number,
        targeted_waits.clock,
        targeted_waits.target_seconds,
        targeted_waits.calendar_seconds,
        case
            when targeted_waits.responded_at is not null then null
            when
                ends.due_at
                <= targeted_waits.waiting_since_at + interval '30 days'
                then ends.due_at
            when ends.conversation_key is not null then null
            else {{ add_seconds(
                'targeted_waits.waiting_since_at', 'targeted_waits.calendar_seconds'
            ) }}
        end as due_at
    from targeted_waits
    left join ends_in_business_hours as ends
        on
            targeted_waits.conversation_key = ends.conversation_key
            and targeted_waits.wait_number = ends.wait_number

)

select * from int_severity_deadlines_set
