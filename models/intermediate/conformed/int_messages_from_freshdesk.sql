-- One row per message of the Freshdesk tickets at hand (the description, then replies
-- and notes), in the shape of every helpdesk's.
with

tickets as (

    select * from {{ ref('int_freshdesk_tickets_current') }}

),

conversations as (

    select * from {{ ref('int_freshdesk_conversations_current') }}

),

openers as (

    select * from {{ ref('int_freshdesk_openers_found') }}

),

first_words as (

    select
        ticket_id,
        {{ plain_letters('body') }} as letters
    from conversations
    where author_type = 'customer' and not is_marked_deleted
    qualify row_number() over (
        partition by ticket_id
        order by created_at, {{ id_number('conversation_id') }}
    ) = 1

),

openings as (

    select
        {{ native_key("'freshdesk'", "tickets.ticket_id || '-description'") }}
            as message_key,
        tickets.conversation_key,
        {{ native_key("'freshdesk'", 'openers.author_id') }} as author_key,
        case when openers.is_customer_opened then 'customer' else 'agent' end
            as author_type,
        tickets.description as body,
        true as is_public,
        false as is_deleted,
        {{ is_blank_text('tickets.description') }} and not tickets.has_attachment
            as is_empty,
        false as is_answering_bot,
        tickets.created_at as sent_at,
        cast(0 as bigint) as source_order
    from tickets
    inner join openers on tickets.ticket_id = openers.ticket_id
    left join first_words
        on
            tickets.ticket_id = first_words.ticket_id
            and {{ plain_letters('tickets.description') }} = first_words.letters
            and first_words.letters <> ''
    -- A web chat says its first message twice.
    where
        first_words.ticket_id is null
        or coalesce(tickets.native_channel, '') not in ('15', '16')
        or not openers.is_customer_opened

),

replies_and_notes as (

    select
        {{ native_key("'freshdesk'", 'conversation_id') }} as message_key,
        conversation_key,
        {{ native_key("'freshdesk'", 'user_id') }} as author_key,
        author_type,
        body,
        is_public,
        is_marked_deleted as is_deleted,
        {{ is_blank_text('body') }} and not has_attachment as is_empty,
        is_by_bot_user as is_answering_bot,
        created_at as sent_at,
        coalesce({{ id_number('conversation_id') }}, 1) as source_order
    from conversations

),

messages as (

    select * from openings
    union all
    select * from replies_and_notes

),

int_messages_from_freshdesk as (

    select
        ---------- ids
        message_key,
        conversation_key,
        author_key,

        ---------- strings
        'freshdesk' as source_system,
        author_type,
        body,
        cast(null as {{ dbt.type_string() }}) as suggested_article_key,

        ---------- booleans
        is_public,
        is_deleted,
        is_empty,
        is_answering_bot,
        false as is_fallback,

        ---------- timestamps and order
        sent_at,
        source_order

    from messages

)

select * from int_messages_from_freshdesk
