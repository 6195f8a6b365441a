-- One row per Zendesk call: whether anybody answered it, how it ended, and whether it
-- entered a queue.
with

calls as (

    select
        *,
        coalesce(
            logged_end_at,
            case
                when duration_seconds >= 0
                    then {{ add_seconds('started_at', 'duration_seconds') }}
            end
        ) as ended_at
    from {{ ref('int_zendesk_calls_current') }}

),

-- What a voicemail records is no answer, and a menu answers nothing. A call that
-- somebody talked on was answered, however it ended.
answers as (

    select
        *,
        coalesce(talk_seconds > 0, false)
        or coalesce(completion_status = 'abandoned_on_hold', false)
        or (
            coalesce(time_to_answer_seconds >= 0, false)
            and agent_id is not null
            and not is_voicemail
            and coalesce(completion_status, 'completed') = 'completed'
        ) as is_answered
    from calls

),

int_zendesk_calls_judged as (

    select
        call_id,
        ticket_id,
        agent_id,
        customer_id,
        group_id,
        direction,
        completion_status,
        queue_name,
        line,
        dialled_number,
        duration_seconds,
        wait_seconds,
        time_to_answer_seconds,
        talk_seconds,
        hold_seconds,
        wrap_up_seconds,
        consultation_seconds,
        menu_seconds,
        call_charge,
        is_callback,
        is_voicemail,
        is_overflowed,
        is_outside_business_hours,
        is_queue_time_exceeded,
        started_at,
        logged_end_at,
        transfer_count,
        ended_at,
        is_answered,
        case
            when is_answered then 'answered'
            when is_callback and direction = 'inbound' then 'callback'
            when
                is_voicemail
                or completion_status in ('completed_voicemail', 'pending_voicemail')
                then 'voicemail'
            when completion_status like 'abandoned%' then 'abandoned'
            -- A partner may log no more than that there was a call.
            when completion_status is not null or talk_seconds is not null
                then 'missed'
        end as outcome,
        case
            when completion_status = 'abandoned_in_ivr' then 'menu'
            when completion_status = 'abandoned_in_queue' then 'queue'
            when completion_status = 'abandoned_on_hold' then 'hold'
            when completion_status = 'abandoned_in_voicemail' then 'voicemail'
        end as abandoned_in,
        -- Who did not wait at all was sent elsewhere before any queue; who hung up in
        -- the queue was in it, were it for less than a second.
        direction = 'inbound'
        and coalesce(completion_status <> 'abandoned_in_ivr', true)
        and (
            is_answered
            or coalesce(completion_status = 'abandoned_in_queue', false)
            or coalesce(wait_seconds > 0, false)
        ) as is_queued
    from answers

)

select * from int_zendesk_calls_judged
