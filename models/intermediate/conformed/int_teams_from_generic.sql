-- One row per team of the generic layout: newest name and tier.
with

teams as (

    select * from {{ ref('int_generic_teams_current') }}

),

int_teams_from_generic as (

    select
        {{ native_key("'generic'", 'team_id') }} as team_key,
        'generic' as source_system,
        name,
        tier
    from teams

)

select * from int_teams_from_generic
