-- One row per Intercom conversation at hand, in the shape of every helpdesk's.
with

conversations as (

    select * from {{ ref('int_intercom_conversations_current') }}

),

histories as (

    select * from {{ ref('int_intercom_histories_judged') }}

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'intercom'

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'intercom'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'intercom'

),

int_conversations_from_intercom as (

    select
        ---------- ids
        conversations.conversation_key,
        'intercom' as source_system,
        conversations.account,
        {{ own_id('conversations.conversation_id', 'conversations.account') }}
            as native_id,
        {{ native_key("'intercom'", 'conversations.customer_id') }} as customer_key,
        {{ native_key("'intercom'", 'conversations.admin_assignee_id') }} as agent_key,
        {{ native_key("'intercom'", 'conversations.team_assignee_id') }} as team_key,
        cast(null as {{ dbt.type_string() }}) as merged_into_key,
        cast(null as {{ dbt.type_string() }}) as follow_up_of_key,
        cast(null as {{ dbt.type_string() }}) as problem_key,
        cast(null as {{ dbt.type_string() }}) as schedule_key,

        ---------- strings
        coalesce(channels.channel, 'other') as channel,
        -- Open, and nobody has touched it yet, is new.
        case
            when
                coalesce(statuses.status, 'open') = 'open'
                and histories.is_whole
                and not histories.has_moved
                then histories.initial_status
            else coalesce(statuses.status, 'open')
        end as status,
        conversations.native_state as native_status,
        conversations.native_channel,
        coalesce(priorities.priority, 'none') as priority,
        cast(null as {{ dbt.type_string() }}) as severity,
        nullif(lower(trim(conversations.topic)), '') as topic,
        cast(null as {{ dbt.type_string() }}) as locale,
        case when conversations.is_tagged_complaint then 'tag' end
            as complaint_stated_by,

        ---------- booleans
        conversations.native_state is not null
        and statuses.status is null as is_status_unknown,
        histories.opened_by = 'agent'
        or (histories.opened_by = 'bot' and histories.has_customer_message)
            as is_agent_opened,
        histories.opened_by = 'desk'
        or (histories.opened_by = 'bot' and not histories.has_customer_message)
            as is_outbound,
        false as is_spam,
        conversations.is_deleted,
        false as is_merged,
        conversations.is_tagged_test as is_test,
        coalesce(
            conversations.ai_agent_resolution_state = 'confirmed_resolution', false
        ) as is_bot_answer_confirmed,
        true as is_status_stated,
        conversations.native_state is not null
        and not conversations.is_deleted as is_status_comparable,

        ---------- timestamps
        conversations.created_at,
        conversations.updated_at,
        case
            when statuses.status = 'resolved' then conversations.stated_last_close_at
        end as resolved_at,
        cast(null as timestamp) as closed_at,
        conversations.snoozed_until,
        cast(null as timestamp) as requested_by_at,
        case when conversations.is_deleted then conversations.deleted_at end
            as removed_at

    from conversations
    inner join histories
        on conversations.conversation_key = histories.conversation_key
    left join statuses on conversations.native_state = statuses.native_status
    left join channels on conversations.native_channel = channels.native_channel
    left join priorities on conversations.native_priority = priorities.native_priority

)

select * from int_conversations_from_intercom
