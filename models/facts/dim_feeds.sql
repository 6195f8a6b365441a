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
