-- One row per survey question that was asked of somebody, answered or not.
with

answers as (

    select * from {{ ref('int_survey_answers_scored') }}

),

subjects as (

    select * from {{ ref('fct_survey_subjects') }}

),

customers as (

    select
        customer_key,
        person_key,
        plan,
        is_staff
    from {{ ref('dim_customers') }}

),

agents as (

    select
        agent_key,
        person_key
    from {{ ref('dim_agents') }}

),

judged as (

    select
        answers.*,
        subjects.conversation_key,
        subjects.is_about_valid_conversation,
        -- A person of the desk who asks the desk is no customer.
        coalesce(customers.is_staff, false)
        and answers.kind not in ('agent_nps', 'agent_satisfaction') as is_by_staff,
        case
            when answers.kind in ('agent_nps', 'agent_satisfaction')
                then agents.person_key
            when answers.customer_key not like '%:unknown' then customers.person_key
        end as person_key,
        coalesce(customers.plan, 'unknown') as plan
    from answers
    inner join subjects on answers.survey_answer_key = subjects.survey_answer_key
    left join customers on answers.customer_key = customers.customer_key
    left join agents on answers.agent_key = agents.agent_key

),

-- One voice per person and wave, whatever the source; about a conversation, one per
-- conversation and wave. Nobody knows whether two anonymous answers are of one person:
-- each is a voice.
voices as (

    select
        survey_answer_key,
        case
            when kind not in ('nps', 'overall', 'agent_nps', 'agent_satisfaction')
                then
                    coalesce(conversation_key, survey_answer_key)
                    || '|' || coalesce(wave, '')
            else
                coalesce(person_key, survey_answer_key)
                || '|' || coalesce(
                    wave,
                    cast(
                        date_trunc('month', {{ reporting_date('answered_at') }})
                        as {{ dbt.type_string() }}
                    )
                )
        end as voice
    from judged
    where is_answered

),

-- What can't count takes nobody's place.
counted as (

    select
        judged.survey_answer_key,
        row_number() over (
            partition by judged.kind, voices.voice
            order by judged.answered_at desc, judged.survey_answer_key desc
        ) = 1 as is_newest
    from judged
    inner join voices on judged.survey_answer_key = voices.survey_answer_key
    where
        judged.kind <> 'unknown'
        and judged.is_on_scale
        and judged.is_about_valid_conversation
        and not judged.is_by_staff

),

fct_survey_answers as (

    select
        judged.survey_answer_key,
        judged.source_system,
        judged.kind,
        judged.conversation_key,
        subjects.channel,
        judged.customer_key,
        judged.plan,
        subjects.agent_key,
        subjects.team_key,
        subjects.priority,
        subjects.asked_team_key,
        subjects.asked_priority,
        subjects.asked_severity,
        judged.wave,
        judged.asked_at,
        judged.answered_at,
        {{ reporting_date('judged.asked_at') }} as asked_date,
        {{ reporting_date('judged.answered_at') }} as answered_date,
        subjects.conversation_created_date,
        judged.score,
        judged.first_score,
        judged.scale_min,
        judged.scale_max,
        judged.normalised_score,
        judged.is_answered,
        coalesce(counted.is_newest, false) as is_counted,
        judged.is_about_valid_conversation,
        judged.is_by_staff,
        judged.is_out_of_range,
        judged.is_satisfied,
        judged.is_dissatisfied,
        judged.is_neutral
    from judged
    inner join subjects on judged.survey_answer_key = subjects.survey_answer_key
    left join counted on judged.survey_answer_key = counted.survey_answer_key

)

select * from fct_survey_answers
