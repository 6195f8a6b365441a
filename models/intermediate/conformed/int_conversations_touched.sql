-- One row per conversation that this build has to work on.
{% set since = loads_done_by_all_facts() %}
with

conversation_rows as (

    select * from {{ ref('int_conversation_rows_unioned') }}
    where native_id is not null

),

-- People whose role may now be another than the last build thought.
changed_people as (

    select
        'zendesk' as source_system,
        user_id as person_id
    from {{ ref('stg_zendesk__users') }}
    group by user_id
    having
        max(load_number) > {{ since }}
        and (
            min(load_number) > {{ since }}
            or bool_or(is_agent) <> bool_and(is_agent)
            or bool_or(is_suspended) <> bool_and(is_suspended)
            -- Before the oldest version that was known, other proofs had decided.
            or coalesce(
                min(updated_at) filter (where load_number > {{ since }})
                < min(updated_at) filter (where load_number <= {{ since }}),
                bool_or(load_number > {{ since }} and updated_at is not null)
            )
        )

    union distinct

    select
        'zendesk' as source_system,
        user_id as person_id
    from {{ ref('int_people_proven') }}
    where proven_in_load_number > {{ since }}

    union distinct

    select
        'zendesk' as source_system,
        user_id as person_id
    from {{ ref('int_zendesk_notes_reconsidered') }}
    where reconsidered_in_load_number > {{ since }}

    union distinct

    select
        'generic' as source_system,
        agent_id as person_id
    from {{ ref('stg_generic__agents') }}
    group by agent_id
    having
        max(load_number) > {{ since }}
        -- Of a file that was replaced, nobody knows any more what it said before.
        and (
            min(load_number) > {{ since }}
            or bool_or(is_bot) <> bool_and(is_bot)
        )

),

-- What bears on conversations in ways that no key tells: business hours and the teams
-- that keep them, and the first messages of a source, without which nobody waits.
far_reaching as (

    select load_number from {{ ref('stg_zendesk__schedules') }}
    union all
    select load_number from {{ ref('stg_zendesk__holidays') }}
    union all
    select load_number from {{ ref('stg_generic__schedules') }}
    union all
    select load_number from {{ ref('stg_generic__holidays') }}
    union all
    select load_number from {{ ref('stg_generic__teams') }}
    union all
    select first_load_number as load_number from {{ ref('int_message_sources_found') }}

),

is_far_reaching as (

    select coalesce(max(load_number), 0) > {{ since }} as is_everything
    from far_reaching

),

int_conversations_touched as (

    select distinct
        conversation_rows.source_system,
        conversation_rows.native_id,
        {{ native_key(
            'conversation_rows.source_system', 'conversation_rows.native_id'
        ) }} as conversation_key
    from conversation_rows
    cross join is_far_reaching
    left join changed_people
        on
            conversation_rows.source_system = changed_people.source_system
            and conversation_rows.person_id = changed_people.person_id
    where
        conversation_rows.load_number > {{ since }}
        or is_far_reaching.is_everything
        or changed_people.person_id is not null

)

select * from int_conversations_touched
