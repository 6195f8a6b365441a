{# No number suffers where only a name is missing: more may be than of wrong dates. #}
{{ judge_by_share(max_share=0.05) }}

-- One row per conversation that names somebody, or a team, of whom the exports hold no
-- record, where they hold records of such at all.
with

conversations as (

    select * from {{ ref('fct_conversations') }}

),

strangers as (

    select members.customer_key as member_key
    from {{ ref('dim_customers') }} as members
    where
        not members.is_on_record
        and members.customer_key not like '%:unknown'
        and members.source_system in (
            select recorded.source_system
            from {{ ref('dim_customers') }} as recorded
            where recorded.is_on_record
        )

    union all

    select members.agent_key as member_key
    from {{ ref('dim_agents') }} as members
    where
        not members.is_on_record
        and members.agent_key not like '%:unknown'
        and members.source_system in (
            select recorded.source_system
            from {{ ref('dim_agents') }} as recorded
            where recorded.is_on_record
        )

    union all

    select members.team_key as member_key
    from {{ ref('dim_teams') }} as members
    where
        not members.is_on_record
        and members.team_key not like '%:unknown'
        and members.source_system in (
            select recorded.source_system
            from {{ ref('dim_teams') }} as recorded
            where recorded.is_on_record
        )

),

counted as (

    select count(*) as conversation_count
    from conversations

)

select
    conversations.conversation_key,
    conversations.customer_key,
    conversations.agent_key,
    conversations.team_key,
    true as is_user_data,
    counted.conversation_count as tested_row_count
from conversations
cross join counted
where
    conversations.customer_key in (select strangers.member_key from strangers)
    or conversations.agent_key in (select strangers.member_key from strangers)
    or conversations.team_key in (select strangers.member_key from strangers)
