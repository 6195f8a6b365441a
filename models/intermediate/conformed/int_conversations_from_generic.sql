-- One row per conversation at hand of the generic layout, in the shape of every
-- helpdesk's.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'generic'

),

conversations as (

    select
        touched.conversation_key,
        versions.*
    from {{ ref('stg_generic__conversations') }} as versions
    inner join touched on versions.conversation_id = touched.native_id
    qualify row_number() over (
        partition by versions.conversation_id
        order by
            versions.updated_at desc nulls last,
            versions.load_number desc,
            versions.file_modified_at desc,
            versions.file_path desc,
            versions.file_row_number desc
    ) = 1

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'generic'

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'generic'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'generic'

),

int_conversations_from_generic as (

    select
        ---------- ids
        conversations.conversation_key,
        'generic' as source_system,
        conversations.account,
        {{ own_id('conversations.conversation_id', 'conversations.account') }}
            as native_id,
        {{ native_key("'generic'", 'conversations.customer_id') }} as customer_key,
        {{ native_key("'generic'", 'conversations.agent_id') }} as agent_key,
        {{ native_key("'generic'", 'conversations.team_id') }} as team_key,
        {{ native_link("'generic'", 'conversations.merged_into_id') }}
            as merged_into_key,
        {{ native_link("'generic'", 'conversations.follow_up_of_id') }}
            as follow_up_of_key,
        {{ native_link("'generic'", 'conversations.problem_id') }} as problem_key,
        {{ native_link("'generic'", 'conversations.schedule') }} as schedule_key,

        ---------- strings
        coalesce(channels.channel, 'other') as channel,
        -- A row without a status may still say that it is over.
        case
            when statuses.status is not null then statuses.status
            when conversations.native_status is not null then 'open'
            when conversations.closed_at is not null then 'closed'
            when conversations.resolved_at is not null then 'resolved'
            else 'open'
        end as status,
        conversations.native_status,
        conversations.native_channel,
        coalesce(priorities.priority, 'none') as priority,
        conversations.severity,
        nullif(lower(trim(conversations.topic)), '') as topic,
        conversations.locale,
        case
            when conversations.is_complaint then 'field'
            when conversations.is_tagged_complaint then 'tag'
            when not conversations.is_complaint then 'denied'
        end as complaint_stated_by,

        ---------- booleans
        conversations.native_status is not null
        and statuses.status is null as is_status_unknown,
        conversations.opened_by_agent_id is not null as is_agent_opened,
        conversations.is_outbound,
        conversations.is_spam,
        conversations.is_deleted,
        conversations.is_merged,
        conversations.is_test,
        false as is_bot_answer_confirmed,
        true as is_status_stated,
        conversations.native_status is not null
        and not conversations.is_deleted as is_status_comparable,

        ---------- timestamps
        conversations.created_at,
        conversations.updated_at,
        conversations.resolved_at,
        conversations.closed_at,
        conversations.snoozed_until,
        conversations.requested_by_at,
        least(
            conversations.deleted_at, conversations.spam_at, conversations.merged_at
        ) as removed_at

    from conversations
    left join statuses on lower(conversations.native_status) = statuses.native_status
    left join channels on lower(conversations.native_channel) = channels.native_channel
    left join priorities
        on lower(conversations.native_priority) = priorities.native_priority

)

select * from int_conversations_from_generic
