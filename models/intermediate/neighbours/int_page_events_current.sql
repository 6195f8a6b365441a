-- One row per event of a help centre page: its newest version, in the order of its
-- session.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__page_events') }}
    qualify row_number() over (
        partition by event_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

named as (

    select
        *,
        -- Without a cookie the customer stands for the visitor, else the session.
        coalesce(visitor_id, customer_id, session_id) as known_visitor_id
    from newest_versions

),

int_page_events_current as (

    select
        {{ native_key("'generic'", 'event_id') }} as event_key,
        {{ native_key("'generic'", 'known_visitor_id') }} as visitor_key,
        {{ native_key("'generic'", 'session_id') }} as session_key,
        {{ native_link("'generic'", 'customer_id') }} as customer_key,
        {{ native_link("'generic'", 'article_id') }} as article_key,
        event_name,
        article_category,
        locale,
        search_query,
        word_count,
        engaged_milliseconds,
        scrolled_percent,
        is_helpful,
        is_staff,
        is_bot,
        occurred_at,
        row_number() over (
            partition by known_visitor_id, session_id
            order by occurred_at, file_modified_at, file_path, file_row_number
        ) as event_number
    from named

)

select * from int_page_events_current
