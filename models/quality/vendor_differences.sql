-- One row per conversation and measure whose two numbers differ: why, by the first rule
-- that the evidence meets.
with

evidence as (

    select * from {{ ref('vendor_evidence') }}

),

reasons as (

    select
        vendor_comparison_key,
        source_system,
        measure,
        is_exported,
        case
            when is_after_vendor_row then 'vendor_row_is_older'
            when is_reply_before_creation then 'reply_before_creation'
            when is_same_moment then 'clock_starts_elsewhere'
            when is_at_human_reply and is_opened_by_desk then 'opened_by_desk'
            when is_at_void_reply then 'deleted_or_empty_reply_counted'
            when is_at_internal_note then 'internal_note_counted'
            when is_at_bot_message then 'bot_reply_counted'
            when is_history_incomplete then 'history_incomplete'
            -- Freshdesk keeps the moment of a reply that was deleted, and no row.
            when
                source_system = 'freshdesk'
                and vendor_value is not null
                and not is_at_human_reply
                then 'reply_not_exported'
        end as reason_of_first_response,
        case
            when is_after_vendor_row or has_later_change then 'vendor_row_is_older'
            when is_history_incomplete and our_value is null then 'history_incomplete'
            when is_same_moment then 'clock_starts_elsewhere'
            when
                source_system = 'intercom'
                and vendor_value is null
                and not has_customer_message
                then 'no_customer_message'
            when source_system = 'intercom' and is_before_customer_message
                then 'closed_before_customer_wrote'
            when
                measure = 'full_resolution_seconds'
                and is_at_resolution
                and soft_reopen_count > 0
                then 'soft_reopen_counted'
            when is_history_incomplete then 'history_incomplete'
        end as reason_of_resolution,
        case
            when difference = -soft_reopen_count then 'soft_reopen_counted'
            when has_later_change then 'vendor_row_is_older'
            when is_history_incomplete then 'history_incomplete'
            when source_system = 'intercom' and is_opened_by_desk
                then 'closed_before_customer_wrote'
        end as reason_of_reopens,
        case
            when vendor_value = agent_message_count and is_opened_by_desk
                then 'opened_by_desk'
            when vendor_value - agent_message_count between 1 and void_reply_count
                then 'deleted_or_empty_reply_counted'
            when has_later_message then 'vendor_row_is_older'
            when is_history_incomplete then 'history_incomplete'
        end as reason_of_replies
    from evidence

),

vendor_differences as (

    select
        vendor_comparison_key,
        source_system,
        measure,
        case
            when not is_exported then 'conversation_not_exported'
            when measure = 'first_response_seconds' then reason_of_first_response
            when measure in ('first_resolution_seconds', 'full_resolution_seconds')
                then reason_of_resolution
            when measure = 'reopen_count' then reason_of_reopens
            when measure = 'reply_count' then reason_of_replies
        end as explanation
    from reasons

)

select * from vendor_differences
