-- One row per mention of an article: what was said of it, and when.
with

mentions as (

    select
        article_key,
        article_category,
        locale,
        word_count,
        occurred_at as mentioned_at,
        event_key as mention_key
    from {{ ref('int_page_events_current') }}
    where article_key is not null and event_name <> 'search'

    union all

    select
        {{ native_key("'generic'", 'opened_from_article_id') }} as article_key,
        null as article_category,
        null as locale,
        null as word_count,
        min(created_at) as mentioned_at,
        'conversation ' || conversation_id || ' ' || opened_from_article_id
            as mention_key
    from {{ ref('stg_generic__conversations') }}
    where opened_from_article_id is not null
    group by conversation_id, opened_from_article_id

    union all

    select
        {{ native_key("'generic'", 'suggested_article_id') }} as article_key,
        null as article_category,
        null as locale,
        null as word_count,
        min(sent_at) as mentioned_at,
        'message ' || message_id || ' ' || suggested_article_id as mention_key
    from {{ ref('stg_generic__messages') }}
    where suggested_article_id is not null
    group by message_id, suggested_article_id

),

int_articles_met as (

    select
        article_key,
        'generic' as source_system,
        article_category,
        locale,
        word_count,
        mentioned_at,
        mention_key
    from mentions

)

select * from int_articles_met
