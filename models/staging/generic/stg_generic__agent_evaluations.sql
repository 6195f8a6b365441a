-- One row per exported version of an evaluation.
with

source as (

    select * from {{ ref('base_generic__agent_evaluations') }}

),

renamed as (

    select
        ---------- ids
        evaluation_id,
        agent_id,
        conversation_id,
        reviewer_id,

        ---------- strings
        scorecard,

        ---------- numerics
        score,
        coalesce(max_score, 100) as max_score,

        ---------- booleans
        has_passed,
        coalesce(has_critical_error, false) as has_critical_error,
        coalesce(is_calibration, false) as is_calibration,

        ---------- timestamps
        evaluated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
