-- One row per conversation at hand whose business times nobody can tell, and why.
with

int_clock_issues_found as (

    select
        conversation_key,
        max(clock_issue) as clock_issue
    from {{ ref('int_schedule_spells_assigned') }}
    where clock_issue is not null
    group by conversation_key

)

select * from int_clock_issues_found
