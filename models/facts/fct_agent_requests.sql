-- One row per answer of an agent to a request, and per request that an agent resolved.
with

conversations as (

    select * from {{ ref('fct_conversations') }}

),

-- A call or a post that belongs to no conversation is a request of its own.
answered as (

    select
        'answered|' || responses.response_key as agent_request_key,
        'answered' as event,
        coalesce(responses.conversation_key, responses.response_key) as request_key,
        responses.source_system,
        responses.channel,
        responses.team_key,
        responses.agent_key,
        responses.responded_at as event_at,
        coalesce(conversations.is_agent_opened, false) as is_agent_opened,
        conversations.follow_up_of_key is not null as is_follow_up
    from {{ ref('fct_responses') }} as responses
    left join conversations
        on responses.conversation_key = conversations.conversation_key
    where responses.is_inbound and responses.responded_at is not null

),

resolved as (

    select
        'resolved|' || conversation_key as agent_request_key,
        'resolved' as event,
        conversation_key as request_key,
        source_system,
        channel,
        resolved_team_key as team_key,
        resolved_agent_key as agent_key,
        last_resolved_at as event_at,
        is_agent_opened,
        follow_up_of_key is not null as is_follow_up
    from conversations
    where
        is_inbound
        and is_resolved
        and not is_bot_only
        and last_resolved_at is not null

),

events as (

    select * from answered
    union all
    select * from resolved

),

fct_agent_requests as (

    select
        agent_request_key,
        event,
        request_key,
        source_system,
        channel,
        team_key,
        agent_key,
        event_at,
        {{ reporting_date('event_at') }} as event_date,
        is_agent_opened,
        is_follow_up,
        agent_key not like '%:unknown' as is_agent_known
    from events

)

select * from fct_agent_requests
