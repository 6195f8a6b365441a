-- One row per post and moment at which it was counted: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__social_counts') }}
    qualify row_number() over (
        partition by post_id, counted_at
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_social_counts_current as (

    select
        {{ native_key("'generic'", 'post_id') }} as post_key,
        counted_at,
        share_count,
        embed_count,
        like_count,
        reply_count,
        direct_message_count,
        comment_count,
        wall_post_count,
        mention_count
    from newest_versions

)

select * from int_social_counts_current
