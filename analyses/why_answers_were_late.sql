-- Why answers of the last full month came later than their channel allows: by team, by
-- the hour of the question, and by what stood in the way.
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

limits as (

    select
        segment_value as channel,
        limit_value * 60 as limit_seconds
    from {{ ref('kpi_targets') }}
    where kpi = 'response_time' and segment_type = 'channel'

),

waits as (

    select
        waits.*,
        limits.limit_seconds,
        case
            when waits.wait_outcome = 'answered' then waits.response_seconds
            else {{ seconds_between('waits.waiting_since_at', 'as_of.as_of_at') }}
        end as waited_seconds
    from {{ ref('fct_responses') }} as waits
    cross join as_of
    inner join limits on waits.channel = limits.channel
    where
        waits.is_inbound
        and waits.wait_outcome in ('answered', 'open')
        and date_trunc('month', waits.band_date)
        = date_trunc('month', as_of.as_of_date) - interval '1 month'

),

late_waits as (

    select * from waits
    where waited_seconds > limit_seconds

),

-- Who had the conversation while its customer waited.
holders as (

    select
        late_waits.response_key,
        min_by(states.agent_key, states.valid_from_at) as first_agent_key,
        count(distinct states.team_key) as team_count
    from late_waits
    inner join {{ ref('fct_conversation_states') }} as states
        on
            late_waits.conversation_key = states.conversation_key
            and (
                late_waits.ended_at is null
                or late_waits.ended_at > states.valid_from_at
            )
            and (
                states.valid_to_at is null
                or late_waits.waiting_since_at < states.valid_to_at
            )
    group by late_waits.response_key

),

-- The first reason that holds.
explained as (

    select
        teams.team_name,
        {{ reporting_hour('late_waits.waiting_since_at') }} as hour_of_question,
        case
            when late_waits.wait_outcome = 'open' then 'not answered yet'
            when late_waits.response_business_seconds <= late_waits.limit_seconds
                then 'came outside business hours'
            when holders.team_count > 1 then 'moved between teams'
            when holders.first_agent_key like '%:unknown' then 'assigned to nobody'
            when late_waits.has_bot_reply then 'a bot answered first'
            else 'somebody had it'
        end as reason,
        late_waits.waited_seconds
    from late_waits
    left join holders on late_waits.response_key = holders.response_key
    left join {{ ref('dim_teams') }} as teams on late_waits.team_key = teams.team_key

),

counted as (

    select
        case
            when grouping(team_name) = 0 and grouping(reason) = 0 then 'team and reason'
            when grouping(team_name) = 0 then 'team'
            when grouping(hour_of_question) = 0 then 'hour'
            else 'reason'
        end as seen_by,
        team_name,
        hour_of_question,
        reason,
        count(*) as late_count,
        avg(waited_seconds) / 60 as mean_minutes
    from explained
    group by
        grouping sets (
            (team_name), (hour_of_question), (reason), (team_name, reason)
        )

),

totals as (

    select count(*) as all_late_count
    from late_waits

),

why_answers_were_late as (

    select
        counted.*,
        counted.late_count / cast(totals.all_late_count as double) as share_of_late
    from counted
    cross join totals

)

select * from why_answers_were_late
order by
    seen_by asc,
    late_count desc,
    team_name asc,
    hour_of_question asc,
    reason asc
