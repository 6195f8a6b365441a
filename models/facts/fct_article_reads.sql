-- One row per visitor, session and article that was open in it.
{% set cap_seconds = var('article_reading_cap_minutes') * 60 %}
with

events as (

    select
        *,
        visitor_key || '|' || session_key || '|' || article_key as article_read_key
    from {{ ref('int_page_events_placed') }}
    where article_key is not null and event_name <> 'search'

),

contacts as (

    select
        article_read_key,
        count(*) as contact_count,
        min(contacted_at) as first_contact_at,
        min_by(
            contact_kind, {{ ordered_by('contacted_at', 'article_contact_key') }}
        ) as first_contact_kind,
        min_by(
            conversation_key, {{ ordered_by('contacted_at', 'article_contact_key') }}
        ) filter (where conversation_key is not null) as conversation_key
    from {{ ref('fct_article_contacts') }}
    where article_read_key is not null
    group by article_read_key

),

visits as (

    select
        article_read_key,
        visitor_key,
        session_key,
        article_key,
        min(customer_key) as customer_key,
        max_by(article_category, event_number) filter (
            where article_category is not null
        ) as article_category,
        max_by(locale, event_number) filter (where locale is not null) as locale,
        max_by(word_count, event_number) filter (where word_count is not null)
            as word_count,
        min(occurred_at) as opened_at,
        max(occurred_at) as last_event_at,
        count_if(event_name = 'page_view') as view_count,
        count_if(event_name = 'vote' and is_helpful) as helpful_vote_count,
        count_if(event_name = 'vote' and not is_helpful) as unhelpful_vote_count,
        count_if(event_name = 'vote') as vote_count,
        max(scrolled_percent) as scrolled_percent,
        -- Each event tells the time since the one before it.
        coalesce(
            sum(engaged_milliseconds) filter (where engaged_milliseconds > 0), 0
        ) / 1000 as engaged_seconds
    from events
    group by article_read_key, visitor_key, session_key, article_key

),

measured as (

    select
        *,
        least(
            cast(round(engaged_seconds, 3) as decimal(18, 3)),
            cast({{ cap_seconds }} as decimal(18, 3))
        ) as reading_seconds,
        case
            when word_count > 0
                then cast(
                    round(word_count * 60.0 / {{ var('words_per_minute') }}, 3)
                    as decimal(18, 3)
                )
        end as expected_reading_seconds
    from visits

),

fct_article_reads as (

    select
        measured.article_read_key,
        'generic' as source_system,
        measured.visitor_key,
        measured.session_key,
        measured.customer_key,
        measured.article_key,
        coalesce(measured.article_category, articles.article_category)
            as article_category,
        coalesce(measured.locale, articles.locale) as locale,
        measured.opened_at,
        measured.last_event_at,
        {{ reporting_date('measured.opened_at') }} as read_date,
        measured.reading_seconds,
        measured.expected_reading_seconds,
        measured.engaged_seconds > {{ cap_seconds }} as is_reading_capped,
        measured.scrolled_percent,
        measured.reading_seconds >= {{ var('article_read_seconds') }}
        or coalesce(
            measured.scrolled_percent >= {{ var('article_read_scrolled_percent') }},
            false
        ) as is_read,
        cast(measured.view_count as bigint) as view_count,
        cast(measured.vote_count as bigint) as vote_count,
        cast(measured.helpful_vote_count as bigint) as helpful_vote_count,
        cast(measured.unhelpful_vote_count as bigint) as unhelpful_vote_count,
        cast(coalesce(contacts.contact_count, 0) as bigint) as contact_count,
        contacts.first_contact_at,
        contacts.first_contact_kind,
        contacts.conversation_key
    from measured
    inner join {{ ref('dim_articles') }} as articles
        on measured.article_key = articles.article_key
    left join contacts on measured.article_read_key = contacts.article_read_key

)

select * from fct_article_reads
