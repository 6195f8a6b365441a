-- One row per conversation that this build has to work on.
{% set since = loads_done_by_all_facts() %}
with

zendesk_rows as (

    select
        ticket_id,
        requester_id as person_id,
        load_number
    from {{ ref('stg_zendesk__tickets') }}

    union all

    -- Every version: a comment that moved touches the old ticket and the new.
    select
        ticket_id,
        author_id as person_id,
        max(load_number) over (partition by comment_id) as load_number
    from {{ ref('int_zendesk_comment_versions') }}

    union all

    select
        ticket_id,
        author_id as person_id,
        load_number
    from {{ ref('stg_zendesk__ticket_audits') }}

    union all

    select
        ticket_id,
        requester_id as person_id,
        load_number
    from {{ ref('stg_zendesk__satisfaction_ratings') }}

    union all

    select
        ticket_id,
        submitter_id as person_id,
        load_number
    from {{ ref('stg_zendesk__tickets') }}

),

generic_rows as (

    select
        conversation_id,
        load_number
    from {{ ref('stg_generic__conversations') }}

    union all

    -- Every version: a message that moved touches the old conversation and the new.
    select
        versions.conversation_id,
        max(versions.load_number) over (partition by versions.message_id) as load_number
    from {{ ref('stg_generic__messages') }} as versions

    union all

    select
        conversation_id,
        load_number
    from {{ ref('stg_generic__changes') }}

    union all

    select
        conversation_id,
        load_number
    from {{ ref('stg_generic__survey_answers') }}

),

-- People whose role may now be another than the last build thought.
changed_people as (

    select user_id
    from {{ ref('stg_zendesk__users') }}
    group by user_id
    having
        max(load_number) > {{ since }}
        and (
            min(load_number) > {{ since }}
            or bool_or(is_agent) <> bool_and(is_agent)
            or bool_or(is_suspended) <> bool_and(is_suspended)
        )

    union all

    select user_id
    from {{ ref('int_people_proven') }}
    where proven_in_load_number > {{ since }}

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
    select min(load_number) as load_number
    from {{ ref('int_zendesk_comment_versions') }}
    union all
    select min(load_number) as load_number
    from {{ ref('stg_generic__messages') }}

),

is_far_reaching as (

    select coalesce(max(load_number), 0) > {{ since }} as is_everything
    from far_reaching

),

touched_zendesk as (

    select distinct zendesk_rows.ticket_id
    from zendesk_rows
    cross join is_far_reaching
    where
        zendesk_rows.ticket_id is not null
        and (
            zendesk_rows.load_number > {{ since }}
            or is_far_reaching.is_everything
            or zendesk_rows.person_id in (
                select changed_people.user_id from changed_people
            )
        )

),

touched_generic as (

    select distinct generic_rows.conversation_id
    from generic_rows
    cross join is_far_reaching
    where
        generic_rows.conversation_id is not null
        and (
            generic_rows.load_number > {{ since }} or is_far_reaching.is_everything
        )

),

int_conversations_touched as (

    select
        'zendesk' as source_system,
        ticket_id as native_id,
        {{ native_key("'zendesk'", 'ticket_id') }} as conversation_key
    from touched_zendesk

    union all

    select
        'generic' as source_system,
        conversation_id as native_id,
        {{ native_key("'generic'", 'conversation_id') }} as conversation_key
    from touched_generic

)

select * from int_conversations_touched
