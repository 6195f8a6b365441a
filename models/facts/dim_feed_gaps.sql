-- One row per KPI and source (and all of them) that lacks data to feed the KPI.
with

catalog as (

    select * from {{ ref('kpi_catalog') }}

),

feeds as (

    select * from {{ ref('dim_feeds') }}

),

feed_names as (

    select known_feeds.feed
    from (
        values
        ('conversations'),
        ('messages'),
        ('calls'),
        ('chats'),
        ('sla_instances'),
        ('csat'),
        ('nps'),
        ('ces'),
        ('overall'),
        ('expectations'),
        ('first_contact'),
        ('agent_nps'),
        ('agent_satisfaction'),
        ('agent_evaluations'),
        ('article_reads'),
        ('social_threads'),
        ('subscriptions'),
        ('orders'),
        ('referrals')
    ) as known_feeds (feed)

),

sources as (

    select source_system from feeds
    union distinct
    select 'all' as source_system

),

needed as (

    select
        catalog.kpi,
        sources.source_system,
        feed_names.feed
    from catalog
    cross join sources
    inner join feed_names
        on '|' || catalog.feeds || '|' like '%|' || feed_names.feed || '|%'

),

dim_feed_gaps as (

    select
        needed.kpi || '|' || needed.source_system as feed_gap_key,
        needed.kpi,
        needed.source_system,
        min(needed.feed) as missing_feed
    from needed
    left join feeds
        on needed.source_system = feeds.source_system and needed.feed = feeds.feed
    where coalesce(feeds.row_count, 0) = 0
    group by needed.kpi, needed.source_system

)

select * from dim_feed_gaps
