-- One row per exported version of a change.
with

source as (

    select * from {{ ref('base_generic__changes') }}

),

renamed as (

    select
        ---------- ids
        conversation_id,
        actor_id,

        ---------- strings
        lower(field) as field,
        case
            when lower(field) in ('team', 'agent') then {{ account_id('new_value') }}
            else left(new_value, 200)
        end as new_value,
        case
            when lower(field) in ('team', 'agent') then {{ account_id('old_value') }}
            else left(old_value, 200)
        end as old_value,
        actor_type,

        ---------- numerics
        sequence as change_sequence,

        ---------- timestamps
        changed_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
