-- One row per exported version of a conversation (a reply or note) of a Freshdesk
-- ticket.
with

source as (

    select * from {{ ref('base_freshdesk__conversations') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as conversation_id,
        ticket_id,
        user_id,

        ---------- strings
        {{ whole_number_text('source') }} as native_kind,
        coalesce(body_text, body) as body,

        ---------- booleans
        incoming as is_incoming,
        coalesce(private, false) as is_private,
        coalesce(auto_response, false) or automation_id is not null as is_automatic,
        coalesce(attachments not in ('[]', ''), false) as has_attachment,
        coalesce(_fivetran_deleted, false)
        or _sdc_deleted_at is not null as is_marked_deleted,

        ---------- timestamps
        created_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
