-- One row per conversation and measure of which the helpdesk exports its own number:
-- that, ours, and why they differ.
with

comparisons as (

    select * from {{ ref('vendor_comparisons') }}

),

explained as (

    select * from {{ ref('vendor_differences') }}

),

schedules as (

    select * from {{ ref('vendor_schedules') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

-- A number in business hours ends when the one on the calendar does: what explains that
-- explains it.
explanations as (

    select
        comparisons.vendor_comparison_key,
        case
            when comparisons.is_equal then null
            when explained.explanation is not null then explained.explanation
            when comparisons.measure not like '%_business_seconds' then null
            when calendar.vendor_comparison_key is not null and not calendar.is_equal
                then calendar_explained.explanation
            when conversations.data_issue in ('unknown_schedule', 'unknown_time_zone')
                then 'schedule_unreadable'
            when comparisons.our_value is null then 'no_business_hours_known'
            when comparisons.source_system = 'intercom' then 'own_office_hours'
            when schedules.assigned_schedule_count > 1 then 'several_schedules'
            when schedules.first_assigned_at > conversations.created_at
                then 'schedule_assigned_later'
            when schedules.hours_changed_at > comparisons.stated_at
                then 'hours_changed_since'
        end as explanation
    from comparisons
    left join explained
        on comparisons.vendor_comparison_key = explained.vendor_comparison_key
    left join comparisons as calendar
        on
            comparisons.conversation_key = calendar.conversation_key
            and calendar.measure
            = replace(comparisons.measure, '_business_seconds', '_seconds')
    left join explained as calendar_explained
        on calendar.vendor_comparison_key = calendar_explained.vendor_comparison_key
    left join schedules
        on comparisons.conversation_key = schedules.conversation_key
    left join conversations
        on comparisons.conversation_key = conversations.conversation_key

),

vendor_parity as (

    select
        comparisons.vendor_comparison_key as vendor_parity_key,
        comparisons.source_system,
        comparisons.account,
        comparisons.conversation_key,
        comparisons.measure,
        comparisons.our_value,
        comparisons.vendor_value,
        comparisons.difference,
        comparisons.tolerance,
        comparisons.is_equal,
        explanations.explanation
    from comparisons
    inner join explanations
        on comparisons.vendor_comparison_key = explanations.vendor_comparison_key

)

select * from vendor_parity
