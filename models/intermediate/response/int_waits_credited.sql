-- One row per customer wait, of a conversation at hand or of none, with what it is
-- credited to: team and priority at the reply, severity at the question.
with

waits as (

    select * from {{ ref('int_waits_paired') }}

),

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

states as (

    select * from {{ ref('int_states_tracked') }}

),

business as (

    select * from {{ ref('int_intervals_timed') }}
    where interval_name = 'wait'

),

limits as (

    select * from {{ ref('int_business_limits_found') }}

),

clock_issues as (

    select * from {{ ref('int_clock_issues_found') }}

),

outside_conversations as (

    select * from {{ ref('int_waits_outside_conversations') }}

),

dated_waits as (

    select
        waits.*,
        conversations.source_system,
        conversations.channel,
        conversations.customer_key,
        validity.is_valid and not conversations.is_outbound as is_inbound,
        greatest(waits.waiting_since_at, conversations.created_at) as wait_moment_at,
        greatest(
            coalesce(waits.responded_at, waits.waiting_since_at),
            conversations.created_at
        ) as credited_moment_at
    from waits
    inner join conversations on waits.conversation_key = conversations.conversation_key
    inner join validity on waits.conversation_key = validity.conversation_key

),

int_waits_credited as (

    select
        dated_waits.conversation_key || '#'
        || cast(dated_waits.wait_number as {{ dbt.type_string() }}) as response_key,
        dated_waits.conversation_key,
        dated_waits.wait_number,
        dated_waits.response_kind,
        dated_waits.source_system,
        dated_waits.channel,
        dated_waits.customer_key,
        dated_waits.responder_key,
        credited.team_key,
        credited.priority,
        asked.severity,
        dated_waits.waiting_since_at,
        dated_waits.ended_at,
        dated_waits.responded_at,
        dated_waits.wait_outcome,
        dated_waits.is_opening,
        dated_waits.has_bot_reply,
        dated_waits.is_acknowledgement,
        dated_waits.is_inbound,
        business.business_seconds,
        limits.business_limit_at,
        clock_issues.clock_issue
    from dated_waits
    left join states as credited
        on
            dated_waits.conversation_key = credited.conversation_key
            and dated_waits.credited_moment_at >= credited.valid_from_at
            and dated_waits.credited_moment_at < {{ or_never('credited.valid_to_at') }}
    left join states as asked
        on
            dated_waits.conversation_key = asked.conversation_key
            and dated_waits.wait_moment_at >= asked.valid_from_at
            and dated_waits.wait_moment_at < {{ or_never('asked.valid_to_at') }}
    left join business
        on
            dated_waits.conversation_key = business.conversation_key
            and dated_waits.wait_number = business.interval_number
    left join limits
        on
            dated_waits.conversation_key = limits.conversation_key
            and dated_waits.wait_number = limits.wait_number
    left join clock_issues
        on dated_waits.conversation_key = clock_issues.conversation_key

    union all

    -- No conversation gives these a priority, or the hours of a schedule.
    select
        response_key,
        null as conversation_key,
        1 as wait_number,
        response_kind,
        source_system,
        channel,
        customer_key,
        responder_key,
        team_key,
        'none' as priority,
        'none' as severity,
        waiting_since_at,
        ended_at,
        responded_at,
        wait_outcome,
        false as is_opening,
        false as has_bot_reply,
        false as is_acknowledgement,
        true as is_inbound,
        null as business_seconds,
        null as business_limit_at,
        null as clock_issue
    from outside_conversations

)

select * from int_waits_credited
