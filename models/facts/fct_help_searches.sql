-- One row per search in a help centre by a visitor from outside.
with

events as (

    select
        *,
        count_if(event_name = 'search') over (
            partition by visitor_key, session_key
            order by event_number
            rows between unbounded preceding and current row
        ) as search_number
    from {{ ref('int_page_events_placed') }}

),

-- What was opened between a search and the next.
found as (

    select
        visitor_key,
        session_key,
        search_number,
        min_by(article_key, event_number) as found_article_key
    from events
    where event_name = 'page_view' and article_key is not null and search_number > 0
    group by visitor_key, session_key, search_number

),

fct_help_searches as (

    select
        events.event_key as help_search_key,
        'generic' as source_system,
        events.visitor_key,
        events.session_key,
        events.customer_key,
        coalesce(events.locale, 'unknown') as locale,
        -- People type addresses into search boxes.
        case
            when events.search_query not like '%@%'
                then lower(trim(events.search_query))
        end as search_query,
        found.found_article_key,
        found.found_article_key is null as is_without_result,
        events.occurred_at as searched_at,
        {{ reporting_date('events.occurred_at') }} as searched_date
    from events
    left join found
        on
            events.visitor_key = found.visitor_key
            and events.session_key = found.session_key
            and events.search_number = found.search_number
    where events.event_name = 'search'

)

select * from fct_help_searches
