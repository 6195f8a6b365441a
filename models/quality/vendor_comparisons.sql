-- One row per conversation and measure of which the helpdesk exports its own number,
-- or of which it could and we have one: both numbers.
with

vendor_values as (

    select * from {{ ref('int_vendor_values_unioned') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

our_values as (

    {% for measure, moment in [
        ['first_response_seconds', 'first_human_response_at'],
        ['first_response_business_seconds', 'first_human_response_at'],
        ['first_resolution_seconds', 'first_resolved_at'],
        ['first_resolution_business_seconds', 'first_resolved_at'],
        ['full_resolution_seconds', 'last_resolved_at'],
        ['full_resolution_business_seconds', 'last_resolved_at'],
        ['reopen_count', 'null'],
        ['reply_count', 'null'],
    ] -%}
    select
        conversation_key,
        account,
        '{{ measure }}' as measure,
        cast({{ measure }} as double) as our_value,
        cast({{ moment }} as timestamp) as our_moment_at
    from conversations
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

compared as (

    select
        vendor_values.conversation_key,
        vendor_values.source_system,
        our_values.account,
        vendor_values.measure,
        our_values.conversation_key is not null as is_exported,
        our_values.our_value,
        vendor_values.vendor_value,
        our_values.our_value - vendor_values.vendor_value as difference,
        vendor_values.tolerance,
        our_values.our_moment_at,
        vendor_values.vendor_moment_at,
        vendor_values.stated_at
    from vendor_values
    left join our_values
        on
            vendor_values.conversation_key = our_values.conversation_key
            and vendor_values.measure = our_values.measure
    where our_values.our_value is not null or vendor_values.vendor_value is not null

),

vendor_comparisons as (

    select
        conversation_key || '|' || measure as vendor_comparison_key,
        source_system,
        account,
        conversation_key,
        measure,
        is_exported,
        our_value,
        vendor_value,
        difference,
        cast(tolerance as double) as tolerance,
        coalesce(abs(difference) <= tolerance, false) as is_equal,
        our_moment_at,
        vendor_moment_at,
        coalesce(
            {{ seconds_between('vendor_moment_at', 'our_moment_at') }}
            between -1 and tolerance,
            false
        ) as is_same_moment,
        stated_at
    from compared

)

select * from vendor_comparisons
