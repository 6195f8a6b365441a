-- One row per event of self-service on the day that it counts on: an article that was
-- open in a session, a search, a contact begun at an article, a conversation opened.
with

visits as (

    select * from {{ ref('fct_article_reads') }}

),

conversations as (

    select
        conversations.*,
        -- Each unknown customer is somebody else.
        case
            when conversations.customer_key like '%:unknown'
                then conversations.conversation_key
            else customers.person_key
        end as person_key
    from {{ ref('fct_conversations') }} as conversations
    inner join {{ ref('dim_customers') }} as customers
        on conversations.customer_key = customers.customer_key
    where conversations.is_inbound

),

-- A contact counts beside the read that it came of: on its day, in its language.
contacts as (

    select
        contacts.*,
        coalesce(visits.visitor_key, contacts.article_contact_key) as person_key,
        coalesce(visits.opened_at, contacts.contacted_at) as event_at,
        coalesce(visits.read_date, contacts.contacted_date) as event_date,
        coalesce(visits.article_category, contacts.article_category)
            as event_article_category,
        coalesce(visits.locale, contacts.locale) as event_locale
    from {{ ref('fct_article_contacts') }} as contacts
    left join visits on contacts.article_read_key = visits.article_read_key

),

fct_help_events as (

    select
        'visit|' || article_read_key as help_event_key,
        'visit' as event,
        source_system,
        opened_at as event_at,
        read_date as event_date,
        visitor_key as person_key,
        article_key,
        article_category,
        locale,
        is_read,
        view_count,
        helpful_vote_count,
        unhelpful_vote_count,
        cast(null as boolean) as is_without_result,
        cast(null as {{ dbt.type_string() }}) as contact_kind,
        cast(null as {{ dbt.type_string() }}) as contact_evidence
    from visits

    union all

    select
        'search|' || help_search_key as help_event_key,
        'search' as event,
        source_system,
        searched_at as event_at,
        searched_date as event_date,
        visitor_key as person_key,
        null as article_key,
        null as article_category,
        locale,
        false as is_read,
        0 as view_count,
        0 as helpful_vote_count,
        0 as unhelpful_vote_count,
        is_without_result,
        null as contact_kind,
        null as contact_evidence
    from {{ ref('fct_help_searches') }}

    union all

    select
        'contact|' || article_contact_key as help_event_key,
        'contact' as event,
        source_system,
        event_at,
        event_date,
        person_key,
        article_key,
        event_article_category as article_category,
        event_locale as locale,
        false as is_read,
        0 as view_count,
        0 as helpful_vote_count,
        0 as unhelpful_vote_count,
        null as is_without_result,
        contact_kind,
        evidence as contact_evidence
    from contacts

    union all

    select
        'conversation|' || conversation_key as help_event_key,
        'conversation' as event,
        source_system,
        created_at as event_at,
        created_date as event_date,
        person_key,
        null as article_key,
        null as article_category,
        null as locale,
        false as is_read,
        0 as view_count,
        0 as helpful_vote_count,
        0 as unhelpful_vote_count,
        null as is_without_result,
        null as contact_kind,
        null as contact_evidence
    from conversations

)

select * from fct_help_events
