-- One row per exported version of a survey question asked of somebody.
with

source as (

    select * from {{ ref('base_generic__survey_answers') }}

),

renamed as (

    select
        ---------- ids
        answer_id,
        conversation_id,
        customer_id,
        agent_id,
        team_id,
        order_id,

        ---------- strings
        lower(kind) as kind,
        lower(label) as label,
        wave,
        expected_option,
        improvement_option,
        comment,

        ---------- numerics
        score,
        scale_min,
        scale_max,
        question_count,

        ---------- booleans
        coalesce(is_low_good, false) as is_low_good,

        ---------- timestamps
        asked_at,
        answered_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
