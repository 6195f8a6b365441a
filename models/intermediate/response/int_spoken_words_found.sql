-- One row per message at hand of a customer in the generic layout whose channel is the
-- telephone: its own channel, or where it has none its conversation's.
with

messages as (

    select * from {{ ref('int_messages_unioned') }}
    where source_system = 'generic' and is_customer_message

),

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

channels as (

    select * from {{ ref('channel_map') }}
    where source_system = 'generic'

),

newest_versions as (

    select
        {{ native_key("'generic'", 'message_id') }} as message_key,
        native_channel
    from {{ ref('stg_generic__messages') }}
    qualify row_number() over (
        partition by message_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_spoken_words_found as (

    select
        messages.message_key,
        messages.conversation_key,
        messages.message_number,
        messages.sent_at
    from messages
    inner join newest_versions on messages.message_key = newest_versions.message_key
    inner join conversations
        on messages.conversation_key = conversations.conversation_key
    left join channels
        on lower(newest_versions.native_channel) = channels.native_channel
    where
        case
            when newest_versions.native_channel is null then conversations.channel
            else coalesce(channels.channel, 'other')
        end
        = 'phone'

)

select * from int_spoken_words_found
