-- One row per Zendesk comment that was internal from the start.
with

comments as (

    select
        comment_id,
        author_id,
        is_public,
        load_number,
        {{ ordered_by('file_modified_at', 'file_path, file_row_number') }} as place
    from {{ ref('stg_zendesk__ticket_comments') }}

    union all

    select
        comment_id,
        author_id,
        is_public,
        load_number,
        {{ ordered_by('file_modified_at', 'file_path, file_row_number') }} as place
    from {{ ref('int_audit_events_exploded') }}
    where event_type in ('Comment', 'VoiceComment') and comment_id is not null

),

hidden_comments as (

    select distinct comment_id
    from {{ ref('int_audit_events_exploded') }}
    where event_type = 'CommentPrivacyChange' and not is_public

),

int_notes_born_internal as (

    select
        comments.comment_id,
        min_by(
            comments.author_id,
            {{ ordered_by('comments.load_number', 'comments.place') }}
        ) as author_id,
        min(comments.load_number) as load_number
    from comments
    left join hidden_comments on comments.comment_id = hidden_comments.comment_id
    where
        hidden_comments.comment_id is null
        and comments.author_id is not null
    group by comments.comment_id
    having bool_or(not comments.is_public) and not bool_or(comments.is_public)

)

select * from int_notes_born_internal
