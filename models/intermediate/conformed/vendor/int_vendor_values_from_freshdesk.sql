-- One row per Freshdesk ticket and measure with stats: what its newest version says.
with

tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

newest_versions as (

    select
        {{ native_key("'freshdesk'", 'ticket_id') }} as conversation_key,
        *
    from tickets
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

int_vendor_values_from_freshdesk as (

    -- Freshdesk keeps moments, and of resolutions the last one alone.
    {% for measure, moment in [
        ['first_response_seconds', 'stated_first_responded_at'],
        ['full_resolution_seconds', 'coalesce(resolved_at, closed_at)'],
    ] -%}
    select
        conversation_key,
        'freshdesk' as source_system,
        '{{ measure }}' as measure,
        cast({{ seconds_between('created_at', moment) }} as double) as vendor_value,
        1 as tolerance,
        created_at as counted_from_at,
        updated_at as stated_at
    from newest_versions
    where has_stats
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from int_vendor_values_from_freshdesk
