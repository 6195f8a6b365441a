-- One row per wait of a customer for a message: from the first customer message of a
-- conversation at hand that nobody had answered to the reply, or the closing, that
-- ended it.
with

turns as (

    select * from {{ ref('int_turns_ordered') }}

),

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

turns_with_previous as (

    select
        *,
        lag(turn) over (
            partition by conversation_key order by turn_number
        ) as previous_turn
    from turns

),

-- Each customer turn after anything but a customer turn begins a wait; what follows,
-- up to the next beginning, belongs to it.
numbered_turns as (

    select
        *,
        count_if(turn = 'customer' and coalesce(previous_turn, '') <> 'customer') over (
            partition by conversation_key
            order by turn_number
            rows between unbounded preceding and current row
        ) as wait_number
    from turns_with_previous

),

waits as (

    select
        conversation_key,
        wait_number,
        min(turn_number) as first_turn_number,
        min_by(turned_at, turn_number) as waiting_since_at,
        min_by(is_opening, turn_number) as is_opening,
        min_by(turn, turn_number) filter (where turn <> 'customer') as ending_turn,
        min_by(turned_at, turn_number) filter (where turn <> 'customer') as ended_at,
        min_by(author_key, turn_number) filter (where turn <> 'customer')
            as responder_key,
        min_by(message_number, turn_number) filter (where turn <> 'customer')
            as ending_message_number
    from numbered_turns
    where wait_number > 0
    group by conversation_key, wait_number

),

first_replies as (

    select
        conversation_key,
        min(turn_number) as first_reply_turn_number
    from turns
    where turn = 'reply'
    group by conversation_key

),

bot_messages as (

    select
        waits.conversation_key,
        waits.wait_number
    from waits
    inner join messages
        on
            waits.conversation_key = messages.conversation_key
            and messages.is_bot_message
            and waits.waiting_since_at <= messages.sent_at
            and messages.sent_at < {{ or_never('waits.ended_at') }}
    group by waits.conversation_key, waits.wait_number

),

int_message_waits_paired as (

    select
        waits.conversation_key,
        waits.wait_number,
        waits.waiting_since_at,
        waits.ended_at,
        waits.is_opening,
        case waits.ending_turn
            when 'reply' then 'answered'
            when 'closing' then 'closed_without_reply'
            else 'open'
        end as wait_outcome,
        case when waits.ending_turn = 'reply' then waits.ended_at end as responded_at,
        case when waits.ending_turn = 'reply' then waits.responder_key end
            as responder_key,
        -- An answered call is no message: it has no place among them.
        case
            when waits.ending_turn = 'reply' then nullif(waits.ending_message_number, 0)
        end as response_message_number,
        -- Thanks for an answer need none: closing on them leaves nobody waiting.
        coalesce(
            waits.ending_turn = 'closing'
            and first_replies.first_reply_turn_number < waits.first_turn_number,
            false
        ) as is_acknowledgement,
        bot_messages.wait_number is not null as has_bot_reply
    from waits
    left join first_replies on waits.conversation_key = first_replies.conversation_key
    left join bot_messages
        on
            waits.conversation_key = bot_messages.conversation_key
            and waits.wait_number = bot_messages.wait_number

)

select * from int_message_waits_paired
