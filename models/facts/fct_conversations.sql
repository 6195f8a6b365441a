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

transfers as (

    select * from {{ ref('int_transfers_counted') }}

),

durations as (

    select * from {{ ref('int_durations_measured') }}

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
        conversations.complaint_stated_by,
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
        {{ reporting_date('conversations.requested_by_at') }} as requested_by_date,
        {{ reporting_date('resolutions.first_resolved_at') }} as first_resolved_date,
        {{ reporting_date('resolutions.last_resolved_at') }} as last_resolved_date,
        durations.first_response_seconds,
        {{ seconds_between(
            'conversations.requested_by_at', 'messages.first_human_response_at'
        ) }} as response_lateness_seconds,
        durations.first_response_business_seconds,
        durations.first_bot_response_seconds,
        durations.first_response_after_handover_seconds,
        durations.first_resolution_seconds,
        durations.first_resolution_business_seconds,
        durations.full_resolution_seconds,
        durations.full_resolution_business_seconds,
        cast(coalesce(resolutions.resolution_count, 0) as bigint) as resolution_count,
        cast(coalesce(resolutions.reopen_count, 0) as bigint) as reopen_count,
        cast(coalesce(resolutions.soft_reopen_count, 0) as bigint) as soft_reopen_count,
        cast(coalesce(transfers.transfer_count, 0) as bigint) as transfer_count,
        cast(messages.response_count as bigint) as response_count,
        cast(messages.reply_count as bigint) as reply_count,
        cast(messages.customer_message_count as bigint) as customer_message_count,
        cast(messages.agent_message_count as bigint) as agent_message_count,
        cast(messages.bot_message_count as bigint) as bot_message_count,
        cast(messages.answering_bot_message_count as bigint)
            as answering_bot_message_count,
        cast(messages.internal_note_count as bigint) as internal_note_count,
        coalesce(
            conversations.requested_by_at >= conversations.created_at
            and (
                messages.first_human_response_at is null
                or durations.first_response_seconds is not null
            ),
            false
        ) as has_requested_time,
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
        conversations.is_bot_answer_confirmed,
        validity.is_valid,
        validity.is_valid and not conversations.is_outbound as is_inbound,
        coalesce(resolutions.is_resolved, false) as is_resolved,
        durations.is_resolution_time_estimated,
        histories.is_history_complete,
        durations.data_issue,
        {{ bucket_of('conversations.conversation_key') }} as conversation_bucket
    from conversations
    inner join validity on conversations.conversation_key = validity.conversation_key
    inner join histories on conversations.conversation_key = histories.conversation_key
    inner join messages on conversations.conversation_key = messages.conversation_key
    inner join spells on conversations.conversation_key = spells.conversation_key
    inner join details on conversations.conversation_key = details.conversation_key
    inner join durations on conversations.conversation_key = durations.conversation_key
    left join resolutions
        on conversations.conversation_key = resolutions.conversation_key
    left join transfers on conversations.conversation_key = transfers.conversation_key

)

select * from fct_conversations
