-- One row per day and part of the desk, all of it or a team: how many people work there
-- at its end.
{% set never = "date '9999-01-01'" %}
with

people as (

    select
        agent_key,
        person_key,
        team_key
    from {{ ref('dim_agents') }}
    where is_on_record and not is_bot and agent_key not like '%:unknown'

),

memberships as (

    select
        'all' as segment_type,
        'all' as segment_value,
        agent_key,
        person_key
    from people

    union all

    select
        'team' as segment_type,
        team_key as segment_value,
        agent_key,
        person_key
    from people
    where team_key not like '%:unknown'

),

-- A person of several records is employed as those say that tell anything of it, and
-- where none does, always.
employments as (

    select
        memberships.segment_type,
        memberships.segment_value,
        memberships.person_key,
        min(employments.employed_from_date) as from_date,
        max(
            case
                when employments.agent_key is not null
                    then coalesce(employments.employed_to_date, {{ never }})
            end
        ) as to_date
    from memberships
    left join {{ ref('int_employments_listed') }} as employments
        on memberships.agent_key = employments.agent_key
    group by
        memberships.segment_type,
        memberships.segment_value,
        memberships.person_key

),

fct_headcount_days as (

    select
        employments.segment_type
        || '|' || employments.segment_value
        || '|' || cast(days.calendar_date as {{ dbt.type_string() }})
            as headcount_day_key,
        employments.segment_type,
        employments.segment_value,
        days.calendar_date,
        count(*) as headcount
    from employments
    inner join {{ ref('dim_dates') }} as days
        on
            coalesce(employments.from_date <= days.calendar_date, true)
            and coalesce(employments.to_date > days.calendar_date, true)
    group by
        employments.segment_type,
        employments.segment_value,
        days.calendar_date

)

select * from fct_headcount_days
