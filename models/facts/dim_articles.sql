-- One row per article of a help centre that anything names, and the unknown member.
with

mentions as (

    select * from {{ ref('int_articles_met') }}

),

keys as (

    select distinct
        article_key,
        source_system
    from mentions

    union distinct

    select distinct
        source_system || ':unknown' as article_key,
        source_system
    from {{ ref('fct_conversations') }}

),

described as (

    select
        article_key,
        max_by(
            article_category, {{ ordered_by('mentioned_at', 'mention_key') }}
        ) filter (where article_category is not null) as article_category,
        max_by(locale, {{ ordered_by('mentioned_at', 'mention_key') }}) filter (
            where locale is not null
        ) as locale,
        max_by(word_count, {{ ordered_by('mentioned_at', 'mention_key') }}) filter (
            where word_count is not null
        ) as word_count,
        min(mentioned_at) as first_mentioned_at
    from mentions
    group by article_key

),

dim_articles as (

    select
        keys.article_key,
        keys.source_system,
        substr(keys.article_key, length(keys.source_system) + 2) as article_name,
        coalesce(described.article_category, 'unknown') as article_category,
        coalesce(described.locale, 'unknown') as locale,
        described.word_count,
        described.first_mentioned_at
    from keys
    left join described on keys.article_key = described.article_key

)

select * from dim_articles
