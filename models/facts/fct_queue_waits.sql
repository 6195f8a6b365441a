-- One row per wait in a queue: of a call, of a chat for its first answer, of anything
-- else for the first answer of a person.
with

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

calls as (

    select
        'call ' || call_key as queue_wait_key,
        'call' as queue_kind,
        source_system,
        channel,
        team_key,
        priority,
        customer_key,
        agent_key,
        conversation_key,
        queue,
        queued_at as entered_at,
        queued_date as entered_date,
        case
            when is_waiting then 'waiting'
            when outcome = 'answered' then 'answered'
            else 'left'
        end as queue_outcome,
        case
            when queue_seconds <= {{ var('longest_queue_minutes') }} * 60
                then queue_seconds
        end as waited_seconds,
        data_issue
    from {{ ref('fct_calls') }}
    where is_valid and is_offered

),

-- A chat is exported once it is over.
chats as (

    select
        'chat ' || chat_key as queue_wait_key,
        'chat' as queue_kind,
        source_system,
        channel,
        team_key,
        priority,
        customer_key,
        agent_key,
        conversation_key,
        department_name as queue,
        requested_at as entered_at,
        requested_date as entered_date,
        case when first_wait_seconds is not null then 'answered' else 'left' end
            as queue_outcome,
        coalesce(first_wait_seconds, unanswered_wait_seconds) as waited_seconds,
        cast(null as {{ dbt.type_string() }}) as data_issue
    from {{ ref('fct_chats') }}
    where
        is_valid
        and not is_offline_message
        and (is_missed or first_wait_seconds is not null)

),

chatted as (

    select distinct conversation_key
    from chats
    where conversation_key is not null

),

-- What a call or a chat has told is not told again, and nobody waits for a person in
-- what a bot dealt with alone.
messages as (

    select
        'wait ' || responses.response_key as queue_wait_key,
        'message' as queue_kind,
        responses.source_system,
        responses.channel,
        coalesce(conversations.created_team_key, responses.team_key) as team_key,
        coalesce(conversations.created_priority, responses.priority) as priority,
        responses.customer_key,
        responses.agent_key,
        responses.conversation_key,
        cast(null as {{ dbt.type_string() }}) as queue,
        responses.waiting_since_at as entered_at,
        responses.waiting_since_date as entered_date,
        case
            when responses.responded_at <= as_of.as_of_at then 'answered'
            when responses.ended_at <= as_of.as_of_at then 'left'
            else 'waiting'
        end as queue_outcome,
        case
            when
                responses.ended_at >= responses.waiting_since_at
                and responses.ended_at <= as_of.as_of_at
                then {{ seconds_between(
                    'responses.waiting_since_at', 'responses.ended_at'
                ) }}
        end as waited_seconds,
        responses.data_issue
    from {{ ref('fct_responses') }} as responses
    cross join as_of
    left join chatted on responses.conversation_key = chatted.conversation_key
    left join {{ ref('fct_conversations') }} as conversations
        on responses.conversation_key = conversations.conversation_key
    where
        responses.is_first
        and responses.is_inbound
        and responses.response_kind <> 'call'
        and chatted.conversation_key is null
        and not coalesce(conversations.is_bot_only, false)

),

queue_waits as (

    select * from calls
    union all
    select * from chats
    union all
    select * from messages

),

fct_queue_waits as (

    select
        queue_waits.queue_wait_key,
        queue_waits.queue_kind,
        queue_waits.source_system,
        queue_waits.channel,
        queue_waits.team_key,
        queue_waits.priority,
        queue_waits.customer_key,
        queue_waits.agent_key,
        queue_waits.conversation_key,
        queue_waits.queue,
        queue_waits.entered_at,
        queue_waits.entered_date,
        queue_waits.queue_outcome,
        queue_waits.waited_seconds,
        {% for grain, last_day in [
            ('day', 'queue_waits.entered_date'),
            ('week', "date_trunc('week', queue_waits.entered_date) + interval '6 days'"),
            ('month', 'last_day(queue_waits.entered_date)'),
        ] -%}
        case
            when queue_waits.entered_at > as_of.as_of_at then null
            when queue_waits.queue_outcome = 'waiting'
                then {{ seconds_between(
                    'queue_waits.entered_at',
                    'least(as_of.as_of_at, ' ~ reporting_day_end(last_day) ~ ')'
                ) }}
            else queue_waits.waited_seconds
        end as {{ grain }}_end_seconds,
        {% endfor -%}
        queue_waits.data_issue
    from queue_waits
    cross join as_of

)

select * from fct_queue_waits
