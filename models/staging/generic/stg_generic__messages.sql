-- One row per exported version of a message.
with

source as (

    select * from {{ ref('base_generic__messages') }}

),

renamed as (

    select
        ---------- ids
        message_id,
        conversation_id,
        author_id,
        suggested_article_id,

        ---------- strings
        author_type as native_author_type,
        channel as native_channel,
        body,

        ---------- booleans
        coalesce(is_public, true) as is_public,
        coalesce(is_auto_reply, false) as is_auto_reply,
        coalesce(is_fallback, false) as is_fallback,
        coalesce(is_deleted, false) as is_deleted,

        ---------- timestamps
        sent_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
