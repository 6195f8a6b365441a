{# More than of wrong dates may be such: no number suffers where only a name is missing. #}
{{ judge_by_share(max_share=0.05) }}

-- One row per conversation that names somebody, or a team, of whom the exports hold no
-- record, where they hold records of such at all.
with

conversations as (

    select * from {{ ref('fct_conversations') }}

),

strangers as (

    select customer_key as member_key
    from {{ ref('dim_customers') }}
    where
        not is_on_record
        and customer_key not like '%:unknown'
        and source_system in (
            select source_system from {{ ref('dim_customers') }}
            where is_on_record
        )

    union all

    select agent_key as member_key
    from {{ ref('dim_agents') }}
    where
        not is_on_record
        and agent_key not like '%:unknown'
        and source_system in (
            select source_system from {{ ref('dim_agents') }}
            where is_on_record
        )

    union all

    select team_key as member_key
    from {{ ref('dim_teams') }}
    where
        not is_on_record
        and team_key not like '%:unknown'
        and source_system in (
            select source_system from {{ ref('dim_teams') }}
            where is_on_record
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
