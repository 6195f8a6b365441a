-- One row per conversation and measure whose two numbers differ: what our facts know of
-- the moments that both speak of.
with

differences as (

    select * from {{ ref('vendor_comparisons') }}
    where not is_equal

),

messages as (

    select * from {{ ref('fct_messages') }}

),

spells as (

    select * from {{ ref('fct_status_spells') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

messages_met as (

    select
        differences.vendor_comparison_key,
        {{ seconds_between('differences.vendor_moment_at', 'messages.sent_at') }}
        between -1 and differences.tolerance as is_at_vendor_moment,
        messages.sent_at > differences.stated_at as is_after_vendor_row,
        messages.is_human_reply,
        messages.is_bot_message,
        messages.is_internal_note,
        messages.author_type = 'agent'
        and (messages.is_deleted or messages.is_empty) as is_void_reply
    from differences
    inner join messages on differences.conversation_key = messages.conversation_key

),

messages_judged as (

    select
        vendor_comparison_key,
        bool_or(is_at_vendor_moment and is_human_reply) as is_at_human_reply,
        bool_or(is_at_vendor_moment and is_bot_message) as is_at_bot_message,
        bool_or(is_at_vendor_moment and is_internal_note) as is_at_internal_note,
        bool_or(is_at_vendor_moment and is_void_reply) as is_at_void_reply,
        cast(count_if(is_void_reply) as bigint) as void_reply_count,
        bool_or(is_after_vendor_row) as has_later_message
    from messages_met
    group by vendor_comparison_key

),

spells_met as (

    select
        differences.vendor_comparison_key,
        spells.status in ('resolved', 'closed')
        and {{ seconds_between('differences.vendor_moment_at', 'spells.changed_at') }}
        between -1 and differences.tolerance as is_at_resolution,
        spells.changed_at > differences.stated_at as is_after_vendor_row
    from differences
    inner join spells on differences.conversation_key = spells.conversation_key

),

spells_judged as (

    select
        vendor_comparison_key,
        bool_or(is_at_resolution) as is_at_resolution,
        bool_or(is_after_vendor_row) as has_later_change
    from spells_met
    group by vendor_comparison_key

),

vendor_evidence as (

    select
        differences.vendor_comparison_key,
        differences.source_system,
        differences.measure,
        differences.is_exported,
        differences.our_value,
        differences.vendor_value,
        differences.difference,
        coalesce(differences.our_moment_at > differences.stated_at, false)
            as is_after_vendor_row,
        differences.is_same_moment,
        coalesce(messages_judged.is_at_human_reply, false) as is_at_human_reply,
        coalesce(messages_judged.is_at_bot_message, false) as is_at_bot_message,
        coalesce(messages_judged.is_at_internal_note, false) as is_at_internal_note,
        coalesce(messages_judged.is_at_void_reply, false) as is_at_void_reply,
        coalesce(messages_judged.void_reply_count, 0) as void_reply_count,
        coalesce(messages_judged.has_later_message, false) as has_later_message,
        coalesce(spells_judged.is_at_resolution, false) as is_at_resolution,
        coalesce(spells_judged.has_later_change, false) as has_later_change,
        coalesce(conversations.is_agent_opened or conversations.is_outbound, false)
            as is_opened_by_desk,
        conversations.first_customer_message_at is not null as has_customer_message,
        coalesce(
            differences.our_moment_at < conversations.first_customer_message_at, false
        ) as is_before_customer_message,
        coalesce(
            not conversations.is_history_complete
            or conversations.is_resolution_time_estimated,
            false
        ) as is_history_incomplete,
        coalesce(conversations.data_issue = 'reply_before_creation', false)
            as is_reply_before_creation,
        coalesce(conversations.soft_reopen_count, 0) as soft_reopen_count,
        coalesce(conversations.agent_message_count, 0) as agent_message_count
    from differences
    left join messages_judged
        on differences.vendor_comparison_key = messages_judged.vendor_comparison_key
    left join spells_judged
        on differences.vendor_comparison_key = spells_judged.vendor_comparison_key
    left join conversations
        on differences.conversation_key = conversations.conversation_key

)

select * from vendor_evidence
