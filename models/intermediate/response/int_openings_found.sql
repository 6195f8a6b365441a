-- One row per conversation at hand that was made for a call or a chat which was there
-- before it: since when the customer was there.
with

conversations as (

    select
        conversation_key,
        created_at
    from {{ ref('int_conversations_unioned') }}

),

calls as (

    select
        conversation_key,
        asked_at as opened_at,
        is_wait as has_own_wait,
        false as is_by_desk,
        call_key as contact_key
    from {{ ref('int_call_turns_listed') }}
    where is_opening

),

chats as (

    select
        chats.conversation_key,
        chats.requested_at as opened_at,
        false as has_own_wait,
        chats.started_by <> 'visitor' as is_by_desk,
        chats.chat_key as contact_key
    from {{ ref('int_chats_from_zendesk') }} as chats
    inner join conversations on chats.conversation_key = conversations.conversation_key
    where chats.requested_at <= conversations.created_at

),

contacts as (

    select * from calls
    union all
    select * from chats

),

int_openings_found as (

    select
        contacts.conversation_key,
        least(contacts.opened_at, conversations.created_at) as opened_at,
        contacts.has_own_wait,
        contacts.is_by_desk
    from contacts
    inner join conversations
        on contacts.conversation_key = conversations.conversation_key
    qualify row_number() over (
        partition by contacts.conversation_key
        order by contacts.opened_at, contacts.contact_key
    ) = 1

)

select * from int_openings_found
