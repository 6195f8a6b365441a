-- One row per Zendesk person, ticket and moment: whether the person was an agent then.
with

appearances as (

    select distinct
        ticket_id,
        author_id as user_id,
        created_at as appeared_at
    from {{ ref('int_zendesk_comments_current') }}
    where author_id is not null and author_id <> '-1'

    union distinct

    select
        ticket_id,
        submitter_id as user_id,
        created_at as appeared_at
    from {{ ref('int_zendesk_tickets_current') }}
    where submitter_id is not null

),

int_zendesk_roles_judged as (

    select
        appearances.ticket_id,
        appearances.user_id,
        appearances.appeared_at,
        -- The version that held then decides. Without one, the requester is the
        -- customer of their own ticket, and anybody else is what the proofs say.
        case
            when user_versions.user_id is not null then user_versions.is_agent
            when tickets.requester_id = appearances.user_id then false
            else people.user_id is not null
        end as is_agent
    from appearances
    left join {{ ref('int_zendesk_tickets_current') }} as tickets
        on appearances.ticket_id = tickets.ticket_id
    left join {{ ref('int_user_versions_dated') }} as user_versions
        on
            appearances.user_id = user_versions.user_id
            and appearances.appeared_at >= user_versions.valid_from_at
            and appearances.appeared_at < {{ or_never('user_versions.valid_to_at') }}
    left join {{ ref('int_people_proven') }} as people
        on appearances.user_id = people.user_id

)

select * from int_zendesk_roles_judged
