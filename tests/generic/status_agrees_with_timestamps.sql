{% test status_agrees_with_timestamps(model) %}

{{ judge_by_share() }}

-- One row per conversation and statement about its resolution that contradicts another.
with

conversations as (

    select * from {{ model }}

),

problems as (

    select
        conversation_key,
        'resolved without a time' as problem,
        false as is_user_data
    from conversations
    where is_resolved and last_resolved_at is null

    union all

    select
        conversation_key,
        'a first resolution without a last one, or the reverse' as problem,
        false as is_user_data
    from conversations
    where (first_resolved_at is null) <> (last_resolved_at is null)

    union all

    select
        conversation_key,
        'resolutions counted and resolution times disagree' as problem,
        false as is_user_data
    from conversations
    where (resolution_count > 0) <> (last_resolved_at is not null)

    union all

    select
        conversation_key,
        'a full resolution time though it is not resolved' as problem,
        false as is_user_data
    from conversations
    where not is_resolved and full_resolution_seconds is not null

    union all

    select
        conversation_key,
        'a first resolution time though it was never resolved' as problem,
        false as is_user_data
    from conversations
    where first_resolved_at is null and first_resolution_seconds is not null

    union all

    select
        conversation_key,
        'resolved, with no full resolution time and no reason' as problem,
        false as is_user_data
    from conversations
    where
        is_resolved
        and full_resolution_seconds is null
        and not is_resolution_time_estimated
        and coalesce(data_issue, '') <> 'resolved_before_creation'

    union all

    -- What the row says and what its history says come from two places of the export.
    select
        conversation_key,
        'the status is ' || status || ', its history says '
        || case when is_resolved then 'resolved' else 'not resolved' end as problem,
        true as is_user_data
    from conversations
    where not is_deleted and is_resolved <> (status in ('resolved', 'closed'))

    union all

    select
        conversation_key,
        'the last resolution is before the first' as problem,
        true as is_user_data
    from conversations
    where last_resolved_at < first_resolved_at

)

select
    conversation_key,
    problem,
    is_user_data,
    (select count(*) from conversations) as tested_row_count
from problems

{% endtest %}
