-- One row per conversation at hand that was handed from one team to another.
with

-- Two changes within one second are two transfers: the states would show only the last.
team_changes as (

    select
        conversation_key,
        new_value as team_key,
        is_creation,
        coalesce(
            lag(new_value) over (partition by conversation_key order by change_number),
            old_value
        ) as previous_team_key
    from {{ ref('int_changes_unioned') }}
    where field = 'team'

),

int_transfers_counted as (

    select
        conversation_key,
        count(*) as transfer_count
    from team_changes
    where
        not is_creation
        and team_key <> previous_team_key
        and team_key not like '%:unknown'
        and previous_team_key not like '%:unknown'
    group by conversation_key

)

select * from int_transfers_counted
