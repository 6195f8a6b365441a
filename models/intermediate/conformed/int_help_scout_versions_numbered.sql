-- One row per exported version of each Help Scout conversation at hand, from the
-- oldest.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'help_scout'

),

int_help_scout_versions_numbered as (

    select
        touched.conversation_key,
        versions.conversation_id,
        versions.account,
        versions.mailbox_id,
        versions.assignee_id,
        versions.created_by_id,
        versions.primary_customer_id,
        versions.native_status,
        versions.created_by_type,
        versions.native_channel,
        versions.topic,
        versions.is_spam,
        versions.is_deleted,
        versions.is_draft,
        versions.is_tagged_outbound,
        versions.is_tagged_test,
        versions.is_tagged_complaint,
        versions.is_woken_by_reply,
        versions.created_at,
        versions.closed_at,
        versions.user_updated_at,
        versions.written_at,
        versions.snoozed_until,
        coalesce(versions.user_updated_at, versions.written_at) as user_acted_at,
        -- Null where the snooze was over before the version was written.
        case
            when versions.snoozed_until > versions.written_at
                then versions.snoozed_until
        end as running_snooze_until,
        row_number() over (
            partition by versions.conversation_id
            order by
                versions.written_at,
                versions.load_number,
                versions.file_modified_at,
                versions.file_path,
                versions.file_row_number
        ) as version_number
    from {{ ref('stg_help_scout__conversations') }} as versions
    inner join touched on versions.conversation_id = touched.native_id

)

select * from int_help_scout_versions_numbered
