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

int_teams_listed as (

    select
        team_key,
        source_system,
        name,
        tier
    from teams

)

select * from int_teams_listed
