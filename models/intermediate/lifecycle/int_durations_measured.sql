-- One row per conversation at hand: how long its response and its resolutions took, and
-- what is wrong with its times.
with

resolutions as (

    select * from {{ ref('int_resolutions_summarised') }}

),

clock_issues as (

    select * from {{ ref('int_clock_issues_found') }}

),

business as (

    select
        conversation_key,
        max(case when interval_name = 'first_response' then business_seconds end)
            as first_response_business_seconds,
        max(case when interval_name = 'first_resolution' then business_seconds end)
            as first_resolution_business_seconds,
        max(case when interval_name = 'full_resolution' then business_seconds end)
            as full_resolution_business_seconds
    from {{ ref('int_intervals_timed') }}
    where interval_name <> 'wait'
    group by conversation_key

),

-- Nothing is counted from a date that cannot be, such as the 1970 of an empty one.
times as (

    select
        conversations.conversation_key,
        case
            when {{ is_plausible_time('conversations.created_at') }}
                then conversations.created_at
        end as created_at,
        case
            when {{ is_plausible_time('messages.conversation_started_at') }}
                then messages.conversation_started_at
        end as started_at,
        messages.first_bot_response_at,
        messages.handed_over_at,
        messages.first_human_response_at
    from {{ ref('int_conversations_unioned') }} as conversations
    left join {{ ref('int_message_counts_summarised') }} as messages
        on conversations.conversation_key = messages.conversation_key

),

measured as (

    select
        times.conversation_key,
        times.created_at is null as is_creation_implausible,
        {{ seconds_between('times.started_at', 'times.first_human_response_at') }}
            as first_response_seconds,
        {{ seconds_between('times.started_at', 'times.first_bot_response_at') }}
            as first_bot_response_seconds,
        {{ seconds_between('times.handed_over_at', 'times.first_human_response_at') }}
            as after_handover_seconds,
        case
            when not resolutions.is_first_resolution_estimated
                then {{ seconds_between(
                    'times.created_at', 'resolutions.first_resolved_at'
                ) }}
        end as first_resolution_seconds,
        case
            when
                resolutions.is_resolved
                and not resolutions.is_last_resolution_estimated
                then {{ seconds_between(
                    'times.created_at', 'resolutions.last_resolved_at'
                ) }}
        end as full_resolution_seconds,
        coalesce(
            resolutions.is_first_resolution_estimated
            or resolutions.is_last_resolution_estimated,
            false
        ) as is_resolution_time_estimated,
        clock_issues.clock_issue
    from times
    left join resolutions on times.conversation_key = resolutions.conversation_key
    left join clock_issues on times.conversation_key = clock_issues.conversation_key

),

-- What is dated before that from which it is measured has no duration.
int_durations_measured as (

    select
        measured.conversation_key,
        case
            when measured.first_response_seconds >= 0
                then measured.first_response_seconds
        end as first_response_seconds,
        case
            when measured.first_response_seconds is not null
                then business.first_response_business_seconds
        end as first_response_business_seconds,
        measured.first_bot_response_seconds,
        case
            when
                measured.first_response_seconds >= 0
                and measured.after_handover_seconds >= 0
                then measured.after_handover_seconds
        end as first_response_after_handover_seconds,
        case
            when measured.first_resolution_seconds >= 0
                then measured.first_resolution_seconds
        end as first_resolution_seconds,
        case
            when measured.first_resolution_seconds is not null
                then business.first_resolution_business_seconds
        end as first_resolution_business_seconds,
        case
            when measured.full_resolution_seconds >= 0
                then measured.full_resolution_seconds
        end as full_resolution_seconds,
        case
            when measured.full_resolution_seconds is not null
                then business.full_resolution_business_seconds
        end as full_resolution_business_seconds,
        measured.is_resolution_time_estimated,
        case
            when measured.is_creation_implausible then 'implausibly_early'
            when
                measured.first_resolution_seconds < 0
                or measured.full_resolution_seconds < 0
                then 'resolved_before_creation'
            when measured.first_response_seconds < 0 then 'reply_before_creation'
            -- Before the estimate, which is_resolution_time_estimated tells too.
            when measured.clock_issue is not null then measured.clock_issue
            when measured.is_resolution_time_estimated then 'resolution_time_estimated'
        end as data_issue
    from measured
    left join business on measured.conversation_key = business.conversation_key

)

select * from int_durations_measured
