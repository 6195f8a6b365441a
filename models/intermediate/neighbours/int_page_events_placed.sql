-- One row per event of a help centre page by a visitor from outside, with the article
-- that was in front.
with

staff as (

    select person_native_key as customer_key
    from {{ ref('int_people_listed') }}
    where is_staff and id_space <> 'agents'

),

events as (

    select
        events.*,
        staff.customer_key is not null as is_staff_customer
    from {{ ref('int_page_events_current') }} as events
    left join staff on events.customer_key = staff.customer_key

),

-- Who signs in late was the same visitor before; one event of staff or a machine tells
-- of the whole session.
sessions as (

    select
        visitor_key,
        session_key,
        max_by(customer_key, event_number) filter (where customer_key is not null)
            as session_customer_key,
        bool_or(is_staff or is_bot or is_staff_customer) as is_internal
    from events
    group by visitor_key, session_key

),

numbered as (

    select
        events.*,
        sessions.session_customer_key,
        count_if(events.event_name = 'page_view') over (
            partition by events.visitor_key, events.session_key
            order by events.event_number
            rows between unbounded preceding and current row
        ) as page_number
    from events
    inner join sessions
        on
            events.visitor_key = sessions.visitor_key
            and events.session_key = sessions.session_key
    where not sessions.is_internal

),

placed as (

    select
        *,
        max(case when event_name = 'page_view' then article_key end) over (
            partition by visitor_key, session_key, page_number
        ) as article_in_front_key
    from numbered

),

int_page_events_placed as (

    select
        event_key,
        visitor_key,
        session_key,
        coalesce(session_customer_key, 'generic:unknown') as customer_key,
        -- A search is made on a page, not of it.
        case
            when event_name in ('page_view', 'search') then article_key
            else coalesce(article_key, article_in_front_key)
        end as article_key,
        event_name,
        article_category,
        locale,
        search_query,
        word_count,
        engaged_milliseconds,
        scrolled_percent,
        is_helpful,
        occurred_at,
        event_number
    from placed

)

select * from int_page_events_placed
