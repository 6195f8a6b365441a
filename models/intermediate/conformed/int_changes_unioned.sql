-- One row per change of a field of a conversation at hand, of all sources, in its
-- order.
with

changes as (

    select * from {{ ref('int_changes_from_zendesk') }}
    union all
    select * from {{ ref('int_changes_from_freshdesk') }}
    union all
    select * from {{ ref('int_changes_from_intercom') }}
    union all
    select * from {{ ref('int_changes_from_generic') }}
    union all
    select * from {{ ref('int_changes_from_help_scout') }}

),

int_changes_unioned as (

    select
        conversation_key,
        field,
        new_value,
        old_value,
        is_creation,
        is_status_unknown,
        native_value,
        changed_at,
        row_number() over (
            partition by conversation_key
            -- What a conversation was created with comes before whatever is said to
            -- have happened earlier.
            order by case when is_creation then 0 else 1 end, changed_at, source_order
        ) as change_number
    from changes

)

select * from int_changes_unioned
