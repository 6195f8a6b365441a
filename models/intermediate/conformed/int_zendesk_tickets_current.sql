-- One row per Zendesk ticket at hand: its newest version, and when it was deleted.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'zendesk'

),

versions as (

    select
        touched.conversation_key,
        tickets.*
    from {{ ref('stg_zendesk__tickets') }} as tickets
    inner join touched on tickets.ticket_id = touched.native_id

),

newest_versions as (

    select *
    from versions
    qualify row_number() over (
        partition by ticket_id
        order by
            written_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

deletions_in_audits as (

    select
        ticket_id,
        max(created_at) as deleted_at
    from {{ ref('int_zendesk_audit_events_current') }}
    where field_name = 'status' and new_value = 'deleted'
    group by ticket_id

),

-- A tombstone's last event is the deletion, until the ticket is scrubbed.
first_tombstones as (

    select
        ticket_id,
        min_by(updated_at, {{ ordered_by('written_at', place_read()) }}) as deleted_at
    from versions
    where is_tombstone and not is_scrubbed and updated_at is not null
    group by ticket_id

),

int_zendesk_tickets_current as (

    select
        newest_versions.conversation_key,
        newest_versions.ticket_id,
        newest_versions.account,
        newest_versions.requester_id,
        newest_versions.submitter_id,
        newest_versions.assignee_id,
        newest_versions.group_id,
        newest_versions.problem_id,
        newest_versions.via_from_ticket_id,
        newest_versions.native_status,
        newest_versions.native_priority,
        newest_versions.native_channel,
        newest_versions.tags,
        newest_versions.topic,
        newest_versions.is_tombstone,
        newest_versions.is_scrubbed,
        newest_versions.is_tagged_merged,
        newest_versions.is_tagged_outbound,
        newest_versions.is_tagged_test,
        newest_versions.is_tagged_complaint,
        newest_versions.created_at,
        newest_versions.updated_at,
        newest_versions.written_at,
        newest_versions.file_path,
        newest_versions.file_row_number,
        newest_versions.file_modified_at,
        newest_versions.load_number,
        case
            when newest_versions.is_tombstone
                then
                    coalesce(
                        deletions_in_audits.deleted_at, first_tombstones.deleted_at
                    )
        end as deleted_at
    from newest_versions
    left join deletions_in_audits
        on newest_versions.ticket_id = deletions_in_audits.ticket_id
    left join first_tombstones on newest_versions.ticket_id = first_tombstones.ticket_id

)

select * from int_zendesk_tickets_current
