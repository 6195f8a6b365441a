-- One row per survey question that was asked of somebody, of all sources.
with

int_survey_answers_unioned as (

    select * from {{ ref('int_survey_answers_from_zendesk') }}
    union all
    select * from {{ ref('int_survey_answers_from_generic') }}

)

select * from int_survey_answers_unioned
