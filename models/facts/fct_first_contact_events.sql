-- One row per first resolution of a conversation by people, and per answer to the
-- question whether one contact was enough.
with

contacts as (

    select * from {{ ref('fct_contacts') }}

),

first_resolutions as (

    select * from {{ ref('fct_resolutions') }}
    where is_counted and resolution_number = 1

),

bot_only_conversations as (

    select conversation_key from {{ ref('fct_conversations') }}
    where is_bot_only

),

answers as (

    select * from {{ ref('fct_survey_events') }}
    where kind = 'first_contact' and event = 'answered'

),

fct_first_contact_events as (

    select
        'resolved|' || first_resolutions.conversation_key as first_contact_event_key,
        'resolved' as event,
        first_resolutions.resolved_date as event_date,
        first_resolutions.conversation_key,
        first_resolutions.source_system,
        first_resolutions.channel,
        first_resolutions.team_key,
        first_resolutions.priority,
        contacts.person_key,
        -- Nobody can tell whether a customer whom nobody knows came back.
        case
            when contacts.contact_key is not null
                then greatest(
                    contacts.settled_window_ends_at,
                    first_resolutions.reopen_window_ends_at
                )
        end as window_ends_at,
        contacts.contact_key is not null as is_of_known_customer,
        coalesce(
            contacts.is_only_contact
            and contacts.is_answered
            and not first_resolutions.is_reopened_in_window,
            false
        ) as is_first_contact,
        coalesce(contacts.reply_count = 1, false)
        and not first_resolutions.is_reopened as is_one_reply,
        coalesce(contacts.responder_count = 1, false)
        and not first_resolutions.is_reopened as is_closed_once,
        cast(null as boolean) as is_yes
    from first_resolutions
    left join contacts
        on first_resolutions.conversation_key = contacts.conversation_key
    left join bot_only_conversations
        on first_resolutions.conversation_key = bot_only_conversations.conversation_key
    where bot_only_conversations.conversation_key is null

    union all

    select
        'answered|' || survey_event_key as first_contact_event_key,
        'answered' as event,
        event_date,
        conversation_key,
        source_system,
        channel,
        team_key,
        priority,
        null as person_key,
        null as window_ends_at,
        null as is_of_known_customer,
        null as is_first_contact,
        null as is_one_reply,
        null as is_closed_once,
        is_satisfied as is_yes
    from answers

)

select * from fct_first_contact_events
