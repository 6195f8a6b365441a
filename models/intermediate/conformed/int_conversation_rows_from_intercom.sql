-- One row per exported Intercom row that bears on a conversation.
with

conversations as (

    select * from {{ ref('stg_intercom__conversations') }}

),

parts as (

    select * from {{ ref('int_intercom_part_versions') }}

),

bots as (

    select * from {{ ref('int_intercom_bots_known') }}

),

int_conversation_rows_from_intercom as (

    select
        conversation_id as native_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        created_at as happened_at,
        load_number
    from conversations

    union all

    -- Every version: a part that moved touches the old conversation and the new.
    select
        conversation_id as native_id,
        null as person_id,
        created_at as happened_at,
        max(load_number) over (partition by part_id) as load_number
    from parts

    union all

    select
        conversation_id as native_id,
        null as person_id,
        null as happened_at,
        load_number
    from {{ ref('stg_intercom__deleted_conversations') }}

    union all

    -- What a bot wrote before it was known as one is read anew.
    select
        parts.conversation_id as native_id,
        null as person_id,
        null as happened_at,
        bots.known_in_load_number as load_number
    from parts
    inner join bots on parts.author_id = bots.admin_id

    union all

    select
        conversations.conversation_id as native_id,
        null as person_id,
        null as happened_at,
        bots.known_in_load_number as load_number
    from conversations
    inner join bots on conversations.opening_author_id = bots.admin_id

)

select * from int_conversation_rows_from_intercom
