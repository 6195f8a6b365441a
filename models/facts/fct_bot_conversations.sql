-- One row per inbound conversation in which a bot that answers took part: whether it
-- dealt with it alone, and what the customer made of that.
with

conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and answering_bot_message_count > 0

),

ratings as (

    select
        conversation_key,
        bool_or(is_satisfied) as is_satisfied,
        bool_or(is_dissatisfied) as is_dissatisfied
    from {{ ref('fct_survey_answers') }}
    where kind = 'csat' and is_counted and conversation_key is not null
    group by conversation_key

),

contacts as (

    select * from {{ ref('fct_contacts') }}
    where contact_kind = 'conversation'

),

judged as (

    select
        conversations.*,
        conversations.is_bot_only
        and coalesce(
            ratings.is_satisfied or conversations.is_bot_answer_confirmed, false
        ) as is_confirmed,
        conversations.is_bot_only
        and coalesce(ratings.is_dissatisfied, false) as is_contradicted,
        contacts.repeat_window_ends_at,
        conversations.is_bot_only
        and coalesce(contacts.is_repeated, false) as is_back
    from conversations
    left join ratings on conversations.conversation_key = ratings.conversation_key
    left join contacts on conversations.conversation_key = contacts.conversation_key

),

fct_bot_conversations as (

    select
        conversation_key,
        source_system,
        channel,
        created_at,
        created_date,
        is_bot_only as is_contained,
        agent_message_count > 0 as has_human,
        handed_over_at is not null as is_handed_over,
        is_confirmed,
        is_bot_only and not is_confirmed and not is_contradicted as is_assumed,
        is_contradicted,
        is_back,
        repeat_window_ends_at
    from judged

)

select * from fct_bot_conversations
