-- One row per exported version of a count of a post.
with

source as (

    select * from {{ ref('base_generic__social_counts') }}

),

renamed as (

    select
        ---------- ids
        post_id,

        ---------- numerics
        shares as share_count,
        embeds as embed_count,
        likes as like_count,
        replies as reply_count,
        direct_messages as direct_message_count,
        comments as comment_count,
        wall_posts as wall_post_count,
        mentions as mention_count,

        ---------- timestamps
        counted_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
