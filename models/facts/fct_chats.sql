-- One row per chat session.
with

chats as (

    select * from {{ ref('int_chats_from_zendesk') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

-- A department of the chat is the team of that name: its own id leads nowhere.
teams as (

    select
        source_system,
        lower(trim(name)) as team_name,
        min(team_key) as team_key
    from {{ ref('int_teams_listed') }}
    group by source_system, lower(trim(name))

),

customers as (

    select
        source_system,
        email_hash,
        min(person_native_key) as customer_key
    from {{ ref('int_people_listed') }}
    where is_customer and email_hash is not null
    group by source_system, email_hash

),

fct_chats as (

    select
        chats.chat_key,
        chats.source_system,
        'chat' as channel,
        conversations.conversation_key,
        coalesce(
            conversations.customer_key,
            customers.customer_key,
            chats.source_system || ':unknown'
        ) as customer_key,
        coalesce(chats.agent_key, chats.source_system || ':unknown') as agent_key,
        coalesce(
            teams.team_key,
            conversations.created_team_key,
            chats.source_system || ':unknown'
        ) as team_key,
        chats.department_name,
        coalesce(conversations.created_priority, 'none') as priority,
        chats.started_by,
        chats.requested_at,
        chats.first_response_at,
        chats.ended_at,
        {{ reporting_date('chats.requested_at') }} as requested_date,
        cast(chats.first_wait_seconds as decimal(18, 3)) as first_wait_seconds,
        cast(chats.total_wait_seconds as decimal(18, 3)) as total_wait_seconds,
        cast(chats.longest_wait_seconds as decimal(18, 3)) as longest_wait_seconds,
        cast(chats.unanswered_wait_seconds as decimal(18, 3))
            as unanswered_wait_seconds,
        cast(chats.bot_seconds as decimal(18, 3)) as bot_seconds,
        {{ seconds_between('chats.requested_at', 'chats.ended_at') }}
            as duration_seconds,
        cast(chats.response_count as bigint) as response_count,
        cast(chats.customer_turn_count as bigint) as customer_turn_count,
        cast(chats.agent_turn_count as bigint) as agent_turn_count,
        cast(chats.bot_turn_count as bigint) as bot_turn_count,
        cast(chats.agent_count as bigint) as agent_count,
        chats.native_rating as rating,
        chats.is_offline_message,
        chats.is_missed,
        coalesce(not conversations.is_test and not conversations.is_spam, true)
            as is_valid,
        {{ bucket_of('coalesce(conversations.conversation_key, chats.chat_key)') }}
            as conversation_bucket
    from chats
    left join conversations on chats.conversation_key = conversations.conversation_key
    left join teams
        on
            chats.source_system = teams.source_system
            and lower(trim(chats.department_name)) = teams.team_name
    left join customers
        on
            chats.source_system = customers.source_system
            and chats.visitor_email_hash = customers.email_hash

)

select * from fct_chats
