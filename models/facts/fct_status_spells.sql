-- One row per conversation and uninterrupted status.
with

spells as (

    select * from {{ ref('int_status_spells_bounded') }}

),

conversations as (

    select
        conversation_key,
        source_system,
        channel
    from {{ ref('int_conversations_unioned') }}

),

fct_status_spells as (

    select
        spells.conversation_key
        || '#' || cast(spells.spell_number as {{ dbt.type_string() }})
            as status_spell_key,
        spells.conversation_key,
        spells.spell_number,
        conversations.source_system,
        conversations.channel,
        spells.status,
        spells.changed_at,
        spells.started_at,
        spells.ended_at,
        {{ seconds_between('spells.started_at', 'spells.ended_at') }} as spell_seconds,
        spells.ended_at is null as is_current,
        spells.is_estimated,
        {{ bucket_of('spells.conversation_key') }} as conversation_bucket
    from spells
    inner join conversations on spells.conversation_key = conversations.conversation_key

)

select * from fct_status_spells
