-- Which team answers late, and at which hour the question had come in.
with

answered_waits as (

    select * from {{ ref('fct_responses') }}
    where wait_outcome = 'answered' and is_inbound

),

response_time_by_team_and_hour as (

    select
        teams.team_name,
        {{ reporting_hour('answered_waits.waiting_since_at') }} as hour_of_question,
        count(*) as answer_count,
        avg(answered_waits.response_seconds) / 60 as mean_minutes,
        avg(case when answered_waits.response_band = 'breached' then 1.0 else 0.0 end)
            as breached_share
    from answered_waits
    left join {{ ref('dim_teams') }} as teams
        on answered_waits.team_key = teams.team_key
    group by
        teams.team_name, {{ reporting_hour('answered_waits.waiting_since_at') }}

)

select * from response_time_by_team_and_hour
order by team_name, hour_of_question
