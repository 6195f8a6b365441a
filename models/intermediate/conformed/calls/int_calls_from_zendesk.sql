-- One row per Zendesk call, in the shape of every telephone system's.
with

-- A conversation that no export holds is none to belong to.
conversations as (

    select distinct ticket_id
    from {{ ref('stg_zendesk__tickets') }}

),

calls as (

    select
        *,
        coalesce(menu_seconds, 0) as seconds_before_queue,
        coalesce(wait_seconds, 0) as seconds_in_queue,
        coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0) as seconds_connected
    from {{ ref('int_zendesk_calls_judged') }}

),

-- Zendesk has seconds and no moments: an answer is dated from the beginning, a
-- customer's answer of a call of ours from its end.
answered as (

    select
        *,
        case
            when outcome = 'answered' and time_to_answer_seconds >= 0
                then {{ add_seconds('started_at', 'time_to_answer_seconds') }}
            when outcome = 'answered' and direction = 'inbound'
                then {{ add_seconds(
                    'started_at', 'seconds_before_queue + seconds_in_queue'
                ) }}
            when outcome = 'answered'
                then greatest(
                    started_at,
                    coalesce(
                        {{ add_seconds('ended_at', '-seconds_connected') }}, started_at
                    )
                )
        end as answered_at
    from calls

),

-- Who was answered, or hung up in the queue, entered it the wait before that. Where the
-- wait is not told, the queue follows the menu.
queued as (

    select
        *,
        case
            when not is_queued then null
            when wait_seconds >= 0 and outcome = 'answered'
                then greatest(
                    started_at, {{ add_seconds('answered_at', '-wait_seconds') }}
                )
            when wait_seconds >= 0 and abandoned_in = 'queue' and ended_at is not null
                then greatest(
                    started_at, {{ add_seconds('ended_at', '-wait_seconds') }}
                )
            else {{ add_seconds('started_at', 'seconds_before_queue') }}
        end as queued_at
    from answered

),

placed as (

    select
        queued.*,
        conversations.ticket_id as exported_id
    from queued
    left join conversations on queued.ticket_id = conversations.ticket_id

),

int_calls_from_zendesk as (

    select
        ---------- ids
        {{ native_key("'zendesk'", 'call_id') }} as call_key,
        'zendesk' as source_system,
        case
            when exported_id is not null
                then {{ native_link("'zendesk'", 'ticket_id') }}
        end as conversation_key,
        {{ native_link("'zendesk'", 'customer_id') }} as customer_key,
        case
            when outcome = 'answered' or direction = 'outbound'
                then {{ native_link("'zendesk'", 'agent_id') }}
        end as agent_key,
        {{ native_link("'zendesk'", 'group_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as transferred_to_team_key,

        ---------- strings
        coalesce(direction, 'inbound') as direction,
        coalesce(queue_name, line) as queue,
        outcome,
        abandoned_in,
        dialled_number as tracked_number,

        ---------- timestamps
        started_at,
        queued_at,
        case
            when outcome = 'answered' then answered_at
            when abandoned_in = 'queue'
                then coalesce(
                    ended_at, {{ add_seconds('queued_at', 'seconds_in_queue') }}
                )
            else {{ add_seconds('queued_at', 'seconds_in_queue') }}
        end as left_queue_at,
        answered_at,
        ended_at,

        ---------- numerics
        hold_seconds,
        cast(null as double) as longest_hold_seconds,
        talk_seconds,
        wrap_up_seconds,
        consultation_seconds,
        menu_seconds,
        call_charge,
        transfer_count,

        ---------- booleans
        ticket_id is not null and exported_id is null as is_conversation_missing,
        is_callback and direction = 'outbound' as is_callback,
        is_overflowed,
        is_outside_business_hours,
        is_queue_time_exceeded

    from placed

)

select * from int_calls_from_zendesk
