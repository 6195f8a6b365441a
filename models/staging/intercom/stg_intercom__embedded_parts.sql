-- One row per exported version of an Intercom conversation and part that it holds.
with

source as (

    select * from {{ ref('base_intercom__conversations') }}
    where conversation_parts is not null

),

parts as (

    select
        *,
        {{ json_list_items(
            json_text('conversation_parts', '$.conversation_parts')
        ) }} as part
    from source

),

renamed as (

    select
        ---------- ids
        {{ account_id(json_text('part', '$.id')) }} as part_id,
        id as conversation_id,
        nullif({{ account_id(json_text('part', '$.author.id')) }}, '0') as author_id,
        nullif({{ account_id(json_text('part', '$.assigned_to.id')) }}, '0')
            as assigned_id,

        ---------- strings
        lower({{ json_text('part', '$.part_type') }}) as part_type,
        lower({{ json_text('part', '$.author.type') }}) as native_author_type,
        {{ json_text('part', '$.author.name') }} as author_name,
        lower(trim({{ json_text('part', '$.author.email') }})) as author_email,
        lower({{ json_text('part', '$.assigned_to.type') }}) as assigned_type,
        lower({{ json_text('part', '$.state') }}) as native_state,
        nullif({{ json_text('part', '$.body') }}, '') as body,

        ---------- booleans
        {{ is_operator_address(json_text('part', '$.author.email')) }}
            as is_by_operator,
        case
            when
                'true' in (
                    {{ json_text('part', '$.author.from_ai_agent') }},
                    {{ json_text('part', '$.author.is_ai_answer') }}
                )
                then true
            when
                coalesce(
                    {{ json_text('part', '$.author.from_ai_agent') }},
                    {{ json_text('part', '$.author.is_ai_answer') }}
                ) is not null
                then false
        end as is_by_ai_agent,
        coalesce({{ json_text('part', '$.attachments') }} not in ('[]', ''), false)
            as has_attachment,
        coalesce({{ json_text('part', '$.redacted') }} = 'true', false) as is_redacted,

        ---------- timestamps
        {{ epoch_moment(json_text('part', '$.created_at')) }} as created_at,
        {{ epoch_moment(json_text('part', '$.updated_at')) }} as updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from parts
    where
        {{ json_text('part', '$.id') }} is not null
        and {{ epoch_moment(json_text('part', '$.created_at')) }} is not null

)

select * from renamed
