-- One row per exported version of a part of an Intercom conversation.
with

source as (

    select * from {{ ref('base_intercom__conversation_parts') }}

),

renamed as (

    select
        ---------- ids
        id as part_id,
        conversation_id,
        nullif({{ account_id(json_text('author', '$.id')) }}, '0') as author_id,
        nullif({{ account_id(json_text('assigned_to', '$.id')) }}, '0') as assigned_id,

        ---------- strings
        lower(part_type) as part_type,
        lower({{ json_text('author', '$.type') }}) as native_author_type,
        {{ json_text('author', '$.name') }} as author_name,
        lower(trim({{ json_text('author', '$.email') }})) as author_email,
        lower({{ json_text('assigned_to', '$.type') }}) as assigned_type,
        lower(state) as native_state,
        body,

        ---------- booleans
        {{ is_operator_address(json_text('author', '$.email')) }} as is_by_operator,
        case
            when
                'true' in (
                    {{ json_text('author', '$.from_ai_agent') }},
                    {{ json_text('author', '$.is_ai_answer') }}
                )
                then true
            when
                coalesce(
                    {{ json_text('author', '$.from_ai_agent') }},
                    {{ json_text('author', '$.is_ai_answer') }}
                ) is not null
                then false
        end as is_by_ai_agent,
        coalesce(attachments not in ('[]', ''), false) as has_attachment,
        coalesce(redacted, false) as is_redacted,

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
