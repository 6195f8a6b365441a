-- One row per conversation that was opened from an article, or by a number that only
-- the help centre shows.
with

conversations as (

    select *
    from {{ ref('stg_generic__conversations') }}
    qualify row_number() over (
        partition by conversation_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_article_openings_listed as (

    select
        {{ native_key("'generic'", 'conversation_id') }} as conversation_key,
        {{ native_link("'generic'", 'opened_from_article_id') }} as article_key,
        tracked_number is not null as has_tracked_number
    from conversations
    where opened_from_article_id is not null or tracked_number is not null

)

select * from int_article_openings_listed
