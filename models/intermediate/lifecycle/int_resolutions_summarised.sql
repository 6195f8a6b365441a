-- One row per conversation at hand: its resolutions and reopens.
with

runs as (

    select
        *,
        lag(is_soft_reopen) over (
            partition by conversation_key order by run_number
        ) as is_after_soft_reopen,
        max(run_number) over (partition by conversation_key) as last_run_number
    from {{ ref('int_status_runs_grouped') }}

),

flagged_runs as (

    select
        *,
        -- What ends a soft reopen is no resolution: the one before it still stands.
        status_group = 'resolved'
        and not coalesce(is_after_soft_reopen, false) as is_resolution
    from runs

),

int_resolutions_summarised as (

    select
        conversation_key,
        min_by(changed_at, run_number) filter (where is_resolution)
            as first_resolved_at,
        max_by(changed_at, run_number) filter (where is_resolution) as last_resolved_at,
        min_by(is_estimated, run_number) filter (where is_resolution)
            as is_first_resolution_estimated,
        max_by(is_estimated, run_number) filter (where is_resolution)
            as is_last_resolution_estimated,
        bool_or(run_number = last_run_number and status_group = 'resolved')
            as is_resolved,
        count_if(is_resolution) as resolution_count,
        count_if(is_reopen and not is_soft_reopen) as reopen_count,
        count_if(is_soft_reopen) as soft_reopen_count
    from flagged_runs
    group by conversation_key

)

select * from int_resolutions_summarised
