-- One row per source and kind of data that KPIs are fed by: how much of it there is.
with

feeds as (

    select
        source_system,
        'conversations' as feed,
        count(*) as row_count
    from {{ ref('fct_conversations') }}
    group by source_system

    union all

    select
        source_system,
        'messages' as feed,
        count(*) as row_count
    from {{ ref('fct_messages') }}
    group by source_system

    union all

    select
        source_system,
        'calls' as feed,
        count(*) as row_count
    from {{ ref('fct_calls') }}
    group by source_system

    union all

    select
        source_system,
        'chats' as feed,
        count(*) as row_count
    from {{ ref('fct_chats') }}
    group by source_system

    union all

    select
        source_system,
        kind as feed,
        count(*) as row_count
    from {{ ref('fct_survey_answers') }}
    group by source_system, kind

    {% for feed, fact in [
        ['article_reads', ref('fct_article_reads')],
        ['social_threads', ref('fct_social_threads')],
        ['subscriptions', ref('int_subscriptions_current')],
        ['orders', ref('int_orders_current')],
        ['referrals', ref('fct_referrals')],
        ['agent_evaluations', ref('fct_agent_evaluations')],
        ['sla_instances', ref('fct_sla_instances')],
    ] -%}
    union all

    select
        source_system,
        '{{ feed }}' as feed,
        count(*) as row_count
    from {{ fact }}
    group by source_system
    {% endfor %}

),

dim_feeds as (

    select
        source_system || '|' || feed as feed_key,
        source_system,
        feed,
        row_count
    from feeds

    union all

    select
        'all|' || feed as feed_key,
        'all' as source_system,
        feed,
        cast(sum(row_count) as bigint) as row_count
    from feeds
    group by feed

)

select * from dim_feeds
