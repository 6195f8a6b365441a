-- One row per part of the Intercom conversations at hand, in its newest version, per
-- opening message, which is no part, and per first reply of which only the time is
-- known.
with

conversations as (

    select * from {{ ref('int_intercom_conversations_current') }}

),

-- The newest version decides to which conversation a part belongs.
newest_versions as (

    select * from {{ ref('int_intercom_parts_newest') }}

),

openings as (

    select
        conversation_key,
        conversation_id,
        conversation_id || '/source' as part_id,
        opening_author_id as author_id,
        cast(null as {{ dbt.type_string() }}) as assigned_id,
        'opening' as part_type,
        opening_author_type as native_author_type,
        cast(null as {{ dbt.type_string() }}) as assigned_type,
        cast(null as {{ dbt.type_string() }}) as native_state,
        opening_body as body,
        is_opened_by_operator as is_by_operator,
        is_opened_by_ai_agent as is_by_ai_agent,
        has_opening_attachment as has_attachment,
        is_opening_redacted as is_redacted,
        created_at,
        has_ai_agent,
        true as is_opening,
        true as is_exported
    from conversations
    where opening_author_type is not null

),

parts as (

    select
        conversations.conversation_key,
        newest_versions.conversation_id,
        newest_versions.part_id,
        newest_versions.author_id,
        newest_versions.assigned_id,
        newest_versions.part_type,
        newest_versions.native_author_type,
        newest_versions.assigned_type,
        newest_versions.native_state,
        newest_versions.body,
        newest_versions.is_by_operator,
        newest_versions.is_by_ai_agent,
        newest_versions.has_attachment,
        newest_versions.is_redacted,
        newest_versions.created_at,
        conversations.has_ai_agent,
        false as is_opening,
        true as is_exported
    from newest_versions
    inner join conversations
        on newest_versions.conversation_id = conversations.conversation_id

),

parts_at_hand as (

    select
        conversation_key,
        count(*) as part_count,
        min(created_at) as first_at
    from parts
    group by conversation_key

),

-- The first reply is among the parts that are missing, yet Intercom tells when it was.
replies_not_exported as (

    select
        conversations.conversation_key,
        conversations.conversation_id,
        conversations.conversation_id || '/first_reply' as part_id,
        cast(null as {{ dbt.type_string() }}) as author_id,
        cast(null as {{ dbt.type_string() }}) as assigned_id,
        -- A reply that also closes is one part, of the type close.
        case
            when
                conversations.stated_last_close_at
                = conversations.stated_first_admin_reply_at
                then 'close'
            else 'reply_not_exported'
        end as part_type,
        'admin' as native_author_type,
        cast(null as {{ dbt.type_string() }}) as assigned_type,
        cast(null as {{ dbt.type_string() }}) as native_state,
        '[not exported]' as body,
        false as is_by_operator,
        false as is_by_ai_agent,
        false as has_attachment,
        false as is_redacted,
        conversations.stated_first_admin_reply_at as created_at,
        conversations.has_ai_agent,
        false as is_opening,
        false as is_exported
    from conversations
    left join parts_at_hand
        on conversations.conversation_key = parts_at_hand.conversation_key
    where
        conversations.stated_first_admin_reply_at
        < {{ or_never('parts_at_hand.first_at') }}
        and coalesce(parts_at_hand.part_count, 0) + 1
        < conversations.stated_conversation_parts_count

),

all_parts as (

    select * from openings
    union all
    select * from parts
    union all
    select * from replies_not_exported

),

int_intercom_parts_gathered as (

    select
        conversation_key,
        conversation_id,
        part_id,
        author_id,
        assigned_id,
        part_type,
        native_author_type,
        assigned_type,
        native_state,
        body,
        is_by_operator,
        is_by_ai_agent,
        has_attachment,
        is_redacted,
        created_at,
        has_ai_agent,
        is_opening,
        is_exported
    from all_parts

)

select * from int_intercom_parts_gathered
