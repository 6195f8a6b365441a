-- One row per comment of the Zendesk tickets at hand: its newest version.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'zendesk'

),

-- The last word on who may see a comment, where an agent has changed it.
privacy as (

    select
        comment_id,
        max_by(
            is_public, {{ ordered_by('created_at', id_number('audit_id')) }}
        ) as is_public
    from {{ ref('int_zendesk_audit_events_current') }}
    where event_type = 'CommentPrivacyChange'
    group by comment_id

),

-- All versions of a comment that was ever on one of them: it may have moved away.
at_hand as (

    select distinct versions.comment_id
    from {{ ref('int_zendesk_comment_versions') }} as versions
    inner join touched on versions.ticket_id = touched.native_id

),

newest_versions as (

    select versions.*
    from {{ ref('int_zendesk_comment_versions') }} as versions
    inner join at_hand on versions.comment_id = at_hand.comment_id
    qualify row_number() over (
        partition by versions.comment_id
        order by
            versions.is_from_comments desc,
            versions.file_modified_at desc,
            versions.load_number desc,
            versions.file_path desc,
            versions.file_row_number desc
    ) = 1

),

int_zendesk_comments_current as (

    select
        touched.conversation_key,
        newest_versions.comment_id,
        newest_versions.ticket_id,
        newest_versions.author_id,
        newest_versions.native_channel,
        newest_versions.via_rel,
        newest_versions.via_to_ticket_id,
        newest_versions.body,
        newest_versions.has_attachment,
        newest_versions.created_at,
        coalesce(privacy.is_public, newest_versions.is_public) as is_public,
        newest_versions.is_marked_deleted
        or coalesce(
            newest_versions.body like '%▇%'
            and trim(
                {{ regexp_replace_all('newest_versions.body', '[▇[:space:]]', '') }}
            ) = '',
            false
        ) as is_deleted
    from newest_versions
    inner join touched on newest_versions.ticket_id = touched.native_id
    left join privacy on newest_versions.comment_id = privacy.comment_id

)

select * from int_zendesk_comments_current
