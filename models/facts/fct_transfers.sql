-- One row per move of a conversation from one known team to another.
with

-- Two changes within one second are two moves: states would show only the last.
team_changes as (

    select
        *,
        coalesce(
            lag(new_value) over (partition by conversation_key order by change_number),
            old_value
        ) as previous_team_key
    from {{ ref('int_changes_unioned') }}
    where field = 'team'

),

moves as (

    select
        *,
        row_number() over (
            partition by conversation_key order by change_number
        ) as transfer_number
    from team_changes
    where
        not is_creation
        and new_value <> previous_team_key
        and new_value not like '%:unknown'
        and previous_team_key not like '%:unknown'

),

conversations as (

    select
        conversation_key,
        source_system
    from {{ ref('int_conversations_unioned') }}

),

fct_transfers as (

    select
        moves.conversation_key
        || '#' || cast(moves.transfer_number as {{ dbt.type_string() }})
            as transfer_key,
        moves.conversation_key,
        moves.transfer_number,
        conversations.source_system,
        moves.previous_team_key as from_team_key,
        moves.new_value as to_team_key,
        moves.changed_at as transferred_at,
        {{ bucket_of('moves.conversation_key') }} as conversation_bucket
    from moves
    inner join conversations on moves.conversation_key = conversations.conversation_key

)

select * from fct_transfers
