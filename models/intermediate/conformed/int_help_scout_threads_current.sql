-- One row per thread of the Help Scout conversations at hand that was sent: its newest
-- version, and whose doing it is.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'help_scout'

),

-- The newest version decides to which conversation a thread belongs.
newest_versions as (

    select
        *,
        min(conversation_id) over (partition by thread_id)
        <> max(conversation_id) over (partition by thread_id) as has_moved
    from {{ ref('stg_help_scout__threads') }}
    qualify row_number() over (
        partition by thread_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

authored as (

    select
        *,
        coalesce(created_by_type = 'customer', false) as is_by_customer,
        -- What a workflow sends acknowledges, whoever it stands for.
        not is_by_workflow
        and (
            coalesce(created_by_type = 'system_user', false)
            or (is_by_listed_bot and coalesce(created_by_type <> 'customer', true))
        ) as is_by_answering_bot
    from newest_versions
    where not is_unsent

),

at_hand as (

    select
        touched.conversation_key,
        authored.*,
        -- Whoever typed it in, it is what the customer said.
        not authored.is_line_item
        and (
            coalesce(authored.thread_type = 'customer', false)
            or authored.is_by_customer
        ) as is_customers_word,
        coalesce(authored.created_by_type in ('user', 'team'), false)
        and not authored.is_by_answering_bot
        and not authored.is_by_workflow as is_touch_by_user,
        -- What a merge brought from before the creation is not the conversation's own.
        coalesce(authored.created_at < conversations.created_at, false)
        and bool_or(coalesce(authored.action_type = 'merged', false)) over (
            partition by touched.conversation_key
        ) as is_from_before
    from authored
    inner join touched on authored.conversation_id = touched.native_id
    left join {{ ref('int_help_scout_conversations_current') }} as conversations
        on touched.conversation_key = conversations.conversation_key

),

int_help_scout_threads_current as (

    select
        conversation_key,
        thread_id,
        conversation_id,
        created_by_id,
        customer_id,
        assigned_to_id,
        from_mailbox_id,
        thread_type,
        native_state,
        action_type,
        native_status,
        body,
        is_line_item,
        is_by_workflow,
        is_assignee_told,
        has_attachment,
        created_at,
        is_by_customer,
        is_by_answering_bot,
        is_customers_word,
        is_touch_by_user,
        is_from_before,
        is_from_before or coalesce(has_moved, false) as is_brought_along,
        row_number() over (
            partition by
                conversation_key, is_from_before or coalesce(has_moved, false)
            order by created_at, {{ id_number('thread_id') }}, thread_id
        ) as thread_number
    from at_hand

)

select * from int_help_scout_threads_current
