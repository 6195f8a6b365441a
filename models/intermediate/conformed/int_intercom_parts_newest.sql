-- One row per part of any Intercom conversation: its newest version.
with

versions as (

    select * from {{ ref('int_intercom_part_versions') }}

),

int_intercom_parts_newest as (

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
    from versions
    qualify row_number() over (
        partition by part_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

)

select * from int_intercom_parts_newest
