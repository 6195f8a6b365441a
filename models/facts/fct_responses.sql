-- One row per customer wait: from the first unanswered customer message to the human
-- reply that ended it, the closing without one, or still open. Threads of social
-- networks that no conversation tells of wait too.
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

credited_waits as (

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
        details.clock_issue
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
    left join {{ ref('int_conversation_moments_described') }} as details
        on dated_waits.conversation_key = details.conversation_key

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
        null as clock_issue
    from outside_conversations

),

timed_waits as (

    select
        *,
        {{ native_key('source_system', 'null') }} as unknown_key,
        {{ add_seconds(
            'waiting_since_at', var('response_limit_minutes') ~ ' * 60'
        ) }} as limit_at,
        case
            when {{ is_plausible_time('waiting_since_at') }}
                then {{ seconds_between('waiting_since_at', 'responded_at') }}
        end as seconds_to_response
    from credited_waits

),

measured_waits as (

    select
        *,
        case when seconds_to_response >= 0 then seconds_to_response end
            as response_seconds,
        case when seconds_to_response >= 0 then business_seconds end
            as response_business_seconds,
        -- Left over the limit without an answer is a breach, unless it was only thanks.
        wait_outcome in ('closed_without_reply', 'left_without_answer')
        and not is_acknowledgement as is_left_unanswered
    from timed_waits

),

message_responses as (

    select
        response_key,
        conversation_key,
        cast(wait_number as bigint) as wait_number,
        response_kind,
        source_system,
        channel,
        customer_key,
        coalesce(responder_key, unknown_key) as agent_key,
        team_key,
        priority,
        severity,
        waiting_since_at,
        ended_at,
        responded_at,
        limit_at,
        {{ reporting_date('waiting_since_at') }} as waiting_since_date,
        {{ reporting_date('responded_at') }} as responded_date,
        {{ reporting_date('coalesce(responded_at, limit_at)') }} as band_date,
        wait_outcome,
        response_seconds,
        response_business_seconds,
        case
            when response_seconds <= {{ var('response_target_minutes') }} * 60
                then 'on_target'
            when response_seconds <= {{ var('response_limit_minutes') }} * 60
                then 'within_limit'
            when
                response_seconds is not null
                or (is_left_unanswered and ended_at > limit_at)
                then 'breached'
        end as response_band,
        case
            when response_business_seconds <= {{ var('response_target_minutes') }} * 60
                then 'on_target'
            when response_business_seconds <= {{ var('response_limit_minutes') }} * 60
                then 'within_limit'
            when
                response_business_seconds is not null
                or (
                    is_left_unanswered
                    and business_seconds
                    > {{ var('response_limit_minutes') }} * 60
                )
                then 'breached'
        end as response_business_band,
        wait_number = 1 as is_first,
        has_bot_reply,
        is_acknowledgement,
        is_inbound,
        case
            when not {{ is_plausible_time('waiting_since_at') }}
                then 'implausibly_early'
            when seconds_to_response < 0 and is_opening then 'reply_before_creation'
            when seconds_to_response < 0 then 'reply_before_message'
            when ended_at is not null and business_seconds is null
                then clock_issue
        end as data_issue,
        {{ bucket_of('coalesce(conversation_key, response_key)') }}
            as conversation_bucket
    from measured_waits

),

responses as (

    select * from message_responses
    union all
    select * from {{ ref('int_social_responses_measured') }}

),

fct_responses as (

    select
        response_key,
        conversation_key,
        wait_number,
        response_kind,
        source_system,
        channel,
        customer_key,
        agent_key,
        team_key,
        priority,
        severity,
        waiting_since_at,
        ended_at,
        responded_at,
        limit_at,
        waiting_since_date,
        responded_date,
        band_date,
        wait_outcome,
        response_seconds,
        response_business_seconds,
        response_band,
        response_business_band,
        is_first,
        has_bot_reply,
        is_acknowledgement,
        is_inbound,
        data_issue,
        conversation_bucket
    from responses

)

select * from fct_responses
