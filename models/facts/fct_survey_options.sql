-- One row per counted answer and option that was chosen in it: what had been expected,
-- what could be better.
with

answers as (

    select * from {{ ref('fct_survey_answers') }}
    where is_counted

),

chosen as (

    select
        survey_answer_key,
        'expected' as part,
        expected_option as option_name
    from {{ ref('int_survey_answers_from_generic') }}
    where expected_option is not null

    union all

    select
        survey_answer_key,
        'improvement' as part,
        improvement_option as option_name
    from {{ ref('int_survey_answers_from_generic') }}
    where improvement_option is not null

),

fct_survey_options as (

    select
        chosen.survey_answer_key || '|' || chosen.part as survey_option_key,
        chosen.survey_answer_key,
        answers.kind,
        answers.source_system,
        answers.channel,
        answers.team_key,
        answers.priority,
        answers.answered_date,
        chosen.part,
        chosen.option_name
    from chosen
    inner join answers on chosen.survey_answer_key = answers.survey_answer_key

)

select * from fct_survey_options
