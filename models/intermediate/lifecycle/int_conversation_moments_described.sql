-- One row per conversation at hand: its team, priority and agent at the moments that
-- numbers are dated by.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

states as (

    select * from {{ ref('int_states_tracked') }}

),

messages as (

    select * from {{ ref('int_message_counts_summarised') }}

),

resolutions as (

    select * from {{ ref('int_resolutions_summarised') }}

),

at_first_response as (

    select
        messages.conversation_key,
        states.team_key,
        states.priority
    from messages
    inner join conversations
        on messages.conversation_key = conversations.conversation_key
    inner join states
        on
            messages.conversation_key = states.conversation_key
            and greatest(messages.first_human_response_at, conversations.created_at)
            >= states.valid_from_at
            and greatest(messages.first_human_response_at, conversations.created_at)
            < {{ or_never('states.valid_to_at') }}
    where messages.first_human_response_at is not null

),

at_last_resolution as (

    select
        resolutions.conversation_key,
        states.team_key,
        states.priority,
        states.agent_key
    from resolutions
    inner join conversations
        on resolutions.conversation_key = conversations.conversation_key
    inner join states
        on
            resolutions.conversation_key = states.conversation_key
            and greatest(resolutions.last_resolved_at, conversations.created_at)
            >= states.valid_from_at
            and greatest(resolutions.last_resolved_at, conversations.created_at)
            < {{ or_never('states.valid_to_at') }}
    where resolutions.last_resolved_at is not null

),

-- Without an assignee, whoever wrote last before it has resolved it.
last_replies as (

    select
        resolutions.conversation_key,
        max_by(replies.author_key, replies.message_number) as author_key
    from resolutions
    inner join {{ ref('int_messages_unioned') }} as replies
        on
            resolutions.conversation_key = replies.conversation_key
            and replies.is_human_reply
            and resolutions.last_resolved_at >= replies.sent_at
    group by resolutions.conversation_key

),

assignments as (

    select
        conversations.conversation_key,
        bool_or(
            states.agent_key not like '%:unknown'
            or conversations.agent_key not like '%:unknown'
        ) as is_ever_assigned
    from conversations
    inner join states on conversations.conversation_key = states.conversation_key
    group by conversations.conversation_key

),

int_conversation_moments_described as (

    select
        conversations.conversation_key,
        first_states.created_team_key,
        first_states.created_priority,
        at_first_response.team_key as first_response_team_key,
        at_first_response.priority as first_response_priority,
        at_last_resolution.team_key as resolved_team_key,
        at_last_resolution.priority as resolved_priority,
        case
            when at_last_resolution.agent_key like '%:unknown'
                then coalesce(last_replies.author_key, at_last_resolution.agent_key)
            else at_last_resolution.agent_key
        end as resolved_agent_key,
        coalesce(assignments.is_ever_assigned, false) as is_ever_assigned
    from conversations
    left join {{ ref('int_first_states_known') }} as first_states
        on conversations.conversation_key = first_states.conversation_key
    left join at_first_response
        on conversations.conversation_key = at_first_response.conversation_key
    left join at_last_resolution
        on conversations.conversation_key = at_last_resolution.conversation_key
    left join last_replies
        on conversations.conversation_key = last_replies.conversation_key
    left join assignments
        on conversations.conversation_key = assignments.conversation_key

)

select * from int_conversation_moments_described
