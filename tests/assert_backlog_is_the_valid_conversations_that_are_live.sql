-- One row per conversation that stands in the backlog now and is not live, or the
-- reverse; or that stands in it more than once.
with

standing as (

    select
        conversation_key,
        sum(backlog_change) as times_in_backlog
    from {{ ref('fct_backlog_changes') }}
    group by conversation_key

),

live as (

    select
        conversations.conversation_key,
        case
            when
                conversations.is_valid
                and spells.status not in ('resolved', 'closed', 'cancelled')
                then 1
            else 0
        end as times_live
    from {{ ref('fct_conversations') }} as conversations
    inner join {{ ref('fct_status_spells') }} as spells
        on
            conversations.conversation_key = spells.conversation_key
            and spells.is_current

)

select
    live.conversation_key,
    live.times_live,
    standing.times_in_backlog
from live
left join standing on live.conversation_key = standing.conversation_key
where coalesce(standing.times_in_backlog, 0) <> live.times_live
