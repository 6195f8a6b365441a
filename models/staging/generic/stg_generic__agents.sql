-- One row per exported version of an agent.
with

source as (

    select * from {{ ref('base_generic__agents') }}

),

renamed as (

    select
        ---------- ids
        agent_id,
        team_id,

        ---------- strings
        name,
        lower(trim(email)) as email,
        tier,

        ---------- booleans
        coalesce(is_bot, false) as is_bot,

        ---------- timestamps
        active_from,
        active_to,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
