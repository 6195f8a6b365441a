-- One row per version of a Freshdesk conversation (a reply or note), of the stream or
-- within a ticket.
with

from_stream as (

    select
        conversation_id,
        ticket_id,
        user_id,
        native_kind,
        body,
        is_incoming,
        is_private,
        is_automatic,
        has_attachment,
        is_marked_deleted,
        created_at,
        updated_at,
        true as is_from_stream,
        0 as place,
        file_modified_at,
        load_number,
        file_path,
        file_row_number
    from {{ ref('stg_freshdesk__conversations') }}

),

from_tickets as (

    select
        conversation_id,
        ticket_id,
        user_id,
        native_kind,
        body,
        is_incoming,
        is_private,
        is_automatic,
        has_attachment,
        false as is_marked_deleted,
        created_at,
        updated_at,
        false as is_from_stream,
        place,
        file_modified_at,
        load_number,
        file_path,
        file_row_number
    from {{ ref('stg_freshdesk__embedded_conversations') }}
    where conversation_id is not null and created_at is not null

),

int_freshdesk_conversation_versions as (

    select * from from_stream
    union all
    select * from from_tickets

)

select * from int_freshdesk_conversation_versions
