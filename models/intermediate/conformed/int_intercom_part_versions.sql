-- One row per version of a part of an Intercom conversation, from its own stream or
-- from within the conversation.
with

from_stream as (

    select * from {{ ref('stg_intercom__conversation_parts') }}

),

from_conversations as (

    select * from {{ ref('stg_intercom__embedded_parts') }}

),

parts as (

    select * from from_stream
    union all
    select * from from_conversations

),

int_intercom_part_versions as (

    select
        part_id,
        conversation_id,
        author_id,
        assigned_id,
        part_type,
        native_author_type,
        author_name,
        author_email,
        assigned_type,
        native_state,
        body,
        is_by_operator,
        is_by_ai_agent,
        has_attachment,
        is_redacted,
        created_at,
        updated_at,
        file_path,
        file_row_number,
        file_modified_at,
        load_number
    from parts

)

select * from int_intercom_part_versions
