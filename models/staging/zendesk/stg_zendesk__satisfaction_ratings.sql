-- One row per exported version of a Zendesk rating, offers included.
with

source as (

    select * from {{ ref('base_zendesk__satisfaction_ratings') }}

),

renamed as (

    select
        ---------- ids
        id as rating_id,
        ticket_id,
        requester_id,
        assignee_id,
        group_id,

        ---------- strings
        score as native_score,

        ---------- numerics
        case
            when score like 'good%' then 1.0
            when score like 'bad%' then 0.0
        end as score,

        ---------- booleans
        coalesce(score <> 'unoffered', false) as is_asked,

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
