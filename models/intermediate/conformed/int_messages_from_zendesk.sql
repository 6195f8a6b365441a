-- One row per comment of the Zendesk tickets at hand, in the shape of every helpdesk's.
with

comments as (

    select * from {{ ref('int_zendesk_comments_current') }}

),

roles as (

    select * from {{ ref('int_zendesk_roles_judged') }}

),

-- Tickets whose chats are told by the chat itself: their comments of the chat are its
-- transcript, which nobody wrote.
chat_messages as (

    select * from {{ ref('int_zendesk_chat_messages_found') }}

),

tickets_with_chat_messages as (

    select distinct ticket_id
    from chat_messages

),

int_messages_from_zendesk as (

    select
        ---------- ids
        {{ native_key("'zendesk'", 'comments.comment_id') }} as message_key,
        comments.conversation_key,
        {{ native_key("'zendesk'", 'comments.author_id') }} as author_key,

        ---------- strings
        'zendesk' as source_system,
        case
            when comments.via_rel = 'merge' then 'system'
            when
                tickets_with_chat_messages.ticket_id is not null
                and comments.native_channel in ('chat', 'chat_transcript')
                then 'system'
            when
                coalesce(comments.author_id, '-1') = '-1'
                or comments.native_channel = 'rule'
                or comments.native_channel like 'answer_bot%'
                or {{ id_is_among('comments.author_id', var('zendesk_bot_user_ids')) }}
                then 'bot'
            when roles.is_agent then 'agent'
            else 'customer'
        end as author_type,
        comments.body,
        cast(null as {{ dbt.type_string() }}) as suggested_article_key,

        ---------- booleans
        comments.is_public,
        comments.is_deleted,
        {{ is_blank_text('comments.body') }} and not comments.has_attachment
            as is_empty,
        coalesce(comments.native_channel like 'answer_bot%', false)
        or {{ id_is_among('comments.author_id', var('zendesk_bot_user_ids')) }}
            as is_answering_bot,
        false as is_fallback,

        ---------- timestamps and order
        comments.created_at as sent_at,
        coalesce({{ id_number('comments.comment_id') }}, 0) as source_order

    from comments
    left join roles
        on
            comments.ticket_id = roles.ticket_id
            and comments.author_id = roles.user_id
            and comments.created_at = roles.appeared_at
    left join tickets_with_chat_messages
        on comments.ticket_id = tickets_with_chat_messages.ticket_id

    union all

    select
        {{ native_key("'zendesk'", 'chat_id') }}
        || '#' || cast(turn_number as {{ dbt.type_string() }}) as message_key,
        conversation_key,
        {{ native_key("'zendesk'", 'author_id') }} as author_key,
        'zendesk' as source_system,
        author_type,
        body,
        cast(null as {{ dbt.type_string() }}) as suggested_article_key,
        true as is_public,
        false as is_deleted,
        is_empty,
        is_answering_bot,
        false as is_fallback,
        sent_at,
        turn_number as source_order
    from chat_messages

)

select * from int_messages_from_zendesk
