-- One row per conversation at hand: the first team and priority that it is known to
-- have had.
with

values_in_order as (

    select
        conversation_key,
        0 as change_number,
        'team' as field,
        team_key as field_value
    from {{ ref('int_initial_states_found') }}

    union all

    select
        conversation_key,
        0 as change_number,
        'priority' as field,
        priority as field_value
    from {{ ref('int_initial_states_found') }}

    union all

    select
        conversation_key,
        change_number,
        field,
        new_value as field_value
    from {{ ref('int_changes_unioned') }}
    where field in ('team', 'priority')

),

known_values as (

    select
        *,
        field_value not like '%:unknown' and field_value <> 'none' as is_known
    from values_in_order

),

int_first_states_known as (

    select
        conversation_key,
        coalesce(
            min_by(field_value, change_number)
            filter (where field = 'team' and is_known),
            min_by(field_value, change_number) filter (where field = 'team')
        ) as created_team_key,
        coalesce(
            min_by(field_value, change_number)
            filter (where field = 'priority' and is_known),
            'none'
        ) as created_priority
    from known_values
    group by conversation_key

)

select * from int_first_states_known
