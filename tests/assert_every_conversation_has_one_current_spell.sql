-- One row per conversation without a current status, or with several, or with another
-- than it says.
with

current_spells as (

    select
        conversation_key,
        count(*) as spell_count,
        min(status) as status
    from {{ ref('fct_status_spells') }}
    where is_current
    group by conversation_key

)

select
    conversations.conversation_key,
    conversations.status,
    current_spells.status as current_status,
    current_spells.spell_count
from {{ ref('fct_conversations') }} as conversations
left join current_spells
    on conversations.conversation_key = current_spells.conversation_key
where
    coalesce(current_spells.spell_count, 0) <> 1
    or current_spells.status <> conversations.status
