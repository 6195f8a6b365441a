-- One row per source and code of status, channel, priority or kind of survey that no
-- seed maps.
with

codes as (

    select * from {{ ref('int_codes_seen_in_zendesk') }}
    union all
    select * from {{ ref('int_codes_seen_in_freshdesk') }}
    union all
    select * from {{ ref('int_codes_seen_in_intercom') }}
    union all
    select * from {{ ref('int_codes_seen_in_generic') }}
    union all
    select * from {{ ref('int_codes_seen_in_help_scout') }}

),

known_codes as (

    select
        source_system,
        'status' as code_type,
        native_status as native_code
    from {{ ref('status_map') }}

    union all

    select
        source_system,
        'channel' as code_type,
        native_channel as native_code
    from {{ ref('channel_map') }}

    union all

    select
        source_system,
        'priority' as code_type,
        native_priority as native_code
    from {{ ref('priority_map') }}

    union all

    select
        source_system,
        'survey_kind' as code_type,
        native_kind as native_code
    from {{ ref('survey_kind_map') }}

),

unknown_codes as (

    select
        codes.source_system || '|' || codes.code_type || '|' || codes.native_code
            as unknown_code_key,
        codes.source_system,
        codes.code_type,
        codes.native_code,
        case codes.code_type
            when 'status' then 'open'
            when 'channel' then 'other'
            when 'survey_kind' then 'unknown'
            else 'none'
        end as taken_as,
        count(*) as row_count
    from codes
    left join known_codes
        on
            codes.source_system = known_codes.source_system
            and codes.code_type = known_codes.code_type
            and codes.native_code = known_codes.native_code
    where codes.native_code is not null and known_codes.native_code is null
    group by codes.source_system, codes.code_type, codes.native_code

)

select * from unknown_codes
