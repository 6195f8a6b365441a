-- One row per Zendesk chat, and per message left offline: who took part, and how long
-- the visitor waited.
with

chats as (

    select * from {{ ref('int_zendesk_chats_current') }}

),

turns as (

    select
        chat_id,
        count_if(author_type = 'customer') as customer_turn_count,
        count_if(author_type = 'agent' and not is_empty) as agent_turn_count,
        count_if(author_type = 'bot') as bot_turn_count,
        count_if(is_answering_bot) as answering_bot_turn_count,
        count(distinct case when author_type = 'agent' then agent_id end)
            as agent_count,
        min_by(agent_id, turn_number) filter (
            where author_type = 'agent' and not is_empty
        ) as first_agent_id,
        max(sent_at) as last_turn_at
    from {{ ref('int_zendesk_chat_turns_listed') }}
    group by chat_id

),

ended as (

    select
        chats.*,
        turns.customer_turn_count,
        turns.agent_turn_count,
        turns.bot_turn_count,
        turns.answering_bot_turn_count,
        turns.agent_count,
        turns.first_agent_id,
        greatest(chats.requested_at, coalesce(chats.stated_end_at, turns.last_turn_at))
            as ended_at
    from chats
    left join turns on chats.chat_id = turns.chat_id

),

measured_waits as (

    select
        waits.chat_id,
        waits.wait_number,
        waits.replied_at,
        {{ seconds_between('waits.waiting_since_at', 'waits.replied_at') }}
            as wait_seconds,
        {{ seconds_between('waits.asked_at', 'waits.waiting_since_at') }}
            as bot_seconds,
        case
            when waits.replied_at is null
                then {{ seconds_between('waits.waiting_since_at', 'ended.ended_at') }}
        end as unanswered_seconds
    from {{ ref('int_zendesk_chat_waits_paired') }} as waits
    inner join ended on waits.chat_id = ended.chat_id

),

waits as (

    select
        chat_id,
        count(replied_at) as response_count,
        min(replied_at) as first_response_at,
        min_by(wait_seconds, wait_number) filter (where replied_at is not null)
            as first_wait_seconds,
        sum(wait_seconds) as total_wait_seconds,
        max(wait_seconds) as longest_wait_seconds,
        sum(bot_seconds) as bot_seconds,
        sum(unanswered_seconds) as unanswered_wait_seconds
    from measured_waits
    where coalesce(wait_seconds, 0) >= 0
    group by chat_id

),

int_chats_from_zendesk as (

    select
        {{ native_key("'zendesk'", 'ended.chat_id') }} as chat_key,
        ended.chat_id,
        'zendesk' as source_system,
        {{ native_link("'zendesk'", 'ended.ticket_id') }} as conversation_key,
        {{ native_link("'zendesk'", 'ended.first_agent_id') }} as agent_key,
        {{ hash_of('ended.visitor_email') }} as visitor_email_hash,
        ended.department_name,
        coalesce(ended.started_by, 'visitor') as started_by,
        ended.requested_at,
        waits.first_response_at,
        ended.ended_at,
        -- Without a history Zendesk's own seconds stand in, where it has the same.
        case
            when ended.agent_turn_count > 0 then waits.first_wait_seconds
            when ended.history is null then ended.native_first_response_seconds
        end as first_wait_seconds,
        waits.total_wait_seconds,
        case
            when ended.agent_turn_count > 0 then waits.longest_wait_seconds
            when ended.history is null then ended.native_longest_response_seconds
        end as longest_wait_seconds,
        waits.unanswered_wait_seconds,
        waits.bot_seconds,
        coalesce(waits.response_count, 0) as response_count,
        coalesce(ended.customer_turn_count, 0) as customer_turn_count,
        coalesce(ended.agent_turn_count, 0) as agent_turn_count,
        coalesce(ended.bot_turn_count, 0) as bot_turn_count,
        coalesce(ended.agent_count, 0) as agent_count,
        ended.native_rating,
        ended.is_offline_message,
        not ended.is_offline_message
        and (
            ended.is_native_missed
            or (
                coalesce(ended.agent_turn_count, 0) = 0
                and coalesce(ended.answering_bot_turn_count, 0) = 0
                and ended.native_first_response_seconds is null
                and (
                    coalesce(ended.started_by, 'visitor') = 'visitor'
                    or ended.customer_turn_count > 0
                )
            )
        ) as is_missed
    from ended
    left join waits on ended.chat_id = waits.chat_id

)

select * from int_chats_from_zendesk
