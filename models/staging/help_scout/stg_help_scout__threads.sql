-- One row per exported version of a Help Scout thread.
with

source as (

    select
        *,
        lower({{ json_text('action', '$.type') }}) as action_type,
        coalesce(
            {{ json_text('action', '$.associatedEntities') }},
            {{ json_text('action', '$.associated_entities') }}
        ) as action_entities
    from {{ ref('base_help_scout__threads') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as thread_id,
        conversation_id,
        {{ nested_id('created_by', '$.id') }} as created_by_id,
        {{ nested_id('customer', '$.id') }} as customer_id,
        case
            when lower({{ json_text('assigned_to', '$.type') }}) = 'team' then null
            else {{ nested_id('assigned_to', '$.id') }}
        end as assigned_to_id,
        case
            when action_type = 'merged'
                then
                    coalesce(
                        {{ nested_id('action_entities', '$.originalConversation') }},
                        {{ nested_id('action_entities', '$.original_conversation') }},
                        {{ nested_id('action_entities', '$.conversation') }}
                    )
        end as merged_conversation_id,
        case
            when action_type = 'moved-from-mailbox'
                then
                    coalesce(
                        {{ nested_id('action_entities', '$.mailbox') }},
                        {{ nested_id('action_entities', '$.fromMailbox') }},
                        {{ nested_id('action_entities', '$.from_mailbox') }}
                    )
        end as from_mailbox_id,

        ---------- strings
        lower(type) as thread_type,
        lower(state) as native_state,
        action_type,
        lower({{ json_text('created_by', '$.type') }}) as created_by_type,
        nullif(lower(status), 'nochange') as native_status,
        body,

        ---------- booleans
        coalesce(lower(type) = 'lineitem', false) as is_line_item,
        coalesce(lower(state) in ('draft', 'underreview', 'review'), false)
            as is_unsent,
        coalesce(action_type in ('manual-workflow', 'automatic-workflow'), false)
        or coalesce(
            lower({{ json_text('source', '$.type') }}) in ('workflow', 'workflows'),
            false
        ) as is_by_workflow,
        {{ id_is_among(
            json_text('created_by', '$.id'), var('help_scout_bot_user_ids')
        ) }} as is_by_listed_bot,
        {{ json_text('assigned_to', '$.id') }} is not null
        or coalesce(action_type = 'changed-ticket-assignee', false)
            as is_assignee_told,
        coalesce(
            attachments,
            {{ json_text('embedded', '$.attachments') }},
            '[]'
        ) not in ('[]', '') as has_attachment,

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
