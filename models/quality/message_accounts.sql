-- One row per source, step and kind: the messages that exports hold, and why some of
-- them are not in fct_messages. Counted without the models that make that fact.
{% set place_in_files = 'file_path desc, file_row_number desc' %}
{% set place = 'load_number desc, file_modified_at desc, ' ~ place_in_files %}
{% set file_first = 'file_modified_at desc, load_number desc, ' ~ place_in_files %}
{% set says_nothing = "(body is null and not has_attachment and not is_redacted)"
    ~ " or part_type like 'conversation_rating%'" %}
with

conversations as (

    {% for source_system, versions, native_id in [
        ('zendesk', ref('stg_zendesk__tickets'), 'ticket_id'),
        ('freshdesk', ref('stg_freshdesk__tickets'), 'ticket_id'),
        ('intercom', ref('stg_intercom__conversations'), 'conversation_id'),
        ('help_scout', ref('stg_help_scout__conversations'), 'conversation_id'),
        ('generic', ref('stg_generic__conversations'), 'conversation_id'),
    ] -%}
    select distinct
        '{{ source_system }}' as source_system,
        {{ native_id }} as native_id
    from {{ versions }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

messages as (

    select * from {{ ref('fct_messages') }}

),

-- The newest version decides to which conversation a record belongs, and whether it
-- says anything.
versions as (

    {% for source, kind, versions, native_id, conversation_id, reason, newest in [
        (
            'zendesk', 'comment', ref('int_zendesk_comment_versions'),
            'comment_id', 'ticket_id', 'null', 'is_from_comments desc, ' ~ file_first,
        ),
        (
            'freshdesk', 'reply_or_note', ref('int_freshdesk_conversation_versions'),
            'conversation_id', 'ticket_id', 'null',
            'is_from_stream desc, updated_at desc nulls last, ' ~ place ~ ', place desc',
        ),
        (
            'intercom', 'part', ref('int_intercom_part_versions'),
            'part_id', 'conversation_id',
            "case when " ~ says_nothing ~ " then 'no_message' end",
            'updated_at desc nulls last, ' ~ place,
        ),
        (
            'help_scout', 'thread', ref('stg_help_scout__threads'),
            'thread_id', 'conversation_id',
            "case when is_unsent then 'not_sent' when is_line_item then 'no_message' end",
            file_first,
        ),
        (
            'generic', 'message', ref('stg_generic__messages'),
            'message_id', 'conversation_id', 'null', file_first,
        ),
    ] -%}
    select
        '{{ source }}' as source_system,
        '{{ kind }}' as kind,
        {{ conversation_id }} as conversation_id,
        {{ reason }} as reason,
        row_number() over (
            partition by {{ native_id }} order by {{ newest }}
        ) as age_rank
    from {{ versions }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

newest_records as (

    select * from versions
    where age_rank = 1

),

placed_records as (

    select
        newest_records.source_system,
        newest_records.kind,
        case
            when newest_records.reason is not null then newest_records.reason
            when newest_records.conversation_id is null
                then 'message_without_conversation'
            when conversations.native_id is null then 'conversation_not_exported'
        end as reason
    from newest_records
    left join conversations
        on
            newest_records.source_system = conversations.source_system
            and newest_records.conversation_id = conversations.native_id

),

-- A description is left out where a web chat says it once more, and only there.
descriptions as (

    select
        tickets.ticket_id,
        tickets.native_channel,
        {{ plain_letters('tickets.description') }} as letters,
        messages.message_key is null as is_left_out
    from {{ ref('stg_freshdesk__tickets') }} as tickets
    left join messages
        on
            {{ native_key("'freshdesk'", "tickets.ticket_id || '-description'") }}
            = messages.message_key

),

repeated_descriptions as (

    select distinct descriptions.ticket_id
    from descriptions
    inner join {{ ref('int_freshdesk_conversation_versions') }} as replies
        on descriptions.ticket_id = replies.ticket_id
    where
        descriptions.is_left_out
        and descriptions.native_channel in ('15', '16')
        and descriptions.letters = {{ plain_letters('replies.body') }}

),

described_tickets as (

    select distinct
        descriptions.ticket_id,
        case when repeated_descriptions.ticket_id is not null then 'said_twice' end
            as reason
    from descriptions
    left join repeated_descriptions
        on descriptions.ticket_id = repeated_descriptions.ticket_id

),

intercom_conversations as (

    select *
    from {{ ref('stg_intercom__conversations') }}
    qualify row_number() over (
        partition by conversation_id
        order by updated_at desc nulls last, {{ place }}
    ) = 1

),

-- A reply that is missing, and whose time alone is known, is there where it is stated.
stated_replies as (

    select messages.message_key
    from intercom_conversations
    inner join messages
        on
            {{ native_key(
                "'intercom'", "intercom_conversations.conversation_id || '/first_reply'"
            ) }} = messages.message_key
            and intercom_conversations.stated_first_admin_reply_at = messages.sent_at

),

chat_messages as (

    select
        turns.chat_id,
        turns.body,
        turns.is_empty,
        chats.ticket_id,
        conversations.native_id is not null as is_exported,
        messages.message_key is null as is_left_out
    from {{ ref('int_zendesk_chat_turns_listed') }} as turns
    inner join {{ ref('int_zendesk_chats_current') }} as chats
        on turns.chat_id = chats.chat_id
    left join conversations
        on
            conversations.source_system = 'zendesk'
            and chats.ticket_id = conversations.native_id
    left join messages
        on
            {{ native_key("'zendesk'", 'turns.chat_id') }}
            || '#' || cast(turns.turn_number as {{ dbt.type_string() }})
            = messages.message_key

),

-- A chat is left out where its ticket holds what was said, and only there.
chats_in_comments as (

    select distinct chat_messages.chat_id
    from chat_messages
    inner join {{ ref('int_zendesk_comment_versions') }} as comments
        on
            chat_messages.ticket_id = comments.ticket_id
            and trim(chat_messages.body) = trim(comments.body)
    where chat_messages.is_left_out and not chat_messages.is_empty

),

records as (

    select * from placed_records

    union all

    select
        'freshdesk' as source_system,
        'description' as kind,
        reason
    from described_tickets

    union all

    select
        'intercom' as source_system,
        'opening' as kind,
        case
            when opening_author_type is null then 'no_message'
            when
                opening_body is null
                and not has_opening_attachment
                and not is_opening_redacted
                then 'no_message'
        end as reason
    from intercom_conversations

    union all

    select
        'intercom' as source_system,
        'first_reply' as kind,
        null as reason
    from stated_replies

    union all

    select
        'zendesk' as source_system,
        'chat_message' as kind,
        case
            when chat_messages.ticket_id is null then 'chat_without_ticket'
            when not chat_messages.is_exported then 'conversation_not_exported'
            when chats_in_comments.chat_id is not null then 'said_twice'
        end as reason
    from chat_messages
    left join chats_in_comments on chat_messages.chat_id = chats_in_comments.chat_id

),

message_accounts as (

    select
        source_system,
        'came_in' as step,
        kind,
        count(*) as row_count
    from records
    group by source_system, kind

    union all

    select
        source_system,
        'left_out' as step,
        reason as kind,
        count(*) as row_count
    from records
    where reason is not null
    group by source_system, reason

)

select
    source_system || '|' || step || '|' || kind as message_account_key,
    source_system,
    step,
    kind,
    row_count
from message_accounts
