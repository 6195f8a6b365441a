-- One row per exported version of a Help Scout conversation.
with

source as (

    select * from {{ ref('base_help_scout__conversations') }}

),

renamed as (

    select
        ---------- ids
        account,
        id as conversation_id,
        nullif(mailbox_id, '0') as mailbox_id,
        case
            when lower({{ json_text('assignee', '$.type') }}) = 'team' then null
            else {{ nested_id('assignee', '$.id') }}
        end as assignee_id,
        {{ nested_id('created_by', '$.id') }} as created_by_id,
        {{ nested_id('primary_customer', '$.id') }} as primary_customer_id,
        nullif(closed_by, '0') as closed_by_id,

        ---------- strings
        lower(status) as native_status,
        lower(state) as native_state,
        lower({{ json_text('created_by', '$.type') }}) as created_by_type,
        case
            when lower(type) in ('chat', 'phone') then lower(type)
            else lower(coalesce(nullif({{ json_text('source', '$.type') }}, ''), type))
        end as native_channel,
        {{ json_listed_value(
            'custom_fields', 'name', var('topic_fields').help_scout, 'text'
        ) }} as topic,

        ---------- booleans
        coalesce(lower(status) = 'spam', false) as is_spam,
        coalesce(lower(state) = 'deleted', false) as is_deleted,
        coalesce(lower(state) = 'draft', false) as is_draft,
        {{ list_has_any('tags', var('outbound_tags')) }} as is_tagged_outbound,
        {{ list_has_any('tags', var('test_tags')) }} as is_tagged_test,
        {{ list_has_any('tags', var('complaint_tags')) }} as is_tagged_complaint,
        coalesce(
            {{ json_text('snooze', '$.unsnoozeOnCustomerReply') }},
            {{ json_text('snooze', '$.unsnooze_on_customer_reply') }},
            'true'
        ) <> 'false' as is_woken_by_reply,

        ---------- timestamps
        created_at,
        closed_at,
        user_updated_at,
        -- What a customer writes and a workflow closes moves no user's update.
        greatest(
            created_at,
            updated_at,
            user_updated_at,
            closed_at,
            {{ nested_moment('customer_waiting_since', '$.time') }}
        ) as written_at,
        coalesce(
            {{ nested_moment('snooze', '$.snoozedUntil') }},
            {{ nested_moment('snooze', '$.snoozed_until') }}
        ) as snoozed_until,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
