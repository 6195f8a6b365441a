-- One row per contact that began at an article: a chat or call that was started there,
-- or a conversation that says so.
{% set window_seconds = var('article_contact_minutes') * 60 %}
with

clicks as (

    select
        visitor_key || '|' || session_key || '|' || article_key as article_read_key,
        article_key,
        min_by(customer_key, event_number) as customer_key,
        case when event_name = 'chat_open' then 'chat' else 'call' end as contact_kind,
        min(occurred_at) as contacted_at
    from {{ ref('int_page_events_placed') }}
    where event_name in ('chat_open', 'call_click') and article_key is not null
    group by visitor_key, session_key, article_key, event_name

),

conversations as (

    select
        openings.conversation_key,
        openings.article_key,
        conversations.customer_key,
        conversations.created_at as contacted_at,
        case
            when conversations.channel = 'phone' then 'call'
            when conversations.channel in ('chat', 'messaging') then 'chat'
            else 'message'
        end as contact_kind
    from {{ ref('int_article_openings_listed') }} as openings
    inner join {{ ref('fct_conversations') }} as conversations
        on openings.conversation_key = conversations.conversation_key
    where conversations.is_inbound

),

-- The click that may have opened it: on its article, or by its customer where a number
-- alone tells that it came from the help centre.
candidates as (

    select
        conversations.conversation_key,
        conversations.contacted_at as conversation_at,
        clicks.article_read_key,
        clicks.contact_kind,
        clicks.contacted_at as clicked_at
    from conversations
    inner join clicks
        on
            conversations.contact_kind = clicks.contact_kind
            and conversations.contacted_at >= clicks.contacted_at
            and conversations.contacted_at
            <= {{ add_seconds('clicks.contacted_at', window_seconds) }}
    where
        (
            conversations.customer_key = clicks.customer_key
            and clicks.customer_key not like '%:unknown'
            and coalesce(conversations.article_key, clicks.article_key)
            = clicks.article_key
        )
        or (
            conversations.article_key = clicks.article_key
            and (
                clicks.customer_key like '%:unknown'
                or conversations.customer_key like '%:unknown'
            )
        )

),

nearest_clicks as (

    select *
    from candidates
    qualify row_number() over (
        partition by conversation_key
        order by clicked_at desc, article_read_key desc
    ) = 1

),

-- A click opens one conversation: the first.
pairs as (

    select *
    from nearest_clicks
    qualify row_number() over (
        partition by article_read_key, contact_kind
        order by conversation_at, conversation_key
    ) = 1

),

contacts as (

    select
        clicks.article_read_key || '|' || clicks.contact_kind as article_contact_key,
        clicks.article_read_key,
        clicks.article_key,
        clicks.customer_key,
        pairs.conversation_key,
        clicks.contact_kind,
        clicks.contacted_at,
        'click' as evidence
    from clicks
    left join pairs
        on
            clicks.article_read_key = pairs.article_read_key
            and clicks.contact_kind = pairs.contact_kind

    union all

    select
        conversations.conversation_key as article_contact_key,
        null as article_read_key,
        coalesce(conversations.article_key, 'generic:unknown') as article_key,
        conversations.customer_key,
        conversations.conversation_key,
        conversations.contact_kind,
        conversations.contacted_at,
        case
            when conversations.article_key is null then 'number'
            else 'conversation'
        end as evidence
    from conversations
    left join pairs on conversations.conversation_key = pairs.conversation_key
    where pairs.conversation_key is null

),

fct_article_contacts as (

    select
        contacts.article_contact_key,
        'generic' as source_system,
        contacts.article_read_key,
        contacts.article_key,
        articles.article_category,
        articles.locale,
        contacts.customer_key,
        contacts.conversation_key,
        contacts.contact_kind,
        contacts.evidence,
        contacts.contacted_at,
        {{ reporting_date('contacts.contacted_at') }} as contacted_date
    from contacts
    inner join {{ ref('dim_articles') }} as articles
        on contacts.article_key = articles.article_key

)

select * from fct_article_contacts
