-- One row per exported version of a leg of a Zendesk call.
with

source as (

    select * from {{ ref('base_zendesk__call_legs') }}

),

renamed as (

    select
        ---------- ids: 0 stands for nobody
        id as leg_id,
        call_id,
        nullif(agent_id, '0') as agent_id,
        nullif(transferred_from, '0') as transferred_from_id,
        nullif(transferred_to, '0') as transferred_to_id,

        ---------- strings
        lower(type) as leg_type,
        lower(completion_status) as completion_status,

        ---------- numerics
        talk_time as talk_seconds,

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
