-- One row per Zendesk ticket at hand, in the shape of every helpdesk's conversations.
with

tickets as (

    select
        *,
        -- Who created it for somebody else; null where the requester did.
        nullif(submitter_id, requester_id) as submitted_for_other_by
    from {{ ref('int_zendesk_tickets_current') }}

),

merges as (

    select * from {{ ref('int_zendesk_merges_found') }}

),

submitters as (

    select
        ticket_id,
        user_id,
        appeared_at
    from {{ ref('int_zendesk_roles_judged') }}
    where is_agent

),

suspended_users as (

    select
        user_id,
        max_by(
            is_suspended,
            {{ ordered_by(
                "coalesce(updated_at, timestamp '1970-01-01')",
                place_read()
            ) }}
        ) as is_suspended
    from {{ ref('stg_zendesk__users') }}
    group by user_id

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'zendesk'

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'zendesk'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'zendesk'

),

int_conversations_from_zendesk as (

    select
        ---------- ids
        tickets.conversation_key,
        'zendesk' as source_system,
        tickets.account,
        {{ own_id('tickets.ticket_id', 'tickets.account') }} as native_id,
        {{ native_key("'zendesk'", 'tickets.requester_id') }} as customer_key,
        {{ native_key("'zendesk'", 'tickets.assignee_id') }} as agent_key,
        {{ native_key("'zendesk'", 'tickets.group_id') }} as team_key,
        {{ native_link("'zendesk'", 'merges.merged_into_id') }} as merged_into_key,
        case
            when tickets.native_channel = 'closed_ticket'
                then {{ native_link("'zendesk'", 'tickets.via_from_ticket_id') }}
        end as follow_up_of_key,
        {{ native_link("'zendesk'", 'tickets.problem_id') }} as problem_key,
        cast(null as {{ dbt.type_string() }}) as schedule_key,

        ---------- strings
        coalesce(channels.channel, 'other') as channel,
        case
            when tickets.is_tombstone then 'cancelled'
            else coalesce(statuses.status, 'open')
        end as status,
        tickets.native_status,
        tickets.native_channel,
        coalesce(priorities.priority, 'none') as priority,
        cast(null as {{ dbt.type_string() }}) as severity,
        nullif(lower(trim(tickets.topic)), '') as topic,
        cast(null as {{ dbt.type_string() }}) as locale,
        case when tickets.is_tagged_complaint then 'tag' end as complaint_stated_by,

        ---------- booleans
        not tickets.is_tombstone and statuses.status is null as is_status_unknown,
        submitters.user_id is not null as is_agent_opened,
        tickets.is_tagged_outbound as is_outbound,
        tickets.is_tombstone and coalesce(suspended_users.is_suspended, false)
            as is_spam,
        tickets.is_tombstone as is_deleted,
        merges.ticket_id is not null as is_merged,
        tickets.is_tagged_test
        or coalesce(
            tickets.native_channel in ('sample_ticket', 'sample_interactive_ticket'),
            false
        ) as is_test,
        false as is_bot_answer_confirmed,
        not tickets.is_tombstone as is_status_stated,
        not tickets.is_tombstone as is_status_comparable,

        ---------- timestamps
        tickets.created_at,
        tickets.updated_at,
        cast(null as timestamp) as resolved_at,
        cast(null as timestamp) as closed_at,
        cast(null as timestamp) as snoozed_until,
        cast(null as timestamp) as requested_by_at,
        least(tickets.deleted_at, merges.merged_at) as removed_at

    from tickets
    left join merges on tickets.ticket_id = merges.ticket_id
    left join submitters
        on
            tickets.ticket_id = submitters.ticket_id
            and tickets.submitted_for_other_by = submitters.user_id
            and tickets.created_at = submitters.appeared_at
    left join suspended_users on tickets.requester_id = suspended_users.user_id
    left join statuses on lower(tickets.native_status) = statuses.native_status
    left join channels on lower(tickets.native_channel) = channels.native_channel
    left join priorities on lower(tickets.native_priority) = priorities.native_priority

)

select * from int_conversations_from_zendesk
