-- One row per message of the conversations at hand, of all sources, in its order.
with

messages as (

    select * from {{ ref('int_messages_from_zendesk') }}
    union all
    select * from {{ ref('int_messages_from_freshdesk') }}
    union all
    select * from {{ ref('int_messages_from_intercom') }}
    union all
    select * from {{ ref('int_messages_from_generic') }}
    union all
    select * from {{ ref('int_messages_from_help_scout') }}

),

int_messages_unioned as (

    select
        message_key,
        conversation_key,
        author_key,
        source_system,
        author_type,
        is_public,
        is_deleted,
        is_empty,
        is_answering_bot,
        is_fallback,
        body,
        suggested_article_key,
        sent_at,
        row_number() over (
            partition by conversation_key
            order by sent_at, source_order, message_key
        ) as message_number,
        author_type = 'customer' and not is_deleted as is_customer_message,
        author_type = 'agent' and is_public and not is_deleted and not is_empty
            as is_human_reply,
        author_type = 'bot' and is_public and not is_deleted and not is_empty
            as is_bot_message,
        author_type = 'agent' and not is_public and not is_deleted as is_internal_note
    from messages

)

select * from int_messages_unioned
