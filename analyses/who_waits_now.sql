-- Who is waiting for an answer of ours at as-of, the longest first.
with

open_waits as (

    select * from {{ ref('fct_responses') }}
    where wait_outcome = 'open' and is_inbound

),

as_of as (

    select * from {{ ref('dim_as_of') }}

),

who_waits_now as (

    select
        open_waits.conversation_key,
        open_waits.channel,
        teams.team_name,
        open_waits.priority,
        open_waits.waiting_since_at,
        {{ seconds_between('open_waits.waiting_since_at', 'as_of.as_of_at') }} / 3600
            as waiting_hours
    from open_waits
    cross join as_of
    left join {{ ref('dim_teams') }} as teams on open_waits.team_key = teams.team_key
    where open_waits.waiting_since_at <= as_of.as_of_at

)

select * from who_waits_now
order by waiting_since_at, conversation_key
