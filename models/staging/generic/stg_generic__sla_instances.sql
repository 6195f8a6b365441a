-- One row per exported version of a promise of service.
with

source as (

    select * from {{ ref('base_generic__sla_instances') }}

),

renamed as (

    select
        ---------- ids
        sla_id,
        conversation_id,

        ---------- strings
        lower(metric) as metric,
        lower(coalesce(clock, 'calendar')) as clock,

        ---------- booleans
        is_met,

        ---------- timestamps
        applied_at,
        due_at,
        fulfilled_at,
        breached_at,
        cancelled_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
