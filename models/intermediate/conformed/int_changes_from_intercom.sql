-- One row per change of status, team or agent of the Intercom conversations at hand.
with

histories as (

    select * from {{ ref('int_intercom_histories_judged') }}

),

assignments as (

    select * from {{ ref('int_intercom_parts_current') }}
    where
        not is_opening
        and (
            assigned_type in ('admin', 'team', 'nobody_admin')
            or (assigned_type is null and part_type like '%assign%')
        )

),

changes as (

    -- What it began with is known where no part is missing.
    select
        conversation_key,
        'status' as field,
        initial_status as new_value,
        true as is_creation,
        cast(null as {{ dbt.type_string() }}) as native_value,
        created_at as changed_at,
        0 as part_order
    from histories
    where is_whole

    union all

    select
        conversation_key,
        'status' as field,
        status as new_value,
        false as is_creation,
        part_type as native_value,
        created_at as changed_at,
        source_order as part_order
    from {{ ref('int_intercom_statuses_followed') }}
    where status is not null

    union all

    select
        conversation_key,
        case when assigned_type = 'team' then 'team' else 'agent' end as field,
        -- No assignee, or one of no type, is nobody.
        {{ native_key("'intercom'", 'assigned_id') }} as new_value,
        false as is_creation,
        assigned_id as native_value,
        created_at as changed_at,
        source_order as part_order
    from assignments

),

int_changes_from_intercom as (

    select
        conversation_key,
        field,
        new_value,
        cast(null as {{ dbt.type_string() }}) as old_value,
        is_creation,
        false as is_status_unknown,
        native_value,
        changed_at,
        row_number() over (
            partition by conversation_key order by part_order, field
        ) as source_order
    from changes

)

select * from int_changes_from_intercom
