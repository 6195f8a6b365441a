-- One row per exported row of the generic layout that bears on a conversation.
with

int_conversation_rows_from_generic as (

    select
        conversation_id as native_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        created_at as happened_at,
        load_number
    from {{ ref('stg_generic__conversations') }}

    union all

    -- Every version: a message that moved touches the old conversation and the new. Of
    -- an agent it matters whether it is a bot.
    select
        conversation_id as native_id,
        case when native_author_type = 'agent' then author_id end as person_id,
        sent_at as happened_at,
        max(load_number) over (partition by message_id) as load_number
    from {{ ref('stg_generic__messages') }}

    union all

    select
        conversation_id as native_id,
        null as person_id,
        changed_at as happened_at,
        load_number
    from {{ ref('stg_generic__changes') }}

    union all

    select
        conversation_id as native_id,
        null as person_id,
        null as happened_at,
        load_number
    from {{ ref('stg_generic__survey_answers') }}

    union all

    select
        conversation_id as native_id,
        null as person_id,
        started_at as happened_at,
        max(load_number) over (partition by call_id) as load_number
    from {{ ref('stg_generic__calls') }}

)

select * from int_conversation_rows_from_generic
