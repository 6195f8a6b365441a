-- One row per team that a source has a record of: newest name and tier.
with

teams as (

    select * from {{ ref('int_teams_from_zendesk') }}
    union all
    select * from {{ ref('int_teams_from_freshdesk') }}
    union all
    select * from {{ ref('int_teams_from_intercom') }}
    union all
    select * from {{ ref('int_teams_from_generic') }}
    union all
    select * from {{ ref('int_teams_from_help_scout') }}

),

tiers as (

    select
        {{ native_key('source_system', 'team_id') }} as team_key,
        cast(tier as {{ dbt.type_string() }}) as tier
    from {{ ref('team_tiers') }}

),

int_teams_listed as (

    select
        teams.team_key,
        teams.source_system,
        teams.name,
        coalesce(tiers.tier, teams.tier) as tier
    from teams
    left join tiers on teams.team_key = tiers.team_key

)

select * from int_teams_listed
