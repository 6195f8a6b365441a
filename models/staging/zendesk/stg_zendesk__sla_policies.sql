-- One row per exported version of a policy of service level agreements.
with

source as (

    select * from {{ ref('base_zendesk__sla_policies') }}

),

renamed as (

    select
        ---------- ids
        id as policy_id,

        ---------- strings
        title,
        policy_metrics,

        ---------- numerics
        position as policy_position,

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
