-- One row per post of a thread of a social network or forum, without its text.
{% set age = var('endorsement_age_days') * 86400 %}
with

threads as (

    select
        threads.*,
        case when conversations.is_resolved then conversations.last_resolved_at end
            as conversation_resolved_at
    from {{ ref('int_social_threads_opened') }} as threads
    left join {{ ref('fct_conversations') }} as conversations
        on threads.conversation_key = conversations.conversation_key

),

posts as (

    select
        posts.*,
        threads.question_post_key,
        threads.marked_post_key,
        posts.writer = threads.originator
        and posts.author_type in ('customer', 'other') as is_by_originator,
        not posts.is_deleted
        and posts.author_type = 'agent'
        and posts.post_number > threads.question_number
        and posts.posted_at <= threads.conversation_resolved_at
            as is_reply_before_resolution
    from {{ ref('int_social_posts_current') }} as posts
    inner join threads on posts.thread_key = threads.thread_key

),

-- What is marked as the solution; else the desk's last post before the conversation of
-- the thread was resolved.
solutions as (

    select
        thread_key,
        post_key,
        post_number
    from posts
    where
        post_key = marked_post_key
        or (marked_post_key is null and is_reply_before_resolution)
    qualify row_number() over (
        partition by thread_key order by post_number desc
    ) = 1

),

-- Counts are totals so far: two posts compare at one age alone.
counts as (

    select
        counts.*,
        {{ seconds_between('posts.posted_at', 'counts.counted_at') }} as age_seconds
    from {{ ref('int_social_counts_current') }} as counts
    inner join posts on counts.post_key = posts.post_key

),

counts_at_age as (

    select *
    from counts
    where
        abs(age_seconds - {{ age }})
        <= {{ var('endorsement_tolerance_days') }} * 86400
    qualify row_number() over (
        partition by post_key
        order by abs(age_seconds - {{ age }}) asc, counted_at desc
    ) = 1

),

fct_social_posts as (

    select
        posts.post_key,
        'generic' as source_system,
        posts.thread_key,
        posts.network,
        posts.author_type,
        coalesce(posts.author_key, 'generic:unknown') as author_key,
        cast(posts.post_number as bigint) as post_number,
        posts.posted_at,
        {{ reporting_date('posts.posted_at') }} as posted_date,
        posts.sentiment,
        posts.is_deleted,
        coalesce(posts.post_key = posts.question_post_key, false) as is_question,
        coalesce(posts.is_by_originator, false) as is_by_originator,
        coalesce(posts.post_key = solutions.post_key, false) as is_solution,
        case
            when posts.post_key = solutions.post_key
                then
                    case
                        when posts.post_key = posts.marked_post_key then 'marked'
                        else 'conversation_resolved'
                    end
        end as solution_evidence,
        case
            when posts.post_number < solutions.post_number then 'before'
            when posts.post_number > solutions.post_number then 'after'
        end as solution_side,
        counts_at_age.counted_at,
        counts_at_age.share_count,
        counts_at_age.embed_count,
        counts_at_age.like_count,
        counts_at_age.reply_count,
        counts_at_age.direct_message_count,
        counts_at_age.comment_count,
        counts_at_age.wall_post_count,
        counts_at_age.mention_count,
        case
            when counts_at_age.post_key is not null
                then
                    coalesce(counts_at_age.share_count, 0)
                    + coalesce(counts_at_age.embed_count, 0)
                    + coalesce(counts_at_age.like_count, 0)
                    + coalesce(counts_at_age.reply_count, 0)
                    + coalesce(counts_at_age.direct_message_count, 0)
                    + coalesce(counts_at_age.comment_count, 0)
                    + coalesce(counts_at_age.wall_post_count, 0)
                    + coalesce(counts_at_age.mention_count, 0)
        end as endorsement_count
    from posts
    left join solutions on posts.thread_key = solutions.thread_key
    left join counts_at_age on posts.post_key = counts_at_age.post_key

)

select * from fct_social_posts
