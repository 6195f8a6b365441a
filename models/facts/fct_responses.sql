-- One row per customer wait: from the first unanswered customer message to the human
-- reply that ended it, the closing without one, or still open. Threads of social
-- networks that no conversation tells of wait too.
with

-- How soon the severity at the question asks for an answer.
waits_with_targets as (

    select
        waits.*,
        deadlines.clock as severity_clock,
        deadlines.target_seconds as severity_seconds,
        deadlines.calendar_seconds as severity_calendar_seconds,
        deadlines.due_at as severity_due_at
    from {{ ref('int_waits_credited') }} as waits
    left join {{ ref('int_severity_deadlines_set') }} as deadlines
        on
            waits.conversation_key = deadlines.conversation_key
            and waits.wait_number = deadlines.wait_number

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
    from waits_with_targets

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

responses as (

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
        business_limit_at,
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
        severity_due_at,
        {{ reporting_date('coalesce(responded_at, severity_due_at)') }}
            as severity_date,
        case
            when severity_clock = 'business' and response_business_seconds is not null
                then response_business_seconds <= severity_seconds
            when response_seconds is not null
                then response_seconds <= severity_calendar_seconds
            when is_left_unanswered and ended_at > severity_due_at then false
        end as is_within_severity_target,
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

-- Threads of social networks have been measured by rules of their own.
fct_responses as (

    select * from responses
    union all
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
        cast(null as timestamp) as business_limit_at,
        waiting_since_date,
        responded_date,
        band_date,
        wait_outcome,
        response_seconds,
        response_business_seconds,
        response_band,
        response_business_band,
        severity_due_at,
        severity_date,
        is_within_severity_target,
        is_first,
        has_bot_reply,
        is_acknowledgement,
        is_inbound,
        data_issue,
        conversation_bucket
    from {{ ref('int_social_responses_measured') }}

)

select * from fct_responses
