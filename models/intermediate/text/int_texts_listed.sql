-- One row per message with a text: the text, and the language that its conversation is
-- said to be in.
with

messages as (

    select * from {{ ref('int_messages_unioned') }}
    where not is_deleted and not is_empty and body is not null

),

conversations as (

    select
        conversation_key,
        lower(left(locale, 2)) as stated_language
    from {{ ref('int_conversations_unioned') }}

),

int_texts_listed as (

    select
        messages.message_key,
        messages.conversation_key,
        messages.author_type,
        conversations.stated_language,
        messages.body,
        md5(
            coalesce(conversations.stated_language, '')
            || '|' || {{ hash_of('messages.body') }}
        ) as text_key
    from messages
    inner join conversations
        on messages.conversation_key = conversations.conversation_key

)

select * from int_texts_listed
