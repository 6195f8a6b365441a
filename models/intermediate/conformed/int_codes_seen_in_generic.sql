-- One row per use of a code of status, channel, priority or kind of survey in the
-- generic layout.
with

int_codes_seen_in_generic as (

    select
        'generic' as source_system,
        'status' as code_type,
        lower(native_status) as native_code
    from {{ ref('stg_generic__conversations') }}

    union all

    select
        'generic' as source_system,
        'status' as code_type,
        lower(new_value) as native_code
    from {{ ref('stg_generic__changes') }}
    where field = 'status'

    union all

    select
        'generic' as source_system,
        'channel' as code_type,
        lower(native_channel) as native_code
    from {{ ref('stg_generic__conversations') }}

    union all

    select
        'generic' as source_system,
        'priority' as code_type,
        lower(native_priority) as native_code
    from {{ ref('stg_generic__conversations') }}

    union all

    select
        'generic' as source_system,
        'survey_kind' as code_type,
        kind as native_code
    from {{ ref('stg_generic__survey_answers') }}

)

select * from int_codes_seen_in_generic
