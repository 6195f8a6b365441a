-- One row per Intercom conversation at hand: its newest version, and when it was
-- deleted.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'intercom'

),

newest_versions as (

    select
        touched.conversation_key,
        versions.*
    from {{ ref('stg_intercom__conversations') }} as versions
    inner join touched on versions.conversation_id = touched.native_id
    qualify row_number() over (
        partition by versions.conversation_id
        order by
            versions.updated_at desc nulls last,
            versions.load_number desc,
            versions.file_modified_at desc,
            versions.file_path desc,
            versions.file_row_number desc
    ) = 1

),

deletions as (

    select
        conversation_id,
        max(deleted_at) as deleted_at
    from {{ ref('stg_intercom__deleted_conversations') }}
    group by conversation_id

),

int_intercom_conversations_current as (

    select
        newest_versions.conversation_key,
        newest_versions.conversation_id,
        newest_versions.account,
        newest_versions.customer_id,
        newest_versions.admin_assignee_id,
        newest_versions.team_assignee_id,
        newest_versions.opening_author_id,
        newest_versions.native_state,
        newest_versions.native_priority,
        newest_versions.native_channel,
        newest_versions.delivered_as,
        newest_versions.opening_author_type,
        newest_versions.opening_body,
        newest_versions.stated_conversation_parts_count,
        newest_versions.is_tagged_test,
        newest_versions.is_tagged_complaint,
        newest_versions.ai_agent_resolution_state,
        newest_versions.is_opened_by_operator,
        newest_versions.is_opened_by_ai_agent,
        newest_versions.has_opening_attachment,
        newest_versions.is_opening_redacted,
        newest_versions.has_ai_agent,
        newest_versions.topic,
        newest_versions.created_at,
        newest_versions.updated_at,
        newest_versions.snoozed_until,
        newest_versions.stated_first_admin_reply_at,
        newest_versions.stated_last_close_at,
        deletions.deleted_at,
        -- A row that is newer than the deletion says that it is there after all.
        deletions.conversation_id is not null
        and coalesce(newest_versions.updated_at <= deletions.deleted_at, true)
            as is_deleted
    from newest_versions
    left join deletions on newest_versions.conversation_id = deletions.conversation_id

)

select * from int_intercom_conversations_current
