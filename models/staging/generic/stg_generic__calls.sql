-- One row per exported version of a telephone call.
with

source as (

    select * from {{ ref('base_generic__calls') }}

),

renamed as (

    select
        ---------- ids: 0 stands for nobody
        call_id,
        nullif(conversation_id, '0') as conversation_id,
        nullif(customer_id, '0') as customer_id,
        nullif(agent_id, '0') as agent_id,
        nullif(team_id, '0') as team_id,
        nullif(transferred_to_team_id, '0') as transferred_to_team_id,

        ---------- strings
        coalesce(lower(direction), 'inbound') as direction,
        lower(outcome) as native_outcome,
        queue,
        tracked_number,

        ---------- numerics
        queue_seconds,
        hold_seconds,
        longest_hold_seconds,
        talk_seconds,
        wrap_up_seconds,

        ---------- timestamps
        started_at,
        queued_at,
        answered_at,
        ended_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
