-- One row per use of a code of status or channel in Help Scout exports.
with

conversations as (

    select * from {{ ref('stg_help_scout__conversations') }}

),

int_codes_seen_in_help_scout as (

    select
        'help_scout' as source_system,
        'status' as code_type,
        native_status as native_code
    from conversations
    where not is_spam and not is_deleted

    union all

    select
        'help_scout' as source_system,
        'status' as code_type,
        native_status as native_code
    from {{ ref('stg_help_scout__threads') }}
    where native_status <> 'spam' and not is_unsent

    union all

    select
        'help_scout' as source_system,
        'channel' as code_type,
        native_channel as native_code
    from conversations

)

select * from int_codes_seen_in_help_scout
