-- One row per activity of a Freshdesk ticket.
with

source as (

    select * from {{ ref('base_freshdesk__ticket_activities') }}

),

renamed as (

    select
        ---------- ids
        account,
        ticket_id,
        performer_id,
        {{ account_id(whole_number_text(json_text('activity', '$.agent_id'))) }}
            as new_agent_id,

        ---------- strings
        nullif({{ json_text('activity', '$.status') }}, '') as new_status,
        nullif({{ json_text('activity', '$.priority') }}, '') as new_priority,
        {{ account_id(
            "lower(trim(nullif(" ~ json_text('activity', '$.group') ~ ", '')))"
        ) }} as new_group_name,
        nullif({{ json_text('activity', '$.source') }}, '') as new_source,

        ---------- booleans
        coalesce(performer_type = 'user', false) as is_by_user,
        coalesce({{ json_has_key('activity', 'status') }}, false) as is_status_set,
        coalesce({{ json_has_key('activity', 'priority') }}, false) as is_priority_set,
        coalesce({{ json_has_key('activity', 'agent_id') }}, false) as is_agent_set,
        coalesce({{ json_has_key('activity', 'group') }}, false) as is_group_set,

        ---------- timestamps
        performed_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
