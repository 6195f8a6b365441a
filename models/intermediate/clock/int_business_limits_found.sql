-- One row per open wait of a conversation at hand whose limit passes on the business
-- clock within two weeks: when it does.
{% set limit_seconds = var('response_limit_minutes') ~ ' * 60' %}
with

waits as (

    select * from {{ ref('int_intervals_listed') }}
    where interval_name = 'open_wait'

),

open_hours as (

    select * from {{ ref('int_open_hours_accumulated') }}

),

-- Each schedule counts for the time in which it applied.
pieces as (

    select
        waits.conversation_key,
        waits.interval_number,
        spells.schedule_key,
        spells.time_zone is null as is_unreadable,
        greatest(
            waits.started_at, coalesce(spells.valid_from_at, waits.started_at)
        ) as started_at,
        least(waits.ended_at, coalesce(spells.valid_to_at, waits.ended_at)) as ended_at
    from waits
    inner join {{ ref('int_schedule_spells_assigned') }} as spells
        on
            waits.conversation_key = spells.conversation_key
            and (
                spells.valid_from_at is null
                or waits.ended_at > spells.valid_from_at
            )
            and (
                spells.valid_to_at is null
                or waits.started_at < spells.valid_to_at
            )

),

open_stretches as (

    select
        pieces.conversation_key,
        pieces.interval_number,
        greatest(open_hours.starts_at, pieces.started_at) as opened_at,
        least(open_hours.open_until_at, pieces.ended_at) as closed_at
    from pieces
    inner join open_hours
        on
            pieces.schedule_key = open_hours.schedule_key
            and pieces.ended_at > open_hours.starts_at
            and pieces.started_at < open_hours.open_until_at

),

accumulated as (

    select
        *,
        {{ seconds_between('opened_at', 'closed_at') }} as open_seconds,
        coalesce(sum({{ seconds_between('opened_at', 'closed_at') }}) over (
            partition by conversation_key, interval_number
            order by opened_at
            rows between unbounded preceding and 1 preceding
        ), 0) as open_seconds_before
    from open_stretches

),

unreadable_waits as (

    select distinct
        conversation_key,
        interval_number
    from pieces
    where is_unreadable

),

int_business_limits_found as (

    select
        accumulated.conversation_key,
        accumulated.interval_number as wait_number,
        {{ add_seconds(
            'accumulated.opened_at',
            limit_seconds ~ ' - accumulated.open_seconds_before'
        ) }} as business_limit_at
    from accumulated
    left join unreadable_waits
        on
            accumulated.conversation_key = unreadable_waits.conversation_key
            and accumulated.interval_number = unreadable_waits.interval_number
    where
        unreadable_waits.conversation_key is null
        and accumulated.open_seconds_before < {{ limit_seconds }}
        and accumulated.open_seconds_before + accumulated.open_seconds
        >= {{ limit_seconds }}

)

select * from int_business_limits_found
