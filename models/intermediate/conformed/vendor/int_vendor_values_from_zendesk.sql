-- One row per Zendesk ticket and measure with a row of Zendesk's own times of tickets:
-- what its newest version says.
with

metrics as (

    select * from {{ ref('stg_zendesk__ticket_metrics') }}

),

newest_versions as (

    select
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key,
        *
    from metrics
    where ticket_id is not null
    qualify row_number() over (
        partition by ticket_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_vendor_values_from_zendesk as (

    -- Durations are whole minutes, rounded down; of messaging, seconds too.
    {% for measure, minutes in [
        [
            'first_response_seconds',
            'coalesce(reply_time_calendar_seconds / 60, reply_time_calendar_minutes)'
        ],
        ['first_response_business_seconds', 'reply_time_business_minutes'],
        ['first_resolution_seconds', 'first_resolution_time_calendar_minutes'],
        [
            'first_resolution_business_seconds',
            'first_resolution_time_business_minutes'
        ],
        ['full_resolution_seconds', 'full_resolution_time_calendar_minutes'],
        ['full_resolution_business_seconds', 'full_resolution_time_business_minutes'],
    ] -%}
    select
        conversation_key,
        'zendesk' as source_system,
        '{{ measure }}' as measure,
        {{ minutes }} * 60 as vendor_value,
        60 as tolerance,
        created_at as counted_from_at,
        updated_at as stated_at
    from newest_versions
    union all
    {% endfor -%}
    {% for measure, stated_count in [
        ['reopen_count', 'reopen_count'],
        ['reply_count', 'reply_count'],
    ] -%}
    select
        conversation_key,
        'zendesk' as source_system,
        '{{ measure }}' as measure,
        cast({{ stated_count }} as double) as vendor_value,
        0 as tolerance,
        created_at as counted_from_at,
        updated_at as stated_at
    from newest_versions
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from int_vendor_values_from_zendesk
