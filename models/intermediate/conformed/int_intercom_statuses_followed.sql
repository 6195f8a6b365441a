-- One row per part of the Intercom conversations at hand, with the status into which it
-- puts its conversation, null where it leaves it.
with

parts as (

    select * from {{ ref('int_intercom_parts_current') }}

),

statuses as (

    select * from {{ ref('status_map') }}
    where source_system = 'intercom'

),

openings as (

    select
        conversation_key,
        author_type as opening_author_type
    from parts
    where is_opening

),

-- Part types such as close or snoozed say themselves what became of it.
transitions as (

    select
        parts.*,
        by_type.status as stated_status,
        -- A customer who writes reopens it or wakes it, unless the part says that the
        -- state stayed as it was.
        parts.author_type = 'customer'
        and parts.is_message
        and not parts.is_note
        and coalesce(by_state.status, 'open')
        not in ('resolved', 'closed', 'cancelled', 'snoozed') as is_waking
    from parts
    left join statuses as by_type on parts.part_type = by_type.native_status
    left join statuses as by_state on parts.native_state = by_state.native_status
    where not parts.is_opening

),

with_what_was_before as (

    select
        transitions.*,
        openings.opening_author_type,
        {{ last_known('transitions.stated_status') }} over before_it as status_before,
        coalesce(count_if(transitions.stated_status is not null) over before_it, 0)
            as transition_count_before,
        coalesce(count_if(transitions.author_type = 'agent') over before_it, 0)
            as agent_part_count_before
    from transitions
    left join openings on transitions.conversation_key = openings.conversation_key
    window before_it as (
        partition by transitions.conversation_key
        order by transitions.source_order
        rows between unbounded preceding and 1 preceding
    )

),

-- Only the first such message after a close or a snooze does it.
with_place as (

    select
        *,
        row_number() over (
            partition by
                conversation_key,
                transition_count_before,
                is_waking and stated_status is null
            order by source_order
        ) as waking_place
    from with_what_was_before

),

int_intercom_statuses_followed as (

    select
        conversation_key,
        source_order,
        part_id,
        part_type,
        native_state,
        author_type,
        created_at,
        case
            when stated_status is not null then stated_status
            when
                is_waking
                and status_before in ('resolved', 'closed', 'cancelled', 'snoozed')
                then case when waking_place = 1 then 'open' end
            -- New until the first teammate does anything about it.
            when
                author_type = 'agent'
                and status_before is null
                and agent_part_count_before = 0
                and coalesce(opening_author_type, 'customer') <> 'agent'
                then 'open'
        end as status
    from with_place

)

select * from int_intercom_statuses_followed
