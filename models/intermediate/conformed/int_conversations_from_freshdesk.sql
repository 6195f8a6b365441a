-- One row per Freshdesk ticket at hand, in the shape of every helpdesk's conversations.
with

tickets as (

    select * from {{ ref('int_freshdesk_tickets_current') }}

),

openers as (

    select * from {{ ref('int_freshdesk_openers_found') }}

),

merges as (

    select * from {{ ref('int_freshdesk_merges_found') }}

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'freshdesk'

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'freshdesk'

),

priorities as (

    select * from {{ ref('priority_map') }}
    where source_system = 'freshdesk'

),

int_conversations_from_freshdesk as (

    select
        ---------- ids
        tickets.conversation_key,
        'freshdesk' as source_system,
        tickets.account,
        {{ own_id('tickets.ticket_id', 'tickets.account') }} as native_id,
        {{ native_key("'freshdesk'", 'tickets.requester_id') }} as customer_key,
        {{ native_key("'freshdesk'", 'tickets.responder_id') }} as agent_key,
        {{ native_key("'freshdesk'", 'tickets.group_id') }} as team_key,
        {{ native_link("'freshdesk'", 'merges.merged_into_id') }} as merged_into_key,
        cast(null as {{ dbt.type_string() }}) as follow_up_of_key,
        cast(null as {{ dbt.type_string() }}) as problem_key,
        cast(null as {{ dbt.type_string() }}) as schedule_key,

        ---------- strings
        coalesce(channels.channel, 'other') as channel,
        -- A row without a status may still say that it is over.
        case
            when statuses.status is not null then statuses.status
            when tickets.native_status is not null then 'open'
            when tickets.closed_at is not null then 'closed'
            when tickets.resolved_at is not null then 'resolved'
            else 'open'
        end as status,
        tickets.native_status,
        tickets.native_channel,
        coalesce(priorities.priority, 'none') as priority,
        cast(null as {{ dbt.type_string() }}) as severity,
        nullif(lower(trim(tickets.topic)), '') as topic,
        cast(null as {{ dbt.type_string() }}) as locale,
        case when tickets.is_tagged_complaint then 'tag' end as complaint_stated_by,

        ---------- booleans
        tickets.native_status is not null
        and statuses.status is null as is_status_unknown,
        openers.is_agent_opened,
        openers.is_outbound,
        tickets.is_spam,
        tickets.is_deleted,
        merges.ticket_id is not null as is_merged,
        tickets.is_tagged_test as is_test,
        false as is_bot_answer_confirmed,
        true as is_status_stated,
        tickets.native_status is not null
        and not tickets.is_deleted as is_status_comparable,

        ---------- timestamps
        tickets.created_at,
        tickets.updated_at,
        tickets.resolved_at,
        tickets.closed_at,
        cast(null as timestamp) as snoozed_until,
        cast(null as timestamp) as requested_by_at,
        merges.merged_at as removed_at

    from tickets
    inner join openers on tickets.ticket_id = openers.ticket_id
    left join merges on tickets.ticket_id = merges.ticket_id
    left join statuses on lower(tickets.native_status) = statuses.native_status
    left join channels on lower(tickets.native_channel) = channels.native_channel
    left join priorities on lower(tickets.native_priority) = priorities.native_priority

)

select * from int_conversations_from_freshdesk
