-- One row per source whose conversations are not as many as its exports name.
with

exported as (

    select
        'zendesk' as source_system,
        count(distinct ticket_id) as conversation_count
    from {{ ref('stg_zendesk__tickets') }}

    union all

    select
        'freshdesk' as source_system,
        count(distinct ticket_id) as conversation_count
    from {{ ref('stg_freshdesk__tickets') }}

    union all

    select
        'intercom' as source_system,
        count(distinct conversation_id) as conversation_count
    from {{ ref('stg_intercom__conversations') }}

    union all

    select
        'generic' as source_system,
        count(distinct conversation_id) as conversation_count
    from {{ ref('stg_generic__conversations') }}

    union all

    select
        'help_scout' as source_system,
        count(distinct conversation_id) as conversation_count
    from {{ ref('stg_help_scout__conversations') }}

),

found as (

    select
        source_system,
        count(*) as conversation_count
    from {{ ref('fct_conversations') }}
    group by source_system

)

select
    exported.source_system,
    exported.conversation_count,
    found.conversation_count as found_count
from exported
left join found on exported.source_system = found.source_system
where exported.conversation_count <> coalesce(found.conversation_count, 0)
