-- One row per conversation at hand: the first team and priority that it is known to have had.
with

states as (

    select * from {{ ref('int_states_tracked') }}

),

int_first_states_known as (

    select
        conversation_key,
        coalesce(
            min_by(team_key, valid_from_at) filter (where team_key not like '%:unknown'),
            min_by(team_key, valid_from_at)
        ) as created_team_key,
        coalesce(
            min_by(priority, valid_from_at) filter (where priority <> 'none'), 'none'
        ) as created_priority
    from states
    group by conversation_key

)

select * from int_first_states_known
