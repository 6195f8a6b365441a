-- One row per source that exports messages.
with

messages as (

    select
        'zendesk' as source_system,
        load_number
    from {{ ref('int_zendesk_comment_versions') }}

    union all

    select
        'intercom' as source_system,
        load_number
    from {{ ref('int_intercom_part_versions') }}

    union all

    select
        'freshdesk' as source_system,
        load_number
    from {{ ref('int_freshdesk_conversation_versions') }}

    union all

    select
        'help_scout' as source_system,
        load_number
    from {{ ref('stg_help_scout__threads') }}
    where not is_line_item

    union all

    select
        'generic' as source_system,
        load_number
    from {{ ref('stg_generic__messages') }}

),

int_message_sources_found as (

    select
        source_system,
        min(load_number) as first_load_number
    from messages
    group by source_system

)

select * from int_message_sources_found
