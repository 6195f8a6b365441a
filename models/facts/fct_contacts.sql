-- One row per contact of a known customer: a conversation, or a call that belongs to
-- none; what it was about, and the contacts about the same before and after it.
with recursive

customers as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}
    where not is_staff and customer_key not like '%:unknown'

),

calls as (

    select * from {{ ref('fct_calls') }}
    where is_inbound and is_valid

),

calls_of_conversations as (

    select
        conversation_key,
        count(*) as call_count,
        sum(handle_seconds) as handle_seconds
    from calls
    where conversation_key is not null
    group by conversation_key

),

responders as (

    select
        conversation_key,
        count(distinct agent_key) as responder_count
    from {{ ref('fct_responses') }}
    where conversation_key is not null and responded_at is not null
    group by conversation_key

),

contacts as (

    select
        conversations.conversation_key as contact_key,
        'conversation' as contact_kind,
        conversations.conversation_key,
        cast(null as {{ dbt.type_string() }}) as call_key,
        conversations.source_system,
        conversations.channel,
        conversations.customer_key,
        conversations.created_team_key as team_key,
        conversations.created_priority as priority,
        conversations.topic,
        -- The problem itself is one of the contacts about it.
        coalesce(conversations.problem_key, conversations.conversation_key)
            as problem_key,
        conversations.follow_up_of_key,
        conversations.created_at as contacted_at,
        conversations.first_resolved_at,
        conversations.first_human_response_at is not null as is_answered,
        conversations.is_bot_only,
        conversations.reply_count,
        cast(coalesce(responders.responder_count, 0) as bigint) as responder_count,
        cast(coalesce(calls_of_conversations.call_count, 0) as bigint) as call_count,
        calls_of_conversations.handle_seconds
    from {{ ref('fct_conversations') }} as conversations
    left join responders
        on conversations.conversation_key = responders.conversation_key
    left join calls_of_conversations
        on conversations.conversation_key = calls_of_conversations.conversation_key
    where conversations.is_inbound

    union all

    select
        'call ' || call_key as contact_key,
        'call' as contact_kind,
        null as conversation_key,
        call_key,
        source_system,
        channel,
        customer_key,
        team_key,
        priority,
        null as topic,
        'call ' || call_key as problem_key,
        null as follow_up_of_key,
        started_at as contacted_at,
        null as first_resolved_at,
        coalesce(outcome = 'answered', false) as is_answered,
        false as is_bot_only,
        0 as reply_count,
        case when outcome = 'answered' then 1 else 0 end as responder_count,
        1 as call_count,
        handle_seconds
    from calls
    where conversation_key is null and is_offered and not is_short_abandon

),

numbered as (

    select
        contacts.*,
        customers.person_key,
        row_number() over (
            partition by customers.person_key
            order by contacts.contacted_at, contacts.contact_key
        ) as contact_number,
        {{ add_seconds(
            'contacts.contacted_at', var('repeat_contact_window_days') ~ ' * 86400'
        ) }} as repeat_window_ends_at,
        {{ add_seconds(
            'greatest(contacts.contacted_at, contacts.first_resolved_at)',
            var('repeat_contact_window_days') ~ ' * 86400'
        ) }} as settled_window_ends_at
    from contacts
    inner join customers on contacts.customer_key = customers.customer_key

),

-- Of the same topic or of none are the nearest of either; of a contact without a topic
-- the nearest of all.
neighbours as (

    select
        *,
        case
            when topic is null then lag(contact_number) over by_time
            else greatest(
                lag(contact_number) over by_topic,
                max(case when topic is null then contact_number end) over earlier
            )
        end as previous_number,
        case
            when topic is null then lead(contact_number) over by_time
            else least(
                lead(contact_number) over by_topic,
                min(case when topic is null then contact_number end) over later
            )
        end as next_number,
        case
            when topic is null then max(settled_window_ends_at) over earlier
            else greatest(
                max(settled_window_ends_at) over earlier_of_topic,
                max(case when topic is null then settled_window_ends_at end)
                    over earlier
            )
        end as earlier_window_ends_at,
        lag(contact_key) over by_problem as same_problem_key
    from numbered
    window
        by_time as (partition by person_key order by contact_number),
        by_topic as (partition by person_key, topic order by contact_number),
        by_problem as (partition by person_key, problem_key order by contact_number),
        earlier as (
            partition by person_key
            order by contact_number
            rows between unbounded preceding and 1 preceding
        ),
        later as (
            partition by person_key
            order by contact_number
            rows between 1 following and unbounded following
        ),
        earlier_of_topic as (
            partition by person_key, topic
            order by contact_number
            rows between unbounded preceding and 1 preceding
        )

),

linked as (

    select
        neighbours.*,
        previous_contacts.contact_key as previous_contact_key,
        previous_contacts.contacted_at as previous_contacted_at,
        next_contacts.contact_key as next_contact_key,
        next_contacts.contacted_at as next_contacted_at,
        coalesce(
            previous_contacts.repeat_window_ends_at >= neighbours.contacted_at, false
        ) as is_repeat,
        coalesce(
            next_contacts.contacted_at <= neighbours.repeat_window_ends_at, false
        ) as is_repeated,
        coalesce(
            neighbours.earlier_window_ends_at >= neighbours.contacted_at, false
        ) as is_second,
        coalesce(
            next_contacts.contacted_at <= neighbours.settled_window_ends_at, false
        ) as is_followed
    from neighbours
    left join numbered as previous_contacts
        on
            neighbours.person_key = previous_contacts.person_key
            and neighbours.previous_number = previous_contacts.contact_number
    left join numbered as next_contacts
        on
            neighbours.person_key = next_contacts.person_key
            and neighbours.next_number = next_contacts.contact_number

),

-- An issue goes on with the contact that this one follows up, else with the one before
-- it about the same problem, else with the one that this one repeats.
continued as (

    select
        linked.contact_key,
        coalesce(
            followed.contact_key,
            linked.same_problem_key,
            case when linked.is_repeat then linked.previous_contact_key end
        ) as continued_key
    from linked
    left join numbered as followed
        on
            linked.follow_up_of_key = followed.conversation_key
            and linked.contacted_at > followed.contacted_at

),

issues (contact_key, issue_key) as (

    select
        contact_key,
        contact_key as issue_key
    from continued
    where continued_key is null

    union all

    select
        continued.contact_key,
        issues.issue_key
    from issues
    inner join continued on issues.contact_key = continued.continued_key

),

fct_contacts as (

    select
        linked.contact_key,
        linked.contact_kind,
        linked.conversation_key,
        linked.call_key,
        issues.issue_key,
        linked.source_system,
        linked.channel,
        linked.customer_key,
        linked.person_key,
        linked.contact_number,
        linked.team_key,
        linked.priority,
        linked.topic,
        linked.contacted_at,
        {{ reporting_date('linked.contacted_at') }} as contacted_date,
        linked.first_resolved_at,
        linked.previous_contact_key,
        linked.next_contact_key,
        linked.next_contacted_at,
        linked.repeat_window_ends_at,
        linked.settled_window_ends_at,
        linked.is_repeat,
        linked.is_repeated,
        not linked.is_second and not linked.is_followed as is_only_contact,
        linked.is_answered,
        linked.is_bot_only,
        linked.reply_count,
        linked.responder_count,
        linked.call_count,
        cast(linked.handle_seconds as decimal(18, 3)) as handle_seconds
    from linked
    inner join issues on linked.contact_key = issues.contact_key

)

select * from fct_contacts
