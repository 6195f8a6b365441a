-- One row per team: those on record, those only met in conversations, and the unknown
-- member of each source.
with

records as (

    select * from {{ ref('int_teams_listed') }}

),

met as (

    select
        team_key,
        source_system
    from {{ ref('fct_conversations') }}

    union distinct

    select
        created_team_key as team_key,
        source_system
    from {{ ref('fct_conversations') }}

    union distinct

    select
        team_key,
        source_system
    from {{ ref('fct_responses') }}

    union distinct

    select
        team_key,
        source_system
    from {{ ref('fct_conversation_states') }}

    union distinct

    select
        coalesce(team_key, source_system || ':unknown') as team_key,
        source_system
    from {{ ref('int_survey_answers_unioned') }}

    union distinct

    select
        team_key,
        source_system
    from {{ ref('fct_calls') }}

    union distinct

    select
        transferred_to_team_key as team_key,
        source_system
    from {{ ref('fct_calls') }}
    where transferred_to_team_key is not null

    union distinct

    select
        team_key,
        source_system
    from {{ ref('fct_chats') }}

    union distinct

    select
        resolved_team_key as team_key,
        source_system
    from {{ ref('fct_conversations') }}
    where resolved_team_key is not null

    union distinct

    -- A reviewed agent of no team, a promise on an unknown conversation.
    select distinct
        source_system || ':unknown' as team_key,
        source_system
    from {{ ref('int_agents_met') }}

    union distinct

    select distinct
        source_system || ':unknown' as team_key,
        source_system
    from {{ ref('int_sla_instances_unioned') }}

),

keys as (

    select * from met

    union distinct

    select
        team_key,
        source_system
    from records

    union distinct

    select
        source_system || ':unknown' as team_key,
        source_system
    from met

),

dim_teams as (

    select
        keys.team_key,
        keys.source_system,
        coalesce(records.name, 'unknown') as team_name,
        coalesce(records.tier, 'unknown') as tier,
        -- "Tier 2" and "L2" are the second line too.
        case
            when
                length({{ regexp_replace_all('records.tier', '[^0-9]', '') }})
                between 1 and 4
                then
                    cast(
                        {{ regexp_replace_all('records.tier', '[^0-9]', '') }}
                        as integer
                    )
        end as tier_number,
        records.team_key is not null as is_on_record
    from keys
    left join records on keys.team_key = records.team_key

)

select * from dim_teams
