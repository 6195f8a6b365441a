-- One row per activity of a Freshdesk ticket.
with

source as (

    select * from {{ ref('base_freshdesk__ticket_activities') }}

),

renamed as (

    select
        ---------- ids
        ticket_id,
        performer_id,

        ---------- strings
        performer_type,
        activity,

        ---------- timestamps
        performed_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
