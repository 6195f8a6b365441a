-- One row per social thread: how it began, who answered first, what was marked as its
-- solution.
with

posts as (

    select * from {{ ref('int_social_posts_current') }}

),

-- The root answers no post; where the export doesn't say what answers what, it is the
-- first.
threads as (

    select
        thread_key,
        min_by(
            post_key,
            {{ ordered_by(
                'case when is_first_of_branch then 0 else 1 end', 'post_number'
            ) }}
        ) as root_post_key,
        min_by(conversation_key, post_number) filter (
            where conversation_key is not null
        ) as conversation_key,
        min_by(network, post_number) filter (where network is not null) as network,
        count(*) as post_count,
        count_if(author_type = 'agent' and not is_deleted) as staff_post_count,
        bool_or(author_type in ('customer', 'other')) as has_question
    from posts
    group by thread_key

),

rooted as (

    select
        posts.*,
        threads.root_post_key,
        posts.post_key = threads.root_post_key
        and posts.author_type in ('customer', 'other') as is_asking_root
    from posts
    inner join threads on posts.thread_key = threads.thread_key

),

-- What the desk posts of its own accord becomes a question when somebody answers it.
questions as (

    select *
    from rooted
    where author_type in ('customer', 'other')
    qualify row_number() over (
        partition by thread_key
        order by case when is_asking_root then 0 else 1 end, post_number
    ) = 1

),

replies as (

    select
        rooted.*,
        questions.post_number as question_number
    from rooted
    inner join questions on rooted.thread_key = questions.thread_key
    where
        not rooted.is_deleted
        and rooted.post_key <> questions.post_key
        and (questions.is_asking_root or rooted.post_number > questions.post_number)

),

answers as (

    select
        thread_key,
        min_by(post_key, post_number) filter (where author_type = 'agent')
            as staff_post_key,
        min_by(author_key, post_number) filter (where author_type = 'agent')
            as staff_key,
        min(posted_at) filter (where author_type = 'agent') as staff_posted_at,
        min(posted_at) filter (where author_type = 'bot') as bot_posted_at,
        min_by(post_key, post_number) filter (where is_solution) as marked_post_key
    from replies
    group by thread_key

),

int_social_threads_opened as (

    select
        threads.thread_key,
        'generic' as source_system,
        threads.network,
        threads.conversation_key,
        threads.root_post_key,
        questions.post_key as question_post_key,
        questions.post_number as question_number,
        questions.writer as originator,
        case when questions.author_type = 'customer' then questions.author_key end
            as customer_key,
        questions.posted_at as asked_at,
        coalesce(questions.is_deleted, false) as is_question_deleted,
        not coalesce(questions.is_asking_root, false) as is_outbound,
        answers.staff_post_key,
        answers.staff_key,
        answers.staff_posted_at,
        answers.bot_posted_at,
        answers.marked_post_key,
        threads.post_count,
        threads.staff_post_count
    from threads
    left join questions on threads.thread_key = questions.thread_key
    left join answers on threads.thread_key = answers.thread_key

)

select * from int_social_threads_opened
