{{ judge_by_share() }}

-- One row per conversation that was created, written in or changed after as-of: dates
-- that lie in the future of the data.
with

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

counted as (

    select count(*) as conversation_count
    from {{ ref('fct_conversations') }}

),

happenings as (

    select
        conversation_key,
        created_at as happened_at
    from {{ ref('fct_conversations') }}

    union all

    select
        conversation_key,
        sent_at as happened_at
    from {{ ref('fct_messages') }}

    union all

    select
        conversation_key,
        changed_at as happened_at
    from {{ ref('fct_status_spells') }}

)

select
    happenings.conversation_key,
    max(happenings.happened_at) as last_happened_at,
    true as is_user_data,
    counted.conversation_count as tested_row_count
from happenings
cross join as_of
cross join counted
where happenings.happened_at > as_of.as_of_at
group by happenings.conversation_key, counted.conversation_count
