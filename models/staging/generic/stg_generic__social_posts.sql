-- One row per exported version of a post.
with

source as (

    select * from {{ ref('base_generic__social_posts') }}

),

renamed as (

    select
        ---------- ids
        post_id,
        thread_id,
        author_id,
        in_reply_to_post_id,
        conversation_id,

        ---------- strings
        lower(author_type) as author_type,
        lower(network) as network,

        ---------- numerics
        sentiment,

        ---------- booleans
        coalesce(is_solution, false) as is_solution,
        coalesce(is_deleted, false) as is_deleted,

        ---------- timestamps
        posted_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
