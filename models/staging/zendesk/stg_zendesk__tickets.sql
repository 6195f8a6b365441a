-- One row per exported version of a Zendesk ticket.
with

source as (

    select * from {{ ref('base_zendesk__tickets') }}

),

renamed as (

    select
        ---------- ids
        id as ticket_id,
        requester_id,
        submitter_id,
        assignee_id,
        group_id,
        problem_id,
        {{ account_id(json_text('via', '$.source.from.ticket_id')) }}
            as via_from_ticket_id,
        account,

        ---------- strings
        status as native_status,
        priority as native_priority,
        {{ json_text('via', '$.channel') }} as native_channel,
        tags,
        {{ json_listed_value(
            'custom_fields', 'id', var('topic_fields').zendesk, 'value'
        ) }} as topic,

        ---------- booleans
        coalesce(status in ('deleted', 'scrubbed'), false) as is_tombstone,
        coalesce(subject = 'SCRUBBED', false) as is_scrubbed,
        {{ list_has_any('tags', ['closed_by_merge']) }} as is_tagged_merged,
        {{ list_has_any('tags', var('outbound_tags')) }} as is_tagged_outbound,
        {{ list_has_any('tags', var('test_tags')) }} as is_tagged_test,
        {{ list_has_any('tags', var('complaint_tags')) }} as is_tagged_complaint,

        ---------- timestamps
        created_at,
        updated_at,
        coalesce(generated_timestamp, updated_at) as written_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
