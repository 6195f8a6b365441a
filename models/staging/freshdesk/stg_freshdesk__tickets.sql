-- One row per exported version of a Freshdesk ticket.
with

source as (

    select * from {{ ref('base_freshdesk__tickets') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as ticket_id,
        requester_id,
        responder_id,
        group_id,

        ---------- strings
        {{ whole_number_text('status') }} as native_status,
        {{ whole_number_text('priority') }} as native_priority,
        {{ whole_number_text('source') }} as native_channel,
        coalesce(description_text, description) as description,
        {{ json_field('custom_fields', var('topic_fields').freshdesk) }} as topic,

        ---------- booleans
        coalesce(spam, false) as is_spam,
        coalesce(deleted, false) as is_deleted,
        coalesce(attachments not in ('[]', ''), false) as has_attachment,
        {{ list_has_any('tags', var('test_tags')) }} as is_tagged_test,
        {{ list_has_any('tags', var('complaint_tags')) }} as is_tagged_complaint,
        coalesce(stats not in ('{}', ''), false) as has_stats,

        ---------- timestamps
        created_at,
        updated_at,
        {{ utc_moment(json_text('stats', '$.first_responded_at')) }}
            as stated_first_responded_at,
        {{ utc_moment(json_text('stats', '$.reopened_at')) }} as stated_reopened_at,
        {{ utc_moment(json_text('stats', '$.resolved_at')) }} as resolved_at,
        {{ utc_moment(json_text('stats', '$.closed_at')) }} as closed_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
