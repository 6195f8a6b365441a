-- One row per message of the generic conversations at hand, in the shape of every
-- helpdesk's.
with

touched as (

    select * from {{ ref('int_conversations_touched') }}
    where source_system = 'generic'

),

-- The newest version decides to which conversation a message belongs.
newest_versions as (

    select *
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

bots as (

    select
        person_native_key,
        true as is_bot
    from {{ ref('int_people_from_generic') }}
    where id_space = 'agents' and is_bot

),

messages as (

    select
        touched.conversation_key,
        newest_versions.*,
        -- Some desks export their bot as one of their agents.
        newest_versions.native_author_type = 'bot'
        or (
            newest_versions.native_author_type = 'agent'
            and coalesce(bots.is_bot, false)
        ) as is_by_bot,
        row_number() over (
            partition by touched.conversation_key
            order by
                newest_versions.sent_at,
                newest_versions.file_modified_at,
                newest_versions.file_path,
                newest_versions.file_row_number
        ) as source_order
    from newest_versions
    inner join touched on newest_versions.conversation_id = touched.native_id
    left join bots
        on
            {{ native_key("'generic'", 'newest_versions.author_id') }}
            = bots.person_native_key

),

int_messages_from_generic as (

    select
        ---------- ids
        {{ native_key("'generic'", 'message_id') }} as message_key,
        conversation_key,
        {{ native_key("'generic'", 'author_id') }} as author_key,

        ---------- strings
        'generic' as source_system,
        case
            when is_by_bot then 'bot'
            when is_auto_reply and native_author_type <> 'customer' then 'bot'
            when native_author_type in ('customer', 'agent', 'bot', 'system')
                then native_author_type
            else 'system'
        end as author_type,
        body,
        {{ native_link("'generic'", 'suggested_article_id') }}
            as suggested_article_key,

        ---------- booleans
        is_public,
        is_deleted,
        {{ is_blank_text('body') }} as is_empty,
        is_by_bot and not is_auto_reply as is_answering_bot,
        is_fallback,

        ---------- timestamps and order
        sent_at,
        source_order

    from messages

)

select * from int_messages_from_generic
