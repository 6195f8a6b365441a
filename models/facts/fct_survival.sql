-- One row per measure, segment member and month of creation: how long it takes, with
-- those that are still open counted in (Kaplan-Meier).
{% set segments = ['source_system', 'channel', 'team', 'priority'] %}
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

conversations as (

    select
        conversations.*,
        as_of.as_of_at
    from {{ ref('fct_conversations') }} as conversations
    cross join as_of
    where conversations.is_inbound and conversations.created_at <= as_of.as_of_at

),

durations as (

    select
        'resolution' as measure,
        created_date,
        source_system,
        channel,
        created_team_key,
        created_priority,
        is_resolved and last_resolved_at <= as_of_at as is_event,
        case
            when is_resolved and last_resolved_at <= as_of_at
                then full_resolution_seconds
            else {{ seconds_between('created_at', 'as_of_at') }}
        end as duration_seconds
    from conversations
    where status <> 'cancelled'

    union all

    select
        'first_response' as measure,
        created_date,
        source_system,
        channel,
        created_team_key,
        created_priority,
        coalesce(first_human_response_at <= as_of_at, false) as is_event,
        case
            when first_human_response_at <= as_of_at then first_response_seconds
            else {{ seconds_between('created_at', 'as_of_at') }}
        end as duration_seconds
    from conversations
    where
        not is_agent_opened
        and (first_human_response_at is not null or not is_resolved)
        and status <> 'cancelled'

    union all

    select
        'complaint_resolution' as measure,
        complaints.complained_date as created_date,
        complaints.source_system,
        complaints.channel,
        complaints.team_key as created_team_key,
        complaints.priority as created_priority,
        complaints.is_resolved as is_event,
        case
            when complaints.is_resolved then complaints.resolution_seconds
            else {{ seconds_between('complaints.complained_at', 'as_of.as_of_at') }}
        end as duration_seconds
    from {{ ref('fct_complaints') }} as complaints
    cross join as_of
    where complaints.complained_at <= as_of.as_of_at

),

-- Null where it is over and nobody knows exactly when: out of the curve, not of the
-- shares.
by_duration as (

    select
        measure,
        {{ slice_columns('created_date', segments, at='created') }},
        duration_seconds,
        count(*) as conversation_count,
        count_if(is_event) as event_count
    from durations
    group by {{ slice_groups(
        'created_date', segments, at='created', also='measure, duration_seconds'
    ) }}
    having period_grain = 'month'

),

at_risk as (

    select
        *,
        sum(conversation_count) over (
            partition by measure, segment_type, segment_value, period_start_date
            order by duration_seconds desc
            rows between unbounded preceding and current row
        ) as at_risk_count
    from by_duration
    where duration_seconds is not null

),

-- The share that is still open after each duration; 0 once nobody is left.
surviving as (

    select
        *,
        case
            when min(at_risk_count - event_count) over so_far = 0 then 0
            else exp(
                sum(
                    ln(
                        greatest(
                            1 - event_count / cast(at_risk_count as double), 1e-300
                        )
                    )
                ) over so_far
            )
        end as surviving_share
    from at_risk
    window so_far as (
        partition by measure, segment_type, segment_value, period_start_date
        order by duration_seconds
        rows between unbounded preceding and current row
    )

),

curves as (

    select
        measure,
        segment_type,
        segment_value,
        period_start_date,
        min(duration_seconds) filter (where surviving_share <= 0.5 + 1e-12)
            as median_seconds,
        min(duration_seconds) filter (where surviving_share <= 0.1 + 1e-12)
            as percentile_90_seconds
    from surviving
    group by measure, segment_type, segment_value, period_start_date

),

cohorts as (

    select
        measure,
        segment_type,
        segment_value,
        period_start_date,
        sum(conversation_count) as conversation_count,
        sum(event_count) as event_count
    from by_duration
    group by measure, segment_type, segment_value, period_start_date

),

fct_survival as (

    select
        cohorts.measure || '|' || cohorts.segment_type || '|' || cohorts.segment_value
        || '@' || cast(cohorts.period_start_date as {{ dbt.type_string() }})
            as survival_key,
        cohorts.measure,
        cohorts.segment_type,
        cohorts.segment_value,
        cohorts.period_start_date as created_month,
        cast(cohorts.conversation_count as bigint) as conversation_count,
        cast(cohorts.event_count as bigint) as event_count,
        1 - cohorts.event_count / cast(cohorts.conversation_count as double)
            as open_share,
        cast(curves.median_seconds as double) as median_seconds,
        cast(curves.percentile_90_seconds as double) as percentile_90_seconds
    from cohorts
    left join curves
        on
            cohorts.measure = curves.measure
            and cohorts.segment_type = curves.segment_type
            and cohorts.segment_value = curves.segment_value
            and cohorts.period_start_date = curves.period_start_date

)

select * from fct_survival
