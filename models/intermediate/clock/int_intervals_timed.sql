-- One row per stretch of time of a conversation at hand: its business seconds.
with

intervals as (

    select * from {{ ref('int_intervals_listed') }}

),

-- Each schedule counts for the time in which it applied.
pieces as (

    select
        intervals.conversation_key,
        intervals.interval_name,
        intervals.interval_number,
        spells.schedule_key,
        greatest(
            intervals.started_at,
            coalesce(spells.valid_from_at, intervals.started_at)
        ) as started_at,
        least(intervals.ended_at, coalesce(spells.valid_to_at, intervals.ended_at))
            as ended_at
    from intervals
    inner join {{ ref('int_schedule_spells_assigned') }} as spells
        on
            intervals.conversation_key = spells.conversation_key
            and (
                spells.valid_from_at is null
                or intervals.ended_at >= spells.valid_from_at
            )
            and (
                spells.valid_to_at is null
                or intervals.started_at <= spells.valid_to_at
            )

),

open_hours as (

    select * from {{ ref('int_open_hours_accumulated') }}

),

piece_starts as (

    select
        pieces.*,
        open_hours.open_seconds_before
        + {{ seconds_between(
            'open_hours.starts_at',
            'least(pieces.started_at, open_hours.open_until_at)'
        ) }} as open_seconds_at_start
    from pieces
    left join open_hours
        on
            pieces.schedule_key = open_hours.schedule_key
            and cast(pieces.started_at as date) = open_hours.utc_date
            and pieces.started_at >= open_hours.starts_at
            and pieces.started_at < {{ or_never('open_hours.next_starts_at') }}

),

measured_pieces as (

    select
        piece_starts.*,
        open_hours.open_seconds_before
        + {{ seconds_between(
            'open_hours.starts_at',
            'least(piece_starts.ended_at, open_hours.open_until_at)'
        ) }}
        - piece_starts.open_seconds_at_start as business_seconds
    from piece_starts
    left join open_hours
        on
            piece_starts.schedule_key = open_hours.schedule_key
            and cast(piece_starts.ended_at as date) = open_hours.utc_date
            and piece_starts.ended_at >= open_hours.starts_at
            and piece_starts.ended_at < {{ or_never('open_hours.next_starts_at') }}

),

int_intervals_timed as (

    select
        conversation_key,
        interval_name,
        interval_number,
        case
            when count(*) = count(business_seconds)
                then cast(sum(business_seconds) as decimal(18, 3))
        end as business_seconds
    from measured_pieces
    group by conversation_key, interval_name, interval_number

)

select * from int_intervals_timed
