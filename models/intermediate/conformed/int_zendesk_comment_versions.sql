-- One row per version of a Zendesk comment, from the comments or from the audits.
with

audits as (

    select
        audit_id,
        max_by(ticket_id, load_number) as ticket_id
    from {{ ref('stg_zendesk__ticket_audits') }}
    group by audit_id

),

from_comments as (

    select
        comments.comment_id,
        coalesce(comments.ticket_id, audits.ticket_id) as ticket_id,
        comments.author_id,
        comments.body,
        comments.native_channel,
        comments.via_rel,
        comments.via_to_ticket_id,
        comments.is_public,
        comments.has_attachment,
        comments.is_marked_deleted,
        comments.created_at,
        true as is_from_comments,
        comments.file_modified_at,
        comments.load_number,
        comments.file_path,
        comments.file_row_number
    from {{ ref('stg_zendesk__ticket_comments') }} as comments
    left join audits on comments.audit_id = audits.audit_id

),

from_audits as (

    select
        comment_id,
        ticket_id,
        author_id,
        body,
        native_channel,
        via_rel,
        via_to_ticket_id,
        is_public,
        has_attachment,
        false as is_marked_deleted,
        created_at,
        false as is_from_comments,
        file_modified_at,
        load_number,
        file_path,
        file_row_number
    from {{ ref('int_audit_events_exploded') }}
    where event_type in ('Comment', 'VoiceComment') and comment_id is not null

),

int_zendesk_comment_versions as (

    select * from from_comments
    union all
    select * from from_audits

)

select * from int_zendesk_comment_versions
