-- One row per message of a chat of a Zendesk ticket at hand that is no comment of it:
-- most tickets of chats hold the transcript alone.
with

chats as (

    select
        tickets.conversation_key,
        tickets.requester_id,
        chats.chat_id,
        chats.ticket_id
    from {{ ref('int_zendesk_chats_current') }} as chats
    inner join {{ ref('int_zendesk_tickets_current') }} as tickets
        on chats.ticket_id = tickets.ticket_id

),

turns as (

    select
        chats.conversation_key,
        chats.requester_id,
        chats.ticket_id,
        turns.*
    from {{ ref('int_zendesk_chat_turns_listed') }} as turns
    inner join chats on turns.chat_id = chats.chat_id

),

-- One comment that says what one message of the chat says, and the ticket holds them
-- all, whether as comments or in its audits.
chats_in_comments as (

    select distinct turns.chat_id
    from turns
    inner join {{ ref('int_zendesk_comments_current') }} as comments
        on
            turns.ticket_id = comments.ticket_id
            and trim(turns.body) = trim(comments.body)
    where not turns.is_empty

),

int_zendesk_chat_messages_found as (

    select
        turns.conversation_key,
        turns.ticket_id,
        turns.chat_id,
        turns.turn_number,
        turns.author_type,
        case
            when turns.author_type = 'customer' then turns.requester_id
            else turns.agent_id
        end as author_id,
        turns.body,
        turns.is_empty,
        turns.is_answering_bot,
        turns.sent_at
    from turns
    left join chats_in_comments on turns.chat_id = chats_in_comments.chat_id
    where chats_in_comments.chat_id is null

)

select * from int_zendesk_chat_messages_found
