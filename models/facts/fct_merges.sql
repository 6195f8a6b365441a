-- One row per conversation that was merged into another one, with where it ended up.
with recursive

merged_conversations as (

    select
        conversation_key,
        source_system,
        merged_into_key
    from {{ ref('fct_conversations') }}
    where merged_into_key <> conversation_key

),

-- What was merged, step by step to where it ended up.
steps (conversation_key, target_key, depth) as (

    select
        conversation_key,
        merged_into_key as target_key,
        1 as depth
    from merged_conversations

    union all

    select
        steps.conversation_key,
        onward.merged_into_key as target_key,
        steps.depth + 1 as depth
    from steps
    inner join merged_conversations as onward
        on steps.target_key = onward.conversation_key
    where
        onward.merged_into_key <> steps.conversation_key
        and steps.depth < 20

),

-- Where merges run in a circle there is no end: then it is the first target.
final_targets as (

    select
        steps.conversation_key,
        coalesce(
            max_by(steps.target_key, steps.depth)
            filter (where onward.conversation_key is null),
            min_by(steps.target_key, steps.depth)
        ) as final_target_key,
        count_if(onward.conversation_key is null) = 0 as is_endless
    from steps
    left join merged_conversations as onward
        on steps.target_key = onward.conversation_key
    group by steps.conversation_key

),

fct_merges as (

    select
        merged_conversations.conversation_key,
        merged_conversations.source_system,
        merged_conversations.merged_into_key,
        final_targets.final_target_key,
        final_targets.is_endless
    from merged_conversations
    inner join final_targets
        on merged_conversations.conversation_key = final_targets.conversation_key

)

select * from fct_merges
