-- One row per exported version of an event of a help centre page.
with

source as (

    select * from {{ ref('base_generic__page_events') }}

),

renamed as (

    select
        ---------- ids
        event_id,
        session_id,
        visitor_id,
        customer_id,
        article_id,

        ---------- strings
        lower(event_name) as event_name,
        article_category,
        lower(locale) as locale,
        search_query,

        ---------- numerics
        word_count,
        engaged_milliseconds,
        scrolled_percent,

        ---------- booleans
        is_helpful,
        coalesce(is_staff, false) as is_staff,
        coalesce(is_bot, false) as is_bot,

        ---------- timestamps
        occurred_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
