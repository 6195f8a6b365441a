-- One row per Help Scout conversation at hand: its newest version.
with

versions as (

    select * from {{ ref('int_help_scout_versions_numbered') }}

),

int_help_scout_conversations_current as (

    select
        conversation_key,
        conversation_id,
        account,
        mailbox_id,
        assignee_id,
        created_by_id,
        primary_customer_id,
        native_status,
        created_by_type,
        native_channel,
        topic,
        is_spam,
        is_deleted,
        is_draft,
        is_tagged_outbound,
        is_tagged_test,
        is_tagged_complaint,
        is_woken_by_reply,
        created_at,
        closed_at,
        user_updated_at,
        written_at,
        snoozed_until,
        user_acted_at,
        running_snooze_until,
        version_number
    from versions
    qualify row_number() over (
        partition by conversation_key order by version_number desc
    ) = 1

)

select * from int_help_scout_conversations_current
