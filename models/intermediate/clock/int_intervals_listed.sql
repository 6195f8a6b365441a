-- One row per stretch of time of a conversation at hand whose business seconds are
-- asked for.
with

conversations as (

    select * from {{ ref('int_conversations_unioned') }}

),

resolutions as (

    select * from {{ ref('int_resolutions_summarised') }}

),

messages as (

    select * from {{ ref('int_message_counts_summarised') }}

),

intervals as (

    select
        conversation_key,
        'wait' as interval_name,
        wait_number as interval_number,
        waiting_since_at as started_at,
        ended_at
    from {{ ref('int_waits_paired') }}

    union all

    -- Where the limit of an open wait passes on the business clock, if it does so soon.
    select
        conversation_key,
        'open_wait' as interval_name,
        wait_number as interval_number,
        waiting_since_at as started_at,
        {{ add_seconds('waiting_since_at', '14 * 86400') }} as ended_at
    from {{ ref('int_waits_paired') }}
    where wait_outcome = 'open'

    union all

    -- The hours after a wait that nobody answered, in which its target may end.
    select
        conversation_key,
        'unanswered' as interval_name,
        wait_number as interval_number,
        waiting_since_at as started_at,
        waiting_since_at + interval '30 days' as ended_at
    from {{ ref('int_waits_paired') }}
    where responded_at is null

    union all

    select
        conversation_key,
        'first_response' as interval_name,
        1 as interval_number,
        conversation_started_at as started_at,
        first_human_response_at as ended_at
    from messages

    union all

    select
        conversations.conversation_key,
        'first_resolution' as interval_name,
        1 as interval_number,
        conversations.created_at as started_at,
        resolutions.first_resolved_at as ended_at
    from conversations
    inner join resolutions
        on conversations.conversation_key = resolutions.conversation_key
    where not coalesce(resolutions.is_first_resolution_estimated, false)

    union all

    select
        conversations.conversation_key,
        'full_resolution' as interval_name,
        1 as interval_number,
        conversations.created_at as started_at,
        resolutions.last_resolved_at as ended_at
    from conversations
    inner join resolutions
        on conversations.conversation_key = resolutions.conversation_key
    where
        resolutions.is_resolved
        and not coalesce(resolutions.is_last_resolution_estimated, false)

),

int_intervals_listed as (

    select *
    from intervals
    where ended_at >= started_at

)

select * from int_intervals_listed
