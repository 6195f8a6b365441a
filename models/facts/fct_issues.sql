-- One row per issue: the contacts of one customer about one thing, and its resolution.
with

conversations as (

    select * from {{ ref('fct_conversations') }}

),

calls as (

    select
        call_key,
        coalesce(ended_at, answered_at, started_at) as ended_at
    from {{ ref('fct_calls') }}
    where outcome = 'answered'

),

-- A call has no status: one that was answered is settled with it.
contacts as (

    select
        contacts.*,
        case
            when calls.call_key is not null then calls.ended_at
            when conversations.is_resolved then conversations.last_resolved_at
        end as settled_at,
        coalesce(conversations.status = 'cancelled', false) as is_cancelled,
        coalesce(conversations.resolved_team_key, contacts.team_key)
            as settled_team_key,
        coalesce(conversations.resolved_priority, contacts.priority)
            as settled_priority
    from {{ ref('fct_contacts') }} as contacts
    left join conversations
        on contacts.conversation_key = conversations.conversation_key
    left join calls on contacts.call_key = calls.call_key

),

-- A duplicate that was cancelled is no longer open, and a call that nobody took is
-- made up for by whatever was settled after it.
judged as (

    select
        *,
        settled_at is null
        and not is_cancelled
        and (
            contact_kind = 'conversation'
            or coalesce(
                max(settled_at) over (partition by issue_key) < contacted_at, true
            )
        ) as is_open
    from contacts

),

{% set last_settled = ordered_by('settled_at', 'contact_key') %}
{% set last_contact = ordered_by('contacted_at', 'contact_key') %}
summed as (

    select
        issue_key,
        min(contacted_at) as first_contacted_at,
        max(contacted_at) as last_contacted_at,
        case when not bool_or(is_open) then max(settled_at) end as resolved_at,
        count(*) as contact_count,
        count_if(contact_kind = 'conversation') as conversation_count,
        sum(call_count) as call_count,
        max_by(contact_key, {{ last_contact }}) as last_contact_key,
        max_by(contact_key, {{ last_settled }}) filter (where settled_at is not null)
            as resolved_contact_key
    from judged
    group by issue_key

),

dated as (

    select
        summed.*,
        coalesce(summed.resolved_at, summed.last_contacted_at) as reported_at,
        case
            when summed.resolved_at is not null then summed.resolved_contact_key
            else summed.last_contact_key
        end as reported_contact_key,
        {{ add_seconds(
            'greatest(summed.resolved_at, summed.last_contacted_at)',
            var('repeat_contact_window_days') ~ ' * 86400'
        ) }} as window_ends_at
    from summed

),

fct_issues as (

    select
        dated.issue_key,
        contacts.source_system,
        contacts.channel,
        contacts.customer_key,
        contacts.person_key,
        contacts.settled_team_key as team_key,
        contacts.settled_priority as priority,
        contacts.topic,
        dated.first_contacted_at,
        dated.last_contacted_at,
        dated.resolved_at,
        dated.reported_at,
        {{ reporting_date('dated.reported_at') }} as reported_date,
        dated.window_ends_at,
        dated.resolved_at is not null as is_resolved,
        cast(dated.contact_count as bigint) as contact_count,
        cast(dated.conversation_count as bigint) as conversation_count,
        cast(dated.call_count as bigint) as call_count
    from dated
    inner join contacts on dated.reported_contact_key = contacts.contact_key

)

select * from fct_issues
