-- One row per conversation at hand and uninterrupted status.
with

steps as (

    select
        *,
        lag(status) over (
            partition by conversation_key order by step_number
        ) as previous_status
    from {{ ref('int_status_steps_ordered') }}

),

entries as (

    select
        conversation_key,
        status,
        changed_at,
        is_estimated,
        -- A change from before the creation is kept with its time, but the spell that
        -- it begins can't be earlier than the conversation.
        greatest(changed_at, created_at) as started_at,
        row_number() over (
            partition by conversation_key order by step_number
        ) as spell_number
    from steps
    where previous_status is null or previous_status <> status

),

int_status_spells_bounded as (

    select
        conversation_key,
        spell_number,
        status,
        case
            when status in ('resolved', 'closed') then 'resolved'
            when status = 'cancelled' then 'cancelled'
            else 'live'
        end as status_group,
        changed_at,
        is_estimated,
        started_at,
        lead(started_at) over (
            partition by conversation_key order by spell_number
        ) as ended_at
    from entries

)

select * from int_status_spells_bounded
