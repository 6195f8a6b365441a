-- One row per part of the Intercom conversations at hand, and per opening message: who
-- did it, and whether it says something.
with

openings_and_parts as (

    select * from {{ ref('int_intercom_parts_gathered') }}

),

int_intercom_parts_current as (

    select
        openings_and_parts.conversation_key,
        openings_and_parts.conversation_id,
        openings_and_parts.part_id,
        openings_and_parts.author_id,
        openings_and_parts.assigned_id,
        openings_and_parts.part_type,
        openings_and_parts.native_author_type,
        openings_and_parts.assigned_type,
        openings_and_parts.native_state,
        openings_and_parts.body,
        openings_and_parts.is_by_operator,
        openings_and_parts.is_by_ai_agent,
        openings_and_parts.has_attachment,
        openings_and_parts.is_redacted,
        openings_and_parts.created_at,
        openings_and_parts.has_ai_agent,
        openings_and_parts.is_opening,
        openings_and_parts.is_exported,
        case
            when openings_and_parts.native_author_type in ('user', 'lead', 'contact')
                then 'customer'
            when
                openings_and_parts.native_author_type = 'bot'
                or openings_and_parts.is_by_ai_agent
                or openings_and_parts.is_by_operator
                or bots.admin_id is not null
                or {{ id_is_among(
                    'openings_and_parts.author_id', var('intercom_bot_admin_ids')
                ) }}
                then 'bot'
            when openings_and_parts.native_author_type = 'admin' then 'agent'
            else 'system'
        end as author_type,
        -- An event has no content; what a rating says is no message.
        (
            openings_and_parts.body is not null
            or openings_and_parts.has_attachment
            or openings_and_parts.is_redacted
        )
        and coalesce(
            openings_and_parts.part_type not like 'conversation_rating%', true
        ) as is_message,
        coalesce(openings_and_parts.part_type like 'note%', false) as is_note,
        row_number() over (
            partition by openings_and_parts.conversation_key
            order by
                openings_and_parts.is_opening desc,
                openings_and_parts.created_at,
                {{ id_number('openings_and_parts.part_id') }} nulls last,
                openings_and_parts.part_id
        ) as source_order
    from openings_and_parts
    left join {{ ref('int_intercom_bots_known') }} as bots
        on openings_and_parts.author_id = bots.admin_id

)

select * from int_intercom_parts_current
