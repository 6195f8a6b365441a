-- One row per Zendesk person who wrote a note that a later build knew more of: whether
-- it was internal from the start, and so a proof, may since have another answer.
with

notes as (

    select
        comment_id,
        min(load_number) as first_load_number,
        max(load_number) as last_load_number
    from {{ ref('int_zendesk_comment_versions') }}
    group by comment_id
    having bool_or(not is_public)

),

authors as (

    select distinct
        comment_id,
        author_id
    from {{ ref('int_zendesk_comment_versions') }}
    where author_id is not null

),

hidings as (

    select
        comment_id,
        max(load_number) as last_load_number
    from {{ ref('int_audit_events_exploded') }}
    where event_type = 'CommentPrivacyChange'
    group by comment_id

),

reconsidered_notes as (

    select
        notes.comment_id,
        notes.first_load_number,
        greatest(
            notes.last_load_number,
            coalesce(hidings.last_load_number, notes.last_load_number)
        ) as last_load_number
    from notes
    left join hidings on notes.comment_id = hidings.comment_id

),

int_zendesk_notes_reconsidered as (

    select
        authors.author_id as user_id,
        max(reconsidered_notes.last_load_number) as reconsidered_in_load_number
    from reconsidered_notes
    inner join authors on reconsidered_notes.comment_id = authors.comment_id
    where reconsidered_notes.last_load_number > reconsidered_notes.first_load_number
    group by authors.author_id

)

select * from int_zendesk_notes_reconsidered
