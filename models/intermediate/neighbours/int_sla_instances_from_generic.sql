-- One row per promise of service: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_generic__sla_instances') }}
    qualify row_number() over (
        partition by sla_id
        order by
            file_modified_at desc,
            load_number desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_sla_instances_from_generic as (

    select
        {{ native_key("'generic'", 'sla_id') }} as sla_instance_key,
        'generic' as source_system,
        {{ native_key("'generic'", 'conversation_id') }} as conversation_key,
        metric,
        clock,
        applied_at,
        due_at,
        fulfilled_at,
        breached_at,
        cancelled_at,
        is_met,
        -- Nobody says so in the generic layout: a due moment that moves tells it.
        false as is_paused
    from newest_versions

)

select * from int_sla_instances_from_generic
