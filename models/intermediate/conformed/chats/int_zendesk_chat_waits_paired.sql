-- One row per wait of a visitor of a Zendesk chat: from the request, or the first
-- message that nobody had answered, to an agent's message, or until the visitor left.
with

turns as (

    select
        chat_id,
        'customer' as turn,
        0 as turn_number,
        requested_at as turned_at
    from {{ ref('int_zendesk_chats_current') }}
    where
        not is_offline_message
        and coalesce(started_by, 'visitor') = 'visitor'

    union all

    select
        turns.chat_id,
        case turns.author_type when 'customer' then 'customer' else 'reply' end as turn,
        turns.turn_number,
        turns.sent_at as turned_at
    from {{ ref('int_zendesk_chat_turns_listed') }} as turns
    inner join {{ ref('int_zendesk_chats_current') }} as chats
        on turns.chat_id = chats.chat_id
    where
        not chats.is_offline_message
        and (
            turns.author_type = 'customer'
            or (turns.author_type = 'agent' and not turns.is_empty)
        )

),

turns_with_previous as (

    select
        *,
        lag(turn) over (partition by chat_id order by turn_number) as previous_turn
    from turns

),

numbered_turns as (

    select
        *,
        count_if(turn = 'customer' and coalesce(previous_turn, '') <> 'customer') over (
            partition by chat_id
            order by turn_number
            rows between unbounded preceding and current row
        ) as wait_number
    from turns_with_previous

),

waits as (

    select
        chat_id,
        wait_number,
        min(turn_number) as first_turn_number,
        min_by(turned_at, turn_number) as asked_at,
        min(turn_number) filter (where turn = 'reply') as reply_turn_number,
        min_by(turned_at, turn_number) filter (where turn = 'reply') as replied_at
    from numbered_turns
    where wait_number > 0
    group by chat_id, wait_number

),

-- A bot that answers has the visitor until its last word: only then does the visitor
-- wait for a person.
handovers as (

    select
        waits.chat_id,
        waits.wait_number,
        max(bot_turns.sent_at) as handed_over_at
    from waits
    inner join {{ ref('int_zendesk_chat_turns_listed') }} as bot_turns
        on
            waits.chat_id = bot_turns.chat_id
            and bot_turns.is_answering_bot
            and waits.first_turn_number < bot_turns.turn_number
            and bot_turns.turn_number
            < coalesce(waits.reply_turn_number, 9223372036854775807)
    group by waits.chat_id, waits.wait_number

),

int_zendesk_chat_waits_paired as (

    select
        waits.chat_id,
        waits.wait_number,
        waits.asked_at,
        greatest(waits.asked_at, coalesce(handovers.handed_over_at, waits.asked_at))
            as waiting_since_at,
        waits.replied_at
    from waits
    left join handovers
        on
            waits.chat_id = handovers.chat_id
            and waits.wait_number = handovers.wait_number

)

select * from int_zendesk_chat_waits_paired
