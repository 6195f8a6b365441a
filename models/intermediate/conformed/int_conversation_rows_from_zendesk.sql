-- One row per exported Zendesk row that bears on a ticket.
with

tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

int_conversation_rows_from_zendesk as (

    select
        ticket_id as native_id,
        requester_id as person_id,
        created_at as happened_at,
        load_number
    from tickets

    union all

    select
        ticket_id as native_id,
        submitter_id as person_id,
        null as happened_at,
        load_number
    from tickets

    union all

    -- Every version: a comment that moved touches the old ticket and the new.
    select
        ticket_id as native_id,
        author_id as person_id,
        case when is_from_comments then created_at end as happened_at,
        max(load_number) over (partition by comment_id) as load_number
    from {{ ref('int_zendesk_comment_versions') }}

    union all

    select
        ticket_id as native_id,
        author_id as person_id,
        created_at as happened_at,
        load_number
    from {{ ref('stg_zendesk__ticket_audits') }}

    union all

    select
        ticket_id as native_id,
        requester_id as person_id,
        null as happened_at,
        load_number
    from {{ ref('stg_zendesk__satisfaction_ratings') }}

    union all

    select
        ticket_id as native_id,
        null as person_id,
        started_at as happened_at,
        max(load_number) over (partition by call_id) as load_number
    from {{ ref('stg_zendesk__calls') }}

    union all

    -- A leg tells who answered the call of the ticket.
    select
        calls.ticket_id as native_id,
        null as person_id,
        null as happened_at,
        legs.load_number
    from {{ ref('stg_zendesk__call_legs') }} as legs
    inner join {{ ref('stg_zendesk__calls') }} as calls
        on legs.call_id = calls.call_id

    union all

    select
        ticket_id as native_id,
        null as person_id,
        requested_at as happened_at,
        max(load_number) over (partition by chat_id) as load_number
    from {{ ref('stg_zendesk__chats') }}

)

select * from int_conversation_rows_from_zendesk
