-- One row per inbound conversation that people of the desk resolved: where it went
-- until then.
with

resolved_conversations as (

    select * from {{ ref('fct_conversations') }}
    where
        is_inbound
        and not is_bot_only
        and is_resolved
        and is_history_complete
        and not is_resolution_time_estimated

),

teams as (

    select * from {{ ref('dim_teams') }}

),

moves as (

    select
        transfers.conversation_key,
        transfers.transferred_at,
        coalesce(to_teams.tier_number > from_teams.tier_number, false) as is_escalation
    from {{ ref('fct_transfers') }} as transfers
    left join teams as from_teams on transfers.from_team_key = from_teams.team_key
    left join teams as to_teams on transfers.to_team_key = to_teams.team_key

),

moves_until_resolved as (

    select
        moves.conversation_key,
        count(*) as transfer_count,
        count_if(moves.is_escalation) as escalation_count
    from moves
    inner join resolved_conversations
        on
            moves.conversation_key = resolved_conversations.conversation_key
            and moves.transferred_at <= resolved_conversations.last_resolved_at
    group by moves.conversation_key

),

fct_handled_conversations as (

    select
        resolved_conversations.conversation_key,
        resolved_conversations.source_system,
        resolved_conversations.channel,
        resolved_conversations.resolved_team_key,
        resolved_conversations.resolved_priority,
        resolved_conversations.last_resolved_at,
        resolved_conversations.last_resolved_date,
        teams.tier_number as first_tier_number,
        teams.tier_number is not null as is_tier_known,
        teams.tier_number is not null
        and coalesce(moves_until_resolved.escalation_count > 0, false) as is_escalated,
        coalesce(moves_until_resolved.transfer_count > 0, false) as is_transferred,
        resolved_conversations.handed_over_at is not null as is_handed_over,
        cast(coalesce(moves_until_resolved.transfer_count, 0) as bigint)
            as transfer_count,
        cast(coalesce(moves_until_resolved.escalation_count, 0) as bigint)
            as escalation_count
    from resolved_conversations
    left join teams on resolved_conversations.created_team_key = teams.team_key
    left join moves_until_resolved
        on
            resolved_conversations.conversation_key
            = moves_until_resolved.conversation_key

)

select * from fct_handled_conversations
