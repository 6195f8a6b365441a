-- One row per post of a thread: its newest version, in the order of the thread.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__social_posts') }}
    qualify row_number() over (
        partition by post_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_social_posts_current as (

    select
        {{ native_key("'generic'", 'post_id') }} as post_key,
        {{ native_key("'generic'", 'thread_id') }} as thread_key,
        {{ native_link("'generic'", 'author_id') }} as author_key,
        -- Without a name each post is somebody's own.
        coalesce(author_id, 'post ' || post_id) as writer,
        {{ native_link("'generic'", 'conversation_id') }} as conversation_key,
        case
            when author_type in ('customer', 'agent', 'bot') then author_type
            else 'other'
        end as author_type,
        network,
        case when sentiment between -1 and 1 then sentiment end as sentiment,
        in_reply_to_post_id is null as is_first_of_branch,
        is_solution,
        is_deleted,
        posted_at,
        row_number() over (
            partition by thread_id
            order by posted_at, file_modified_at, file_path, file_row_number
        ) as post_number
    from newest_versions

)

select * from int_social_posts_current
