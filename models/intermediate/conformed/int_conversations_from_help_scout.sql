-- One row per Help Scout conversation at hand, in the shape of every helpdesk's.
with

conversations as (

    select
        *,
        is_spam or is_deleted as is_gone
    from {{ ref('int_help_scout_conversations_current') }}

),

removals as (

    select * from {{ ref('int_help_scout_removals_dated') }}

),

touches as (

    select
        conversation_key,
        bool_or(is_touch_by_user) as is_touched
    from {{ ref('int_help_scout_threads_current') }}
    where not is_brought_along
    group by conversation_key

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'help_scout'

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'help_scout'

),

int_conversations_from_help_scout as (

    select
        ---------- ids
        conversations.conversation_key,
        'help_scout' as source_system,
        conversations.account,
        {{ own_id('conversations.conversation_id', 'conversations.account') }}
            as native_id,
        {{ native_key(
            "'help_scout'",
            "coalesce(conversations.primary_customer_id, case when "
            ~ "conversations.created_by_type = 'customer' "
            ~ "then conversations.created_by_id end)"
        ) }} as customer_key,
        {{ native_key("'help_scout'", 'conversations.assignee_id') }} as agent_key,
        {{ native_key("'help_scout'", 'conversations.mailbox_id') }} as team_key,
        {{ native_link("'help_scout'", 'removals.merged_into_id') }} as merged_into_key,
        cast(null as {{ dbt.type_string() }}) as follow_up_of_key,
        cast(null as {{ dbt.type_string() }}) as problem_key,
        cast(null as {{ dbt.type_string() }}) as schedule_key,

        ---------- strings
        coalesce(channels.channel, 'other') as channel,
        case
            when conversations.is_gone then 'cancelled'
            when conversations.running_snooze_until is not null then 'snoozed'
            when statuses.status = 'open' and not touches.is_touched then 'new'
            when statuses.status is not null then statuses.status
            when conversations.native_status is not null then 'open'
            when conversations.closed_at is not null then 'resolved'
            else 'open'
        end as status,
        conversations.native_status,
        conversations.native_channel,
        'none' as priority,
        cast(null as {{ dbt.type_string() }}) as severity,
        nullif(lower(trim(conversations.topic)), '') as topic,
        cast(null as {{ dbt.type_string() }}) as locale,
        case when conversations.is_tagged_complaint then 'tag' end
            as complaint_stated_by,

        ---------- booleans
        not conversations.is_gone
        and conversations.running_snooze_until is null
        and conversations.native_status is not null
        and statuses.status is null as is_status_unknown,
        coalesce(conversations.created_by_type = 'user', false) as is_agent_opened,
        conversations.is_draft or coalesce(conversations.is_tagged_outbound, false)
            as is_outbound,
        conversations.is_spam,
        conversations.is_deleted,
        removals.is_merged,
        coalesce(conversations.is_tagged_test, false) as is_test,
        false as is_bot_answer_confirmed,
        not conversations.is_gone as is_status_stated,
        not conversations.is_gone
        and (
            conversations.native_status is not null
            or conversations.running_snooze_until is not null
        ) as is_status_comparable,

        ---------- timestamps
        conversations.created_at,
        conversations.written_at as updated_at,
        conversations.closed_at as resolved_at,
        cast(null as timestamp) as closed_at,
        conversations.snoozed_until,
        cast(null as timestamp) as requested_by_at,
        least(removals.spam_at, removals.deleted_at, removals.merged_at) as removed_at

    from conversations
    inner join removals on conversations.conversation_key = removals.conversation_key
    left join touches on conversations.conversation_key = touches.conversation_key
    left join statuses on conversations.native_status = statuses.native_status
    left join channels on conversations.native_channel = channels.native_channel

)

select * from int_conversations_from_help_scout
