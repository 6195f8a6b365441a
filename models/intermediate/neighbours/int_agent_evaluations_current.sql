-- One row per evaluation of an agent: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__agent_evaluations') }}
    qualify row_number() over (
        partition by evaluation_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_agent_evaluations_current as (

    select
        {{ native_key("'generic'", 'evaluation_id') }} as evaluation_key,
        'generic' as source_system,
        {{ native_key("'generic'", 'agent_id') }} as agent_key,
        {{ native_link("'generic'", 'reviewer_id') }} as reviewer_key,
        {{ native_link("'generic'", 'conversation_id') }} as conversation_key,
        scorecard,
        score,
        max_score,
        has_passed,
        has_critical_error,
        is_calibration,
        evaluated_at
    from newest_versions

)

select * from int_agent_evaluations_current
