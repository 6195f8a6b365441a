-- One row per promise of service, of all sources.
with

sla_instances as (

    select * from {{ ref('int_sla_instances_from_generic') }}
    union all
    select * from {{ ref('int_sla_instances_from_zendesk') }}

),

int_sla_instances_unioned as (

    select
        sla_instance_key,
        source_system,
        conversation_key,
        metric,
        clock,
        applied_at,
        due_at,
        fulfilled_at,
        breached_at,
        cancelled_at,
        is_met,
        is_paused
    from sla_instances

)

select * from int_sla_instances_unioned
