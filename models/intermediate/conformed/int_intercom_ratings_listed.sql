-- One row per exported version of a rating of an Intercom conversation, and of one that
-- the AI agent was given.
with

conversations as (

    select * from {{ ref('stg_intercom__conversations') }}

),

parts as (

    select * from {{ ref('int_intercom_parts_newest') }}

),

-- When customers gave or changed a rating: versions before 2.14 don't say it otherwise.
rating_parts as (

    select
        conversation_id,
        max(created_at) as rated_at
    from parts
    where part_type = 'conversation_rating_changed'
    group by conversation_id

),

-- Who speaks for the AI agent in a conversation, by its last part there.
ai_agents as (

    select
        conversation_id,
        max_by(
            author_id,
            {{ ordered_by(
                'created_at', ordered_by(id_number('part_id'), 'load_number')
            ) }}
        ) as author_id
    from parts
    where is_by_ai_agent and author_id is not null
    group by conversation_id

),

int_intercom_ratings_listed as (

    select
        conversations.conversation_id || '/rating' as rating_id,
        conversations.conversation_id,
        coalesce(conversations.rating_contact_id, conversations.customer_id)
            as customer_id,
        conversations.rated_teammate_id as agent_id,
        cast(null as {{ dbt.type_string() }}) as wave,
        conversations.rating_asked_at as asked_at,
        coalesce(
            conversations.rating_updated_at,
            rating_parts.rated_at,
            conversations.rating_asked_at
        ) as answered_at,
        conversations.rating_score as score,
        conversations.updated_at,
        conversations.load_number,
        conversations.file_modified_at,
        conversations.file_path,
        conversations.file_row_number
    from conversations
    left join rating_parts
        on conversations.conversation_id = rating_parts.conversation_id
    where conversations.has_rating

    union all

    select
        conversations.conversation_id || '/ai_agent_rating' as rating_id,
        conversations.conversation_id,
        conversations.customer_id,
        coalesce(ai_agents.author_id, conversations.ai_agent_id) as agent_id,
        'ai_agent' as wave,
        conversations.ai_agent_created_at as asked_at,
        coalesce(conversations.ai_agent_updated_at, conversations.ai_agent_created_at)
            as answered_at,
        conversations.ai_agent_rating_score as score,
        conversations.updated_at,
        conversations.load_number,
        conversations.file_modified_at,
        conversations.file_path,
        conversations.file_row_number
    from conversations
    left join ai_agents on conversations.conversation_id = ai_agents.conversation_id
    where conversations.ai_agent_rating_score is not null

)

select * from int_intercom_ratings_listed
