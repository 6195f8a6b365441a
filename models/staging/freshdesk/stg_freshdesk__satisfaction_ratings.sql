-- One row per exported version of an answer to a Freshdesk survey.
with

source as (

    select * from {{ ref('base_freshdesk__satisfaction_ratings') }}

),

renamed as (

    select
        ---------- ids
        id as rating_id,
        ticket_id,
        user_id,
        agent_id,
        group_id,

        ---------- numerics
        -- An object in the API, a list of question and value as some loaders write it.
        coalesce(
            try_cast({{ json_text('ratings', '$.default_question') }} as double),
            try_cast(regexp_extract(
                ratings, '"default_question"[^{}]*"value"[ :"]*(-?[0-9]+)', 1
            ) as double),
            try_cast(regexp_extract(
                ratings, '"value"[ :"]*(-?[0-9]+)[^{}]*"default_question"', 1
            ) as double)
        ) as native_score,

        ---------- timestamps
        created_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
