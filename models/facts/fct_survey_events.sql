-- One row per survey question and day that a rate is counted by (asked, answered,
-- conversation created), and per resolved conversation that could have been asked
-- about.
with

answers as (

    select * from {{ ref('fct_survey_answers') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

asked_about as (

    select
        conversation_key,
        true as is_asked
    from answers
    where kind = 'csat'
    group by conversation_key

),

-- Sources that export answers alone: nobody knows about which conversations they asked.
sources_without_questions as (

    select source_system
    from answers
    where kind = 'csat'
    group by source_system
    having count(asked_date) = 0

),

events as (

    select
        'asked' as event,
        answers.asked_date as event_date,
        answers.asked_team_key as event_team_key,
        answers.asked_priority as event_priority,
        answers.*
    from answers
    where
        answers.asked_date is not null
        and answers.is_about_valid_conversation
        and not answers.is_by_staff

    union all

    select
        'answered' as event,
        answered_date as event_date,
        team_key as event_team_key,
        priority as event_priority,
        answers.*
    from answers
    where is_counted

    union all

    select
        'conversation_created' as event,
        answers.conversation_created_date as event_date,
        conversations.created_team_key as event_team_key,
        conversations.created_priority as event_priority,
        answers.*
    from answers
    inner join conversations
        on answers.conversation_key = conversations.conversation_key
    where answers.is_counted and answers.conversation_created_date is not null

),

fct_survey_events as (

    select
        survey_answer_key || '|' || event as survey_event_key,
        event,
        event_date,
        kind,
        conversation_key,
        source_system,
        channel,
        event_team_key as team_key,
        event_priority as priority,
        agent_key,
        plan,
        score,
        normalised_score,
        case
            when scale_max - scale_min = 1 then 'binary'
            when scale_min = 1 and scale_max = 5 then 'five_point'
            else 'other'
        end as scale_name,
        cast(scale_max - scale_min + 1 as bigint) as scale_steps,
        cast(
            round((1 - normalised_score) * (scale_max - scale_min)) as bigint
        ) as steps_below_best,
        -- Of fewer than five steps the upper two are no praise.
        coalesce(
            round((1 - normalised_score) * (scale_max - scale_min))
            <= case when scale_max - scale_min >= 4 then 1 else 0 end,
            false
        ) as is_top_two,
        -- Yes is no more than met.
        case
            when kind <> 'expectations' then null
            when normalised_score >= 0.75 and scale_max - scale_min > 1 then 'exceeded'
            when normalised_score >= 0.5 then 'met'
            when normalised_score > 0 then 'partly'
            when normalised_score = 0 then 'not_met'
        end as expectation,
        wave,
        asked_severity,
        true as is_asked,
        is_answered,
        is_satisfied,
        is_neutral,
        is_dissatisfied
    from events

    union all

    select
        conversations.conversation_key || '|resolved' as survey_event_key,
        'resolved' as event,
        conversations.last_resolved_date as event_date,
        'csat' as kind,
        conversations.conversation_key,
        conversations.source_system,
        conversations.channel,
        conversations.resolved_team_key as team_key,
        conversations.resolved_priority as priority,
        conversations.resolved_agent_key as agent_key,
        cast(null as {{ dbt.type_string() }}) as plan,
        cast(null as double) as score,
        cast(null as double) as normalised_score,
        cast(null as {{ dbt.type_string() }}) as scale_name,
        cast(null as bigint) as scale_steps,
        cast(null as bigint) as steps_below_best,
        false as is_top_two,
        cast(null as {{ dbt.type_string() }}) as expectation,
        cast(null as {{ dbt.type_string() }}) as wave,
        cast(null as {{ dbt.type_string() }}) as asked_severity,
        coalesce(asked_about.is_asked, false) as is_asked,
        false as is_answered,
        false as is_satisfied,
        false as is_neutral,
        false as is_dissatisfied
    from conversations
    left join asked_about
        on conversations.conversation_key = asked_about.conversation_key
    where
        conversations.is_valid
        and conversations.last_resolved_date is not null
        and conversations.source_system not in (
            select sources_without_questions.source_system
            from sources_without_questions
        )

)

select * from fct_survey_events
