-- One row per message whose conversation is not known, or not exported.
with

tickets as (

    select distinct ticket_id
    from {{ ref('stg_zendesk__tickets') }}

),

conversations as (

    select distinct conversation_id
    from {{ ref('stg_generic__conversations') }}

),

freshdesk_tickets as (

    select distinct ticket_id
    from {{ ref('stg_freshdesk__tickets') }}

),

intercom_conversations as (

    select distinct conversation_id
    from {{ ref('stg_intercom__conversations') }}

),

zendesk_strays as (

    select
        comments.comment_id,
        max(comments.ticket_id) as ticket_id,
        max(comments.created_at) as happened_at
    from {{ ref('int_zendesk_comment_versions') }} as comments
    left join tickets on comments.ticket_id = tickets.ticket_id
    where tickets.ticket_id is null
    group by comments.comment_id

),

help_scout_conversations as (

    select distinct conversation_id
    from {{ ref('stg_help_scout__conversations') }}

),

help_scout_strays as (

    select
        threads.thread_id,
        max(threads.conversation_id) as conversation_id,
        max(threads.created_at) as happened_at
    from {{ ref('stg_help_scout__threads') }} as threads
    left join help_scout_conversations as conversations
        on threads.conversation_id = conversations.conversation_id
    where not threads.is_line_item and not threads.is_unsent
    group by threads.thread_id
    having count(conversations.conversation_id) = 0

),

intercom_strays as (

    select
        parts.part_id,
        max(parts.created_at) as happened_at
    from {{ ref('int_intercom_parts_newest') }} as parts
    left join intercom_conversations
        on parts.conversation_id = intercom_conversations.conversation_id
    where intercom_conversations.conversation_id is null and parts.body is not null
    group by parts.part_id

),

generic_strays as (

    select
        messages.message_id,
        max(messages.sent_at) as happened_at
    from {{ ref('stg_generic__messages') }} as messages
    left join conversations on messages.conversation_id = conversations.conversation_id
    where conversations.conversation_id is null
    group by messages.message_id

),

freshdesk_strays as (

    select
        versions.conversation_id,
        max(versions.ticket_id) as ticket_id,
        max(versions.created_at) as happened_at
    from {{ ref('int_freshdesk_conversation_versions') }} as versions
    left join freshdesk_tickets on versions.ticket_id = freshdesk_tickets.ticket_id
    where freshdesk_tickets.ticket_id is null
    group by versions.conversation_id

),

int_messages_astray as (

    select
        {{ native_key("'zendesk'", 'comment_id') }} as message_key,
        'zendesk' as source_system,
        case
            when ticket_id is null then 'message_without_conversation'
            else 'conversation_not_exported'
        end as issue,
        happened_at
    from zendesk_strays

    union all

    select
        {{ native_key("'intercom'", 'part_id') }} as message_key,
        'intercom' as source_system,
        'conversation_not_exported' as issue,
        happened_at
    from intercom_strays

    union all

    select
        {{ native_key("'generic'", 'message_id') }} as message_key,
        'generic' as source_system,
        'conversation_not_exported' as issue,
        happened_at
    from generic_strays

    union all

    select
        {{ native_key("'freshdesk'", 'conversation_id') }} as message_key,
        'freshdesk' as source_system,
        case
            when ticket_id is null then 'message_without_conversation'
            else 'conversation_not_exported'
        end as issue,
        happened_at
    from freshdesk_strays

    union all

    select
        {{ native_key("'help_scout'", 'thread_id') }} as message_key,
        'help_scout' as source_system,
        case
            when conversation_id is null then 'message_without_conversation'
            else 'conversation_not_exported'
        end as issue,
        happened_at
    from help_scout_strays

)

select * from int_messages_astray
