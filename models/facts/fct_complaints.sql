-- One row per complaint: a valid conversation in which a customer complains.
{% set by_time = ordered_by('sent_at', 'message_number') %}
with

conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_valid and coalesce(complaint_stated_by, '') <> 'denied'

),

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

messages as (

    select * from {{ ref('fct_messages') }}

),

-- What the export states goes before what the words say: it speaks of the whole
-- conversation.
first_words as (

    select
        conversation_key,
        min(sent_at) as complained_at,
        min_by(message_key, message_number) as message_key
    from messages
    where is_complaint and is_customer_message
    group by conversation_key

),

complaints as (

    select
        conversations.*,
        coalesce(conversations.complaint_stated_by, 'text') as evidence,
        case
            when conversations.complaint_stated_by is null then first_words.message_key
        end as message_key,
        case
            when conversations.complaint_stated_by is null
                then greatest(first_words.complained_at, conversations.created_at)
            else conversations.created_at
        end as complained_at
    from conversations
    left join first_words
        on conversations.conversation_key = first_words.conversation_key
    where
        conversations.complaint_stated_by is not null
        or first_words.message_key is not null

),

replies_around as (

    select
        complaints.conversation_key,
        messages.agent_key,
        messages.sent_at,
        messages.message_number,
        messages.sent_at < complaints.complained_at as is_before
    from complaints
    inner join messages
        on
            complaints.conversation_key = messages.conversation_key
            and messages.is_human_reply

),

replies as (

    select
        conversation_key,
        max_by(agent_key, {{ by_time }}) filter (where is_before) as agent_before_key,
        min_by(agent_key, {{ by_time }}) filter (where not is_before)
            as agent_after_key,
        min(sent_at) filter (where not is_before) as first_response_at
    from replies_around
    group by conversation_key

),

-- A complaint after the last resolution, which reopened nothing, is not resolved.
ended as (

    select
        conversation_key,
        case
            when last_resolved_at >= complained_at then last_resolved_at
        end as resolved_at
    from complaints
    where is_resolved

),

outbound_calls as (

    select
        conversation_key,
        customer_key,
        started_at
    from {{ ref('fct_calls') }}
    where direction = 'outbound' and outcome = 'answered'

),

calls_of_complaints as (

    select
        complaints.conversation_key,
        outbound_calls.started_at
    from complaints
    inner join outbound_calls
        on complaints.conversation_key = outbound_calls.conversation_key

    union all

    select
        complaints.conversation_key,
        outbound_calls.started_at
    from complaints
    inner join outbound_calls
        on
            complaints.customer_key = outbound_calls.customer_key
            and outbound_calls.conversation_key is null
    where complaints.customer_key not like '%:unknown'

),

callbacks as (

    select
        complaints.conversation_key,
        min(calls_of_complaints.started_at) as called_back_at
    from complaints
    inner join calls_of_complaints
        on complaints.conversation_key = calls_of_complaints.conversation_key
    left join ended on complaints.conversation_key = ended.conversation_key
    where
        calls_of_complaints.started_at
        between complaints.complained_at and {{ or_never('ended.resolved_at') }}
    group by complaints.conversation_key

),

fct_complaints as (

    select
        complaints.conversation_key,
        complaints.source_system,
        complaints.channel,
        coalesce(complaints.topic, 'unknown') as topic,
        complaints.customer_key,
        coalesce(
            replies.agent_before_key,
            replies.agent_after_key,
            {{ native_key('complaints.source_system', 'null') }}
        ) as agent_key,
        complaints.created_team_key as team_key,
        complaints.created_priority as priority,
        complaints.resolved_team_key,
        complaints.resolved_priority,
        complaints.evidence,
        complaints.message_key,
        complaints.complained_at,
        {{ reporting_date('complaints.complained_at') }} as complained_date,
        replies.first_response_at,
        callbacks.called_back_at,
        ended.resolved_at,
        {{ reporting_date('ended.resolved_at') }} as resolved_date,
        {{ seconds_between('complaints.complained_at', 'replies.first_response_at') }}
            as first_response_seconds,
        case
            when not complaints.is_resolution_time_estimated
                then {{ seconds_between(
                    'complaints.complained_at', 'ended.resolved_at'
                ) }}
        end as resolution_seconds,
        coalesce(ended.resolved_at <= as_of.as_of_at, false) as is_resolved,
        coalesce(callbacks.called_back_at <= as_of.as_of_at, false) as is_called_back,
        {{ is_open_at_age(
            'complaints.complained_at', 'ended.resolved_at', 'as_of.as_of_at', 7
        ) }} as is_unresolved_after_7_days,
        {{ is_open_at_age(
            'complaints.complained_at', 'ended.resolved_at', 'as_of.as_of_at', 14
        ) }} as is_unresolved_after_14_days,
        {{ is_open_at_age(
            'complaints.complained_at', 'ended.resolved_at', 'as_of.as_of_at', 30
        ) }} as is_unresolved_after_30_days
    from complaints
    cross join as_of
    left join replies on complaints.conversation_key = replies.conversation_key
    left join ended on complaints.conversation_key = ended.conversation_key
    left join callbacks on complaints.conversation_key = callbacks.conversation_key

)

select * from fct_complaints
