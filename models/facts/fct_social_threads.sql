-- One row per thread of a social network or forum.
{% set same_within = var('sentiment_same_within') %}
{# 0.9 - 0.7 is 0.2, which doubles miss. #}
{% set change = 'round(moods.sentiment_after - moods.sentiment_before, 9)' %}
with

threads as (

    select * from {{ ref('int_social_threads_opened') }}

),

posts as (

    select * from {{ ref('fct_social_posts') }}

),

solutions as (

    select * from posts
    where is_solution

),

moods as (

    select
        thread_key,
        count_if(solution_side = 'before') as sentiment_count_before,
        count_if(solution_side = 'after') as sentiment_count_after,
        avg(sentiment) filter (where solution_side = 'before') as sentiment_before,
        avg(sentiment) filter (where solution_side = 'after') as sentiment_after
    from posts
    where is_by_originator and not is_deleted and sentiment is not null
    group by thread_key

),

conversations as (

    select
        conversation_key,
        is_valid
    from {{ ref('fct_conversations') }}

),

measured as (

    select
        threads.*,
        conversations.conversation_key as known_conversation_key,
        coalesce(conversations.is_valid, true) as is_valid,
        {{ seconds_between('threads.asked_at', 'threads.staff_posted_at') }}
            as seconds_to_staff,
        {{ seconds_between('threads.asked_at', 'solutions.posted_at') }}
            as seconds_to_solution,
        solutions.post_key as solution_post_key,
        solutions.author_key as solution_author_key,
        solutions.author_type as solution_author_type,
        solutions.solution_evidence,
        solutions.posted_at as solved_at,
        solutions.endorsement_count
    from threads
    left join conversations
        on threads.conversation_key = conversations.conversation_key
    left join solutions on threads.thread_key = solutions.thread_key

),

fct_social_threads as (

    select
        measured.thread_key,
        measured.source_system,
        coalesce(measured.network, 'unknown') as network,
        measured.known_conversation_key as conversation_key,
        measured.root_post_key,
        measured.question_post_key,
        coalesce(measured.customer_key, 'generic:unknown') as customer_key,
        coalesce(measured.staff_key, 'generic:unknown') as staff_agent_key,
        measured.solution_post_key,
        measured.solution_author_key,
        measured.solution_author_type,
        measured.solution_evidence,
        measured.asked_at,
        measured.staff_posted_at as first_staff_post_at,
        measured.solved_at,
        {{ reporting_date('measured.asked_at') }} as asked_date,
        {{ reporting_date('measured.staff_posted_at') }} as first_staff_post_date,
        {{ reporting_date('measured.solved_at') }} as solved_date,
        case when measured.seconds_to_staff >= 0 then measured.seconds_to_staff end
            as first_staff_post_seconds,
        case
            when measured.seconds_to_solution >= 0 then measured.seconds_to_solution
        end as solution_seconds,
        measured.solved_at is not null as is_solved,
        measured.is_outbound,
        measured.is_valid,
        measured.is_question_deleted,
        cast(measured.post_count as bigint) as post_count,
        cast(measured.staff_post_count as bigint) as staff_post_count,
        cast(coalesce(moods.sentiment_count_before, 0) as bigint)
            as sentiment_count_before,
        cast(coalesce(moods.sentiment_count_after, 0) as bigint)
            as sentiment_count_after,
        moods.sentiment_before,
        moods.sentiment_after,
        moods.sentiment_after - moods.sentiment_before as sentiment_change,
        case
            when {{ change }} > {{ same_within }} then 'improved'
            when {{ change }} < -{{ same_within }} then 'worse'
            when {{ change }} is not null then 'same'
        end as sentiment_outcome,
        measured.endorsement_count,
        case
            when measured.seconds_to_staff < 0 then 'reply_before_question'
            when measured.seconds_to_solution < 0 then 'solution_before_question'
        end as data_issue
    from measured
    left join moods on measured.thread_key = moods.thread_key

)

select * from fct_social_threads
