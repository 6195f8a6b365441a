-- One row per exported version of a deletion of an Intercom conversation.
with

source as (

    select * from {{ ref('base_intercom__deleted_conversations') }}

),

renamed as (

    select
        ---------- ids
        id as conversation_id,

        ---------- booleans
        metrics_retained as has_metrics_retained,

        ---------- timestamps
        deleted_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
