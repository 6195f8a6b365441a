-- One row per conversation at hand: whether it counts, and from when to when it may
-- stand in the backlog.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

counts as (

    select * from {{ ref('int_message_counts_summarised') }}

),

int_conversations_validated as (

    select
        conversations.conversation_key,
        not (
            conversations.is_spam
            or conversations.is_deleted
            or conversations.is_merged
            or conversations.is_test
        )
        and (
            not conversations.is_outbound
            or counts.first_customer_message_at is not null
        ) as is_valid,
        -- Null: never. What was deleted at a time that nobody knows was never in, nor
        -- what was deleted before its customer wrote.
        case
            when conversations.is_test then null
            when
                (
                    conversations.is_spam
                    or conversations.is_deleted
                    or conversations.is_merged
                )
                and conversations.removed_at is null
                then null
            when
                conversations.is_outbound
                and (
                    counts.first_customer_message_at is null
                    or (
                        (
                            conversations.is_spam
                            or conversations.is_deleted
                            or conversations.is_merged
                        )
                        and conversations.removed_at <= counts.first_customer_message_at
                    )
                )
                then null
            when conversations.is_outbound
                then
                    greatest(counts.first_customer_message_at, conversations.created_at)
            else conversations.created_at
        end as countable_from_at,
        case
            when
                conversations.is_spam
                or conversations.is_deleted
                or conversations.is_merged
                then conversations.removed_at
        end as removed_at
    from conversations
    left join counts on conversations.conversation_key = counts.conversation_key

)

select * from int_conversations_validated
