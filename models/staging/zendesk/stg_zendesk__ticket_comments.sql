-- One row per exported version of a Zendesk comment.
with

source as (

    select * from {{ ref('base_zendesk__ticket_comments') }}

),

renamed as (

    select
        ---------- ids
        id as comment_id,
        ticket_id,
        audit_id,
        author_id,
        {{ account_id(json_text('via', '$.source.to.ticket_id')) }} as via_to_ticket_id,
        {{ account_id(json_text('data', '$.call_id')) }} as call_id,

        ---------- strings
        coalesce(plain_body, body) as body,
        {{ json_text('via', '$.channel') }} as native_channel,
        {{ json_text('via', '$.source.rel') }} as via_rel,

        ---------- booleans
        coalesce(type = 'VoiceComment', false) as is_call_record,
        coalesce(public, true) as is_public,
        coalesce(attachments not in ('[]', ''), false) as has_attachment,
        coalesce(deleted, false)
        or coalesce(_fivetran_deleted, false)
        or _sdc_deleted_at is not null as is_marked_deleted,

        ---------- timestamps
        created_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
