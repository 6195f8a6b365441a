-- One row per Zendesk call: its newest version, and what its legs tell.
with

calls as (

    select *
    from {{ ref('stg_zendesk__calls') }}
    qualify row_number() over (
        partition by call_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

legs as (

    select *
    from {{ ref('stg_zendesk__call_legs') }}
    qualify row_number() over (
        partition by leg_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

-- The agent who talked first has answered; a transfer stands on the leg that it came
-- from, on the leg that it went to, or on both.
legs_by_call as (

    select
        call_id,
        min_by(
            agent_id,
            {{ ordered_by("coalesce(created_at, timestamp '1970-01-01')", 'leg_id') }}
        ) filter (where leg_type = 'agent' and talk_seconds > 0)
            as answering_agent_id,
        greatest(count(transferred_from_id), count(transferred_to_id))
            as transfer_count
    from legs
    group by call_id

),

int_zendesk_calls_current as (

    select
        calls.call_id,
        calls.ticket_id,
        coalesce(legs_by_call.answering_agent_id, calls.agent_id) as agent_id,
        calls.customer_id,
        calls.group_id,
        calls.direction,
        calls.completion_status,
        calls.queue_name,
        calls.line,
        calls.dialled_number,
        calls.duration_seconds,
        calls.wait_seconds,
        calls.time_to_answer_seconds,
        calls.talk_seconds,
        calls.hold_seconds,
        calls.wrap_up_seconds,
        calls.consultation_seconds,
        calls.menu_seconds,
        calls.call_charge,
        calls.is_callback,
        calls.is_voicemail,
        calls.is_overflowed,
        calls.is_outside_business_hours,
        calls.is_queue_time_exceeded,
        calls.started_at,
        calls.logged_end_at,
        coalesce(legs_by_call.transfer_count, 0) as transfer_count
    from calls
    left join legs_by_call on calls.call_id = legs_by_call.call_id

)

select * from int_zendesk_calls_current
