-- One row per conversation of every source, valid or not.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

validity as (

    select * from {{ ref('int_conversations_validated') }}

),

histories as (

    select * from {{ ref('int_status_histories_judged') }}

),

resolutions as (

    select * from {{ ref('int_resolutions_summarised') }}

),

messages as (

    select * from {{ ref('int_message_counts_summarised') }}

),

spells as (

    select * from {{ ref('int_status_spells_bounded') }}
    where ended_at is null

),

details as (

    select * from {{ ref('int_conversation_moments_described') }}

),

intervals as (

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
plausible_times as (

    select
        conversations.conversation_key,
        case
            when {{ is_plausible_time('conversations.created_at') }}
                then conversations.created_at
        end as created_at,
        case
            when {{ is_plausible_time('messages.conversation_started_at') }}
                then messages.conversation_started_at
        end as started_at
    from conversations
    inner join messages on conversations.conversation_key = messages.conversation_key

),

measured as (

    select
        conversations.conversation_key,
        conversations.created_at is null as is_creation_implausible,
        {{ seconds_between(
            'conversations.started_at',
            'messages.first_human_response_at'
        ) }} as first_response_seconds,
        {{ seconds_between(
            'conversations.started_at',
            'messages.first_bot_response_at'
        ) }} as first_bot_response_seconds,
        {{ seconds_between(
            'messages.handed_over_at',
            'messages.first_human_response_at'
        ) }} as first_response_after_handover_seconds,
        case
            when not resolutions.is_first_resolution_estimated
                then {{ seconds_between(
                    'conversations.created_at',
                    'resolutions.first_resolved_at'
                ) }}
        end as first_resolution_seconds,
        case
            when
                resolutions.is_resolved
                and not resolutions.is_last_resolution_estimated
                then {{ seconds_between(
                    'conversations.created_at',
                    'resolutions.last_resolved_at'
                ) }}
        end as full_resolution_seconds
    from plausible_times as conversations
    left join resolutions
        on conversations.conversation_key = resolutions.conversation_key
    left join messages on conversations.conversation_key = messages.conversation_key

),

fct_conversations as (

    select
        conversations.conversation_key,
        conversations.source_system,
        conversations.account,
        conversations.native_id,
        conversations.customer_key,
        conversations.agent_key,
        conversations.team_key,
        details.created_team_key,
        messages.first_responder_key as first_response_agent_key,
        details.first_response_team_key,
        details.resolved_agent_key,
        details.resolved_team_key,
        conversations.merged_into_key,
        conversations.follow_up_of_key,
        conversations.problem_key,
        conversations.channel,
        spells.status,
        conversations.priority,
        details.created_priority,
        details.first_response_priority,
        details.resolved_priority,
        conversations.topic,
        conversations.created_at,
        messages.first_customer_message_at,
        messages.first_bot_response_at,
        messages.handed_over_at,
        messages.first_human_response_at,
        resolutions.first_resolved_at,
        resolutions.last_resolved_at,
        conversations.snoozed_until as snoozed_until_at,
        conversations.requested_by_at,
        validity.removed_at,
        {{ reporting_date('conversations.created_at') }} as created_date,
        {{ reporting_hour('conversations.created_at') }} as created_hour,
        {{ reporting_date('messages.first_human_response_at') }} as first_response_date,
        {{ reporting_date('resolutions.first_resolved_at') }} as first_resolved_date,
        {{ reporting_date('resolutions.last_resolved_at') }} as last_resolved_date,
        case
            when measured.first_response_seconds >= 0
                then measured.first_response_seconds
        end as first_response_seconds,
        case
            when measured.first_response_seconds is not null
                then intervals.first_response_business_seconds
        end as first_response_business_seconds,
        measured.first_bot_response_seconds,
        case
            when
                measured.first_response_seconds >= 0
                and measured.first_response_after_handover_seconds >= 0
                then measured.first_response_after_handover_seconds
        end as first_response_after_handover_seconds,
        case
            when measured.first_resolution_seconds >= 0
                then measured.first_resolution_seconds
        end as first_resolution_seconds,
        case
            when measured.first_resolution_seconds is not null
                then intervals.first_resolution_business_seconds
        end as first_resolution_business_seconds,
        case
            when measured.full_resolution_seconds >= 0
                then measured.full_resolution_seconds
        end as full_resolution_seconds,
        case
            when measured.full_resolution_seconds is not null
                then intervals.full_resolution_business_seconds
        end as full_resolution_business_seconds,
        cast(coalesce(resolutions.resolution_count, 0) as bigint) as resolution_count,
        cast(coalesce(resolutions.reopen_count, 0) as bigint) as reopen_count,
        cast(coalesce(resolutions.soft_reopen_count, 0) as bigint) as soft_reopen_count,
        cast(details.transfer_count as bigint) as transfer_count,
        cast(messages.response_count as bigint) as response_count,
        cast(messages.reply_count as bigint) as reply_count,
        cast(messages.customer_message_count as bigint) as customer_message_count,
        cast(messages.agent_message_count as bigint) as agent_message_count,
        cast(messages.bot_message_count as bigint) as bot_message_count,
        cast(messages.internal_note_count as bigint) as internal_note_count,
        conversations.is_spam,
        conversations.is_deleted,
        conversations.is_merged,
        conversations.is_test,
        conversations.is_agent_opened,
        conversations.is_outbound,
        messages.answering_bot_message_count > 0
        and messages.agent_message_count = 0
        and (coalesce(resolutions.is_resolved, false) or not details.is_ever_assigned)
            as is_bot_only,
        coalesce(
            messages.first_bot_answer_at < messages.first_human_response_at, false
        ) as is_answered_by_bot_first,
        validity.is_valid,
        validity.is_valid and not conversations.is_outbound as is_inbound,
        coalesce(resolutions.is_resolved, false) as is_resolved,
        coalesce(
            resolutions.is_first_resolution_estimated
            or resolutions.is_last_resolution_estimated,
            false
        ) as is_resolution_time_estimated,
        histories.is_history_complete,
        case
            when measured.is_creation_implausible then 'implausibly_early'
            when
                measured.first_resolution_seconds < 0
                or measured.full_resolution_seconds < 0
                then 'resolved_before_creation'
            when measured.first_response_seconds < 0 then 'reply_before_creation'
            -- Before the estimate, which is_resolution_time_estimated tells too.
            when details.clock_issue is not null then details.clock_issue
            when
                resolutions.is_first_resolution_estimated
                or resolutions.is_last_resolution_estimated
                then 'resolution_time_estimated'
        end as data_issue,
        {{ bucket_of('conversations.conversation_key') }} as conversation_bucket
    from conversations
    inner join validity on conversations.conversation_key = validity.conversation_key
    inner join histories on conversations.conversation_key = histories.conversation_key
    inner join messages on conversations.conversation_key = messages.conversation_key
    inner join spells on conversations.conversation_key = spells.conversation_key
    inner join details on conversations.conversation_key = details.conversation_key
    inner join measured on conversations.conversation_key = measured.conversation_key
    left join resolutions
        on conversations.conversation_key = resolutions.conversation_key
    left join intervals on conversations.conversation_key = intervals.conversation_key

)

select * from fct_conversations
