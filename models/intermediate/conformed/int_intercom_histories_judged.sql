-- One row per Intercom conversation at hand: how it began, and whether all of its parts
-- are there.
with

conversations as (

    select * from {{ ref('int_intercom_conversations_current') }}

),

parts as (

    select * from {{ ref('int_intercom_parts_current') }}

),

counts as (

    select
        conversation_key,
        count_if(not is_opening and is_exported) as part_count,
        coalesce(bool_or(is_opening and author_type = 'agent'), false)
            as is_opening_by_agent,
        coalesce(bool_or(is_opening and author_type = 'bot'), false)
            as is_opening_by_bot,
        coalesce(
            bool_or(author_type = 'customer' and is_message and not is_redacted), false
        ) as has_customer_message
    from parts
    group by conversation_key

),

moves as (

    select distinct conversation_key
    from {{ ref('int_intercom_statuses_followed') }}
    where status is not null

),

int_intercom_histories_judged as (

    select
        conversations.conversation_key,
        conversations.created_at,
        case
            when coalesce(counts.is_opening_by_agent, false) then 'open'
            else 'new'
        end as initial_status,
        moves.conversation_key is not null as has_moved,
        -- Intercom gives the newest 500 parts, and its count includes the opening.
        coalesce(
            coalesce(counts.part_count, 0) + 1
            >= conversations.stated_conversation_parts_count,
            true
        ) as is_whole,
        coalesce(counts.has_customer_message, false) as has_customer_message,
        case
            when
                conversations.delivered_as in (
                    'admin_initiated', 'campaigns_initiated', 'automated'
                )
                then 'desk'
            when conversations.delivered_as = 'operator_initiated' then 'bot'
            when counts.is_opening_by_agent
                then
                    case
                        when conversations.delivered_as is null then 'desk'
                        else 'agent'
                    end
            when counts.is_opening_by_bot and conversations.delivered_as is null
                then 'bot'
            else 'customer'
        end as opened_by
    from conversations
    left join counts on conversations.conversation_key = counts.conversation_key
    left join moves on conversations.conversation_key = moves.conversation_key

)

select * from int_intercom_histories_judged
