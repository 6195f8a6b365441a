-- One row per exported version of a Zendesk audit: an update with its list of events.
with

source as (

    select * from {{ ref('base_zendesk__ticket_audits') }}

),

renamed as (

    select
        ---------- ids
        id as audit_id,
        ticket_id,
        author_id,
        account,

        ---------- strings
        via,
        events,

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
