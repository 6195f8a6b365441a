-- One row per Intercom conversation and measure with statistics: what its newest
-- version says.
with

statistics as (

    select * from {{ ref('stg_intercom__conversation_statistics') }}

),

newest_versions as (

    select
        {{ native_key("'intercom'", 'conversation_id') }} as conversation_key,
        *
    from statistics
    qualify row_number() over (
        partition by conversation_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_vendor_values_from_intercom as (

    -- Intercom's own durations are in office hours; its moments give them by the
    -- calendar. Both begin at the contact's first message.
    {% for measure, vendor_value in [
        [
            'first_response_seconds',
            seconds_between(
                'stated_first_contact_reply_at', 'stated_first_admin_reply_at'
            )
        ],
        ['first_response_business_seconds', 'stated_time_to_admin_reply_seconds'],
        [
            'first_resolution_seconds',
            seconds_between('stated_first_contact_reply_at', 'stated_first_close_at')
        ],
        ['first_resolution_business_seconds', 'stated_time_to_first_close_seconds'],
        [
            'full_resolution_seconds',
            seconds_between('stated_first_contact_reply_at', 'stated_last_close_at')
        ],
        ['full_resolution_business_seconds', 'stated_time_to_last_close_seconds'],
        ['reopen_count', 'stated_reopens_count'],
    ] -%}
    select
        conversation_key,
        'intercom' as source_system,
        '{{ measure }}' as measure,
        cast({{ vendor_value }} as double) as vendor_value,
        {{ 0 if measure == 'reopen_count' else 1 }} as tolerance,
        stated_first_contact_reply_at as counted_from_at,
        updated_at as stated_at
    from newest_versions
    where stated_conversation_parts_count is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from int_vendor_values_from_intercom
