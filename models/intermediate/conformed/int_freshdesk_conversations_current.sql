-- One row per conversation (a reply or note) of the Freshdesk tickets at hand: its
-- newest version, and who speaks in it.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'freshdesk'

),

-- The newest version decides to which ticket a conversation belongs: a merge moves it.
-- What tickets carry along stands in where the stream has nothing.
newest_versions as (

    select *
    from {{ ref('int_freshdesk_conversation_versions') }}
    qualify row_number() over (
        partition by conversation_id
        order by
            is_from_stream desc,
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc,
            place desc
    ) = 1

),

conversations as (

    select
        touched.conversation_key,
        newest_versions.conversation_id,
        newest_versions.ticket_id,
        newest_versions.user_id,
        newest_versions.body,
        {{ plain_words('newest_versions.body') }} as said,
        newest_versions.native_kind,
        -- Without the flag, what the requester wrote for all to see came in.
        coalesce(
            newest_versions.is_incoming,
            newest_versions.user_id = tickets.requester_id
            and not newest_versions.is_private,
            false
        ) as is_incoming,
        newest_versions.is_private,
        newest_versions.is_automatic,
        newest_versions.has_attachment,
        newest_versions.is_marked_deleted,
        newest_versions.created_at
    from newest_versions
    inner join touched on newest_versions.ticket_id = touched.native_id
    left join {{ ref('int_freshdesk_tickets_current') }} as tickets
        on newest_versions.ticket_id = tickets.ticket_id

),

judged as (

    select
        *,
        not is_incoming
        and {{ begins_with_any('said', var('freshdesk_merged_into_phrases')) }}
            as is_merge_note,
        case
            when not is_incoming
                then {{ number_after_any(
                    'said', var('freshdesk_merged_into_phrases')
                ) }}
        end as merged_into_number,
        not is_incoming
        and {{ begins_with_any('said', var('freshdesk_merged_from_phrases')) }}
            as is_note_of_primary,
        {{ id_is_among('user_id', var('freshdesk_bot_user_ids')) }} as is_by_bot_user
    from conversations

),

int_freshdesk_conversations_current as (

    select
        conversation_key,
        conversation_id,
        ticket_id,
        user_id,
        body,
        -- Survey feedback comes in like a reply, and what merging writes looks like
        -- one.
        case
            when native_kind = '6' then 'system'
            when is_merge_note or is_note_of_primary then 'system'
            when is_automatic or is_by_bot_user then 'bot'
            when is_incoming then 'customer'
            else 'agent'
        end as author_type,
        merged_into_number,
        is_merge_note,
        is_by_bot_user,
        -- What is forwarded goes to somebody else.
        not is_private and coalesce(native_kind, '') <> '8' as is_public,
        is_marked_deleted,
        has_attachment,
        created_at
    from judged

)

select * from int_freshdesk_conversations_current
