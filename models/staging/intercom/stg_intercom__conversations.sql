-- One row per exported version of an Intercom conversation.
with

source as (

    select * from {{ ref('base_intercom__conversations') }}

),

-- Ids out of documents; 0 is nobody.
with_ids as (

    select
        *,
        nullif({{ account_id(json_text('contacts', '$.contacts[0].id')) }}, '0')
            as contact_id,
        {{ json_text('assignee', '$.type') }} as assignee_type,
        nullif({{ account_id(json_text('assignee', '$.id')) }}, '0') as assignee_id,
        nullif({{ account_id(json_text('source', '$.author.id')) }}, '0')
            as opening_author_id,
        lower({{ json_text('source', '$.author.type') }}) as opening_author_type
    from source

),

renamed as (

    select
        ---------- ids
        id as conversation_id,
        coalesce(
            contact_id,
            case
                when opening_author_type in ('user', 'lead', 'contact')
                    then opening_author_id
            end
        ) as customer_id,
        coalesce(
            nullif(admin_assignee_id, '0'),
            case when assignee_type = 'admin' then assignee_id end
        ) as admin_assignee_id,
        coalesce(
            nullif(team_assignee_id, '0'),
            case when assignee_type = 'team' then assignee_id end
        ) as team_assignee_id,
        opening_author_id,
        nullif(
            {{ account_id(json_text('conversation_rating', '$.teammate.id')) }}, '0'
        ) as rated_teammate_id,
        nullif({{ account_id(json_text('conversation_rating', '$.contact.id')) }}, '0')
            as rating_contact_id,
        -- Who stands for the AI agent where no part tells its id.
        {{ account_id("'ai_agent'") }} as ai_agent_id,
        account,

        ---------- strings
        -- Old versions tell no more than whether it is open.
        lower(
            coalesce(
                state,
                case
                    when open and snoozed_until is not null then 'snoozed'
                    when open then 'open'
                    when not open then 'closed'
                end
            )
        ) as native_state,
        nullif(nullif(lower(priority), 'not_priority'), 'none') as native_priority,
        lower(
            coalesce(
                {{ json_text('source', '$.type') }},
                {{ json_text('channel', '$.initial') }}
            )
        ) as native_channel,
        lower({{ json_text('source', '$.delivered_as') }}) as delivered_as,
        opening_author_type,
        nullif({{ json_text('source', '$.body') }}, '') as opening_body,
        {{ json_text('ai_agent', '$.resolution_state') }}
            as ai_agent_resolution_state,
        {{ json_field('custom_attributes', var('topic_fields').intercom) }} as topic,
        tags,

        ---------- numerics
        try_cast({{ json_text('conversation_rating', '$.rating') }} as double)
            as rating_score,
        try_cast({{ json_text('ai_agent', '$.rating') }} as double)
            as ai_agent_rating_score,
        try_cast({{ json_text('statistics', '$.count_conversation_parts') }} as bigint)
            as stated_conversation_parts_count,

        ---------- booleans
        {{ list_has_any('tags', var('test_tags')) }} as is_tagged_test,
        {{ list_has_any('tags', var('complaint_tags')) }} as is_tagged_complaint,
        {{ is_operator_address(json_text('source', '$.author.email')) }}
            as is_opened_by_operator,
        case
            when
                'true' in (
                    {{ json_text('source', '$.author.from_ai_agent') }},
                    {{ json_text('source', '$.author.is_ai_answer') }}
                )
                then true
            when
                coalesce(
                    {{ json_text('source', '$.author.from_ai_agent') }},
                    {{ json_text('source', '$.author.is_ai_answer') }}
                ) is not null
                then false
        end as is_opened_by_ai_agent,
        coalesce({{ json_text('source', '$.attachments') }} not in ('[]', ''), false)
            as has_opening_attachment,
        coalesce({{ json_text('source', '$.redacted') }} = 'true', false)
            as is_opening_redacted,
        coalesce(ai_agent_participated, false) as has_ai_agent,
        conversation_rating is not null as has_rating,

        ---------- timestamps
        created_at,
        updated_at,
        snoozed_until,
        {{ epoch_moment(json_text('conversation_rating', '$.created_at')) }}
            as rating_asked_at,
        {{ epoch_moment(json_text('conversation_rating', '$.updated_at')) }}
            as rating_updated_at,
        {{ epoch_moment(json_text('ai_agent', '$.created_at')) }}
            as ai_agent_created_at,
        {{ epoch_moment(json_text('ai_agent', '$.updated_at')) }}
            as ai_agent_updated_at,
        {{ epoch_moment(json_text('statistics', '$.first_admin_reply_at')) }}
            as stated_first_admin_reply_at,
        {{ epoch_moment(json_text('statistics', '$.last_close_at')) }}
            as stated_last_close_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from with_ids

)

select * from renamed
