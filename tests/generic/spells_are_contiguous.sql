{% test spells_are_contiguous(model, conversations) %}

-- One row per spell, or conversation without any, that breaks the chain from the
-- creation to now.
with

spells as (

    select
        conversation_key,
        spell_number,
        started_at,
        ended_at,
        lag(ended_at) over (
            partition by conversation_key order by spell_number
        ) as previous_ended_at,
        row_number() over (
            partition by conversation_key order by spell_number
        ) as place,
        count(*) over (partition by conversation_key) as spell_count
    from {{ model }}

),

judged as (

    select
        coalesce(spells.conversation_key, conversations.conversation_key)
            as conversation_key,
        spells.spell_number,
        case
            when spells.conversation_key is null then 'no spell at all'
            when conversations.conversation_key is null then 'no such conversation'
            when spells.spell_number <> spells.place
                then 'not numbered from 1 without gaps'
            when
                spells.place = 1
                and spells.started_at is distinct from conversations.created_at
                then 'does not start at the creation'
            when
                spells.place > 1
                and spells.started_at is distinct from spells.previous_ended_at
                then 'does not start where the one before ended'
            when spells.place = spells.spell_count and spells.ended_at is not null
                then 'the last one has ended'
            when spells.place < spells.spell_count and spells.ended_at is null
                then 'ends never, but another follows'
        end as problem
    from spells
    full outer join {{ conversations }} as conversations
        on spells.conversation_key = conversations.conversation_key

)

select *
from judged
where problem is not null

{% endtest %}
