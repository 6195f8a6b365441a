-- One row per message of the Intercom conversations at hand, its opening included, in
-- the shape of every helpdesk's.
with

parts as (

    select * from {{ ref('int_intercom_parts_current') }}
    where is_message

),

int_messages_from_intercom as (

    select
        ---------- ids
        {{ native_key("'intercom'", 'part_id') }} as message_key,
        conversation_key,
        {{ native_key("'intercom'", 'author_id') }} as author_key,

        ---------- strings
        'intercom' as source_system,
        author_type,
        body,
        cast(null as {{ dbt.type_string() }}) as suggested_article_key,

        ---------- booleans
        not is_note as is_public,
        is_redacted as is_deleted,
        {{ is_blank_text('body') }} and not has_attachment as is_empty,
        -- What the part says of its author, else whether the AI agent took part at all.
        author_type = 'bot' and coalesce(is_by_ai_agent, has_ai_agent)
            as is_answering_bot,
        false as is_fallback,

        ---------- timestamps and order
        created_at as sent_at,
        source_order

    from parts

)

select * from int_messages_from_intercom
