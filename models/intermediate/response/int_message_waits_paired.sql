-- One row per wait of a customer for a message: from the first customer message of a
-- conversation at hand that nobody had answered to the reply, or the closing, that
-- ended it.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

messages as (

    select * from {{ ref('int_messages_unioned') }}

),

calls as (

    select * from {{ ref('int_call_turns_listed') }}

),

openings as (

    select * from {{ ref('int_openings_found') }}

),

call_records as (

    select message_key
    from {{ ref('int_call_records_found') }}

),

-- Nobody waits for messages in a source that exports none.
sources_with_messages as (

    select 'zendesk' as source_system
    where exists (select 1 as found from {{ ref('int_zendesk_comment_versions') }})
    union all
    select 'intercom' as source_system
    where exists (select 1 as found from {{ ref('int_intercom_part_versions') }})
    union all
    select 'generic' as source_system
    where exists (select 1 as found from {{ ref('stg_generic__messages') }})
    union all
    select 'freshdesk' as source_system
    where
        exists (
            select 1 as found
            from {{ ref('int_freshdesk_conversation_versions') }}
        )
    union all
    select 'help_scout' as source_system
    where exists (
        select 1 as found
        from {{ ref('stg_help_scout__threads') }}
        where not is_line_item
    )

),

-- At one moment a reply comes before the closing that was sent with it. A conversation
-- that was made for a call has that call's own wait, unless the caller went on waiting;
-- one made for a chat began with it. Whoever answers a call has answered what was
-- written before it.
turns as (

    select
        conversations.conversation_key,
        'customer' as turn,
        0 as turn_rank,
        coalesce(openings.opened_at, conversations.created_at) as turned_at,
        0 as message_number,
        cast(null as {{ dbt.type_string() }}) as author_key
    from conversations
    inner join sources_with_messages
        on conversations.source_system = sources_with_messages.source_system
    left join openings
        on conversations.conversation_key = openings.conversation_key
    where
        not conversations.is_agent_opened
        and not conversations.is_outbound
        and not coalesce(openings.has_own_wait or openings.is_by_desk, false)

    union all

    select
        calls.conversation_key,
        'customer' as turn,
        1 as turn_rank,
        calls.asked_at as turned_at,
        0 as message_number,
        calls.call_key as author_key
    from calls
    inner join sources_with_messages
        on calls.source_system = sources_with_messages.source_system
    where calls.is_request

    union all

    select
        conversation_key,
        'reply' as turn,
        1 as turn_rank,
        answered_at as turned_at,
        0 as message_number,
        agent_key as author_key
    from calls
    where is_reply

    union all

    select
        messages.conversation_key,
        case when messages.is_customer_message then 'customer' else 'reply' end as turn,
        1 as turn_rank,
        messages.sent_at as turned_at,
        messages.message_number,
        messages.author_key
    from messages
    left join call_records on messages.message_key = call_records.message_key
    where
        (messages.is_customer_message or messages.is_human_reply)
        and call_records.message_key is null

    union all

    select
        conversation_key,
        'closing' as turn,
        2 as turn_rank,
        started_at as turned_at,
        run_number as message_number,
        cast(null as {{ dbt.type_string() }}) as author_key
    from {{ ref('int_status_runs_grouped') }}
    where status_group <> 'live' and coalesce(previous_group, 'live') = 'live'

),

ordered_turns as (

    select
        *,
        row_number() over (
            partition by conversation_key
            order by
                case when turn_rank = 0 then 0 else 1 end,
                turned_at,
                turn_rank,
                message_number,
                turn,
                author_key
        ) as turn_number
    from turns

),

turns_with_previous as (

    select
        *,
        lag(turn) over (
            partition by conversation_key order by turn_number
        ) as previous_turn
    from ordered_turns

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
        min_by(turn_rank, turn_number) = 0 as is_opening,
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
    from ordered_turns
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
