{% test legal_status_transitions(model) %}

{{ judge_by_share() }}

-- One row per spell of a status that the spell before it may not lead to.
with

spells as (

    select
        conversation_key,
        spell_number,
        status,
        lag(status) over (
            partition by conversation_key order by spell_number
        ) as previous_status,
        row_number() over (
            partition by conversation_key order by spell_number
        ) as place
    from {{ model }}

),

judged as (

    select
        *,
        case
            when
                status is null
                or status not in (
                    'new', 'open', 'waiting_customer', 'waiting_other', 'snoozed',
                    'resolved', 'closed', 'cancelled'
                )
                then 'not a status of this project'
            when status = previous_status then 'the same status twice in a row'
            when status = 'new' and place > 1 then 'new again, once left'
        end as problem
    from spells

)

select
    conversation_key,
    spell_number,
    previous_status,
    status,
    problem,
    -- The first two the models rule out; the third an export may say.
    problem = 'new again, once left' as is_user_data,
    (select count(*) from spells) as tested_row_count
from judged
where problem is not null

{% endtest %}
