-- One row per Help Scout conversation at hand: since when it is spam, deleted or
-- merged, if it is.
with

conversations as (

    select * from {{ ref('int_help_scout_conversations_current') }}

),

first_versions as (

    select
        conversation_key,
        min_by(user_acted_at, version_number) filter (where is_spam) as spam_at,
        min_by(user_acted_at, version_number) filter (where is_deleted) as deleted_at
    from {{ ref('int_help_scout_versions_numbered') }}
    group by conversation_key

),

threads as (

    select
        *,
        max(case when native_status <> 'spam' then thread_number end) over (
            partition by conversation_key
        ) as last_other_number
    from {{ ref('int_help_scout_threads_current') }}
    where not is_brought_along

),

removing_threads as (

    select
        conversation_key,
        -- What was spam for a while and then was not, counts as if it never had been.
        min(created_at) filter (
            where
            native_status = 'spam'
            and thread_number > coalesce(last_other_number, 0)
        ) as spam_at,
        max(created_at) filter (where action_type = 'deleted-ticket') as deleted_at
    from threads
    group by conversation_key

),

int_help_scout_removals_dated as (

    select
        conversations.conversation_key,
        case
            when conversations.is_spam
                then coalesce(removing_threads.spam_at, first_versions.spam_at)
        end as spam_at,
        case
            when conversations.is_deleted
                then coalesce(removing_threads.deleted_at, first_versions.deleted_at)
        end as deleted_at,
        merges.conversation_id is not null as is_merged,
        merges.merged_into_id,
        merges.merged_at
    from conversations
    inner join first_versions
        on conversations.conversation_key = first_versions.conversation_key
    left join removing_threads
        on conversations.conversation_key = removing_threads.conversation_key
    left join {{ ref('int_help_scout_merges_found') }} as merges
        on conversations.conversation_id = merges.conversation_id

)

select * from int_help_scout_removals_dated
