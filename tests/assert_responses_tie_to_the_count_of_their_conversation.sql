-- One row per conversation whose count of responses is not that of its answered waits.
with

answered as (

    select
        conversation_key,
        count(*) as response_count
    from {{ ref('fct_responses') }}
    where wait_outcome = 'answered' and response_kind <> 'social'
    group by conversation_key

)

select
    conversations.conversation_key,
    conversations.response_count,
    answered.response_count as answered_count
from {{ ref('fct_conversations') }} as conversations
left join answered on conversations.conversation_key = answered.conversation_key
where conversations.response_count <> coalesce(answered.response_count, 0)
