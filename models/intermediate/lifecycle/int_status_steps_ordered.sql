-- One row per status that a conversation at hand was put into, in order.
with

histories as (

    select * from {{ ref('int_status_histories_judged') }}

),

beginnings as (

    select
        conversation_key,
        initial_status as status,
        created_at as changed_at,
        0 as step_rank,
        false as is_estimated
    from histories

),

changes as (

    select
        conversation_key,
        new_value as status,
        changed_at,
        change_number as step_rank,
        false as is_estimated
    from {{ ref('int_changes_unioned') }}
    where field = 'status'

),

-- What the row says where no change says it: its own times, else its last update.
resolved_by_row as (

    select
        conversation_key,
        case
            when
                status = 'closed'
                and (
                    closed_at is null
                    or (has_history and closed_at <= last_changed_at)
                )
                then 'closed'
            else 'resolved'
        end as status,
        resolved_at as changed_at,
        1000000001 as step_rank,
        false as is_estimated
    from histories
    where
        status in ('resolved', 'closed')
        and resolved_at is not null
        and (
            (is_status_stated and not has_history)
            or (is_row_ahead and resolved_at > last_changed_at)
        )

),

ended_by_row as (

    select
        conversation_key,
        status,
        case
            when
                closed_at is not null
                and (not has_history or closed_at > last_changed_at)
                then closed_at
            else coalesce(updated_at, created_at)
        end as changed_at,
        1000000002 as step_rank,
        status <> 'closed'
        or closed_at is null
        or (has_history and closed_at <= last_changed_at) as is_estimated
    from histories
    where
        status in ('resolved', 'closed', 'cancelled')
        and ((is_status_stated and not has_history) or is_row_ahead)
        and not (
            status = 'resolved'
            and resolved_at is not null
            and (not has_history or resolved_at > last_changed_at)
        )
        and not (
            status = 'closed'
            and (closed_at is null or (has_history and closed_at <= last_changed_at))
            and resolved_at is not null
            and (not has_history or resolved_at > last_changed_at)
        )

),

reopened_by_row as (

    select
        conversation_key,
        status,
        updated_at as changed_at,
        1000000002 as step_rank,
        true as is_estimated
    from histories
    where is_row_ahead and status not in ('resolved', 'closed', 'cancelled')

),

steps as (

    select * from beginnings
    union all
    select * from changes
    union all
    select * from resolved_by_row
    union all
    select * from ended_by_row
    union all
    select * from reopened_by_row

),

int_status_steps_ordered as (

    select
        steps.conversation_key,
        steps.status,
        steps.changed_at,
        steps.is_estimated,
        row_number() over (
            partition by steps.conversation_key
            order by
                case when steps.step_rank = 0 then 0 else 1 end,
                case when steps.step_rank > 1000000000 then 1 else 0 end,
                case when steps.step_rank > 1000000000 then steps.changed_at end,
                steps.step_rank
        ) as step_number,
        histories.created_at
    from steps
    inner join histories on steps.conversation_key = histories.conversation_key

)

select * from int_status_steps_ordered
