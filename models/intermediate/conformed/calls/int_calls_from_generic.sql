-- One row per call of the generic layout, in the shape of every telephone system's.
with

-- A conversation that no export holds is none to belong to.
conversations as (

    select distinct conversation_id
    from {{ ref('stg_generic__conversations') }}

),

newest_versions as (

    select
        *,
        case
            when
                native_outcome in (
                    'answered', 'abandoned', 'missed', 'voicemail', 'callback'
                )
                then native_outcome
            when native_outcome is not null then null
            when answered_at is not null then 'answered'
            when ended_at is not null and queued_at is not null then 'abandoned'
        end as outcome
    from {{ ref('stg_generic__calls') }}
    qualify row_number() over (
        partition by call_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

answered as (

    select
        *,
        case
            when outcome = 'answered'
                then coalesce(
                    answered_at,
                    {{ add_seconds(
                        'coalesce(queued_at, started_at)', 'coalesce(queue_seconds, 0)'
                    ) }}
                )
        end as connected_at
    from newest_versions

),

-- A call that was abandoned without ever queuing was not offered to anybody; any other
-- has been in the queue, from its beginning where nothing tells since when.
queued as (

    select
        *,
        case
            when direction <> 'inbound' then null
            when queued_at is not null then queued_at
            when outcome = 'answered' and queue_seconds >= 0
                then {{ add_seconds('connected_at', '-queue_seconds') }}
            when outcome <> 'abandoned' then started_at
        end as entered_queue_at
    from answered

),

placed as (

    select
        queued.*,
        conversations.conversation_id as exported_id
    from queued
    left join conversations on queued.conversation_id = conversations.conversation_id

),

int_calls_from_generic as (

    select
        ---------- ids
        {{ native_key("'generic'", 'call_id') }} as call_key,
        'generic' as source_system,
        case
            when exported_id is not null
                then {{ native_link("'generic'", 'conversation_id') }}
        end as conversation_key,
        {{ native_link("'generic'", 'customer_id') }} as customer_key,
        case
            when outcome = 'answered' or direction = 'outbound'
                then {{ native_link("'generic'", 'agent_id') }}
        end as agent_key,
        {{ native_link("'generic'", 'team_id') }} as team_key,
        {{ native_link("'generic'", 'transferred_to_team_id') }}
            as transferred_to_team_key,

        ---------- strings
        direction,
        queue,
        outcome,
        case
            when outcome = 'abandoned' and entered_queue_at is not null then 'queue'
            when outcome = 'abandoned' then 'menu'
        end as abandoned_in,
        tracked_number,

        ---------- timestamps
        started_at,
        entered_queue_at as queued_at,
        case
            when outcome = 'answered' then connected_at
            when outcome = 'abandoned' and ended_at is not null then ended_at
            when outcome is not null and queue_seconds >= 0
                then {{ add_seconds('entered_queue_at', 'queue_seconds') }}
            else ended_at
        end as left_queue_at,
        connected_at as answered_at,
        ended_at,

        ---------- numerics
        hold_seconds,
        longest_hold_seconds,
        talk_seconds,
        wrap_up_seconds,
        cast(null as double) as consultation_seconds,
        cast(null as double) as menu_seconds,
        cast(null as double) as call_charge,
        case when transferred_to_team_id is not null then 1 else 0 end
            as transfer_count,

        ---------- booleans
        conversation_id is not null and exported_id is null as is_conversation_missing,
        false as is_callback,
        false as is_overflowed,
        false as is_outside_business_hours,
        false as is_queue_time_exceeded

    from placed

)

select * from int_calls_from_generic
