-- One row per Zendesk chat, and per message left offline: its newest version.
with

newest_versions as (

    select *
    from {{ ref('stg_zendesk__chats') }}
    qualify row_number() over (
        partition by chat_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

int_zendesk_chats_current as (

    select
        chat_id,
        account,
        ticket_id,
        visitor_email,
        department_name,
        native_rating,
        started_by,
        history,
        offline_message,
        native_first_response_seconds,
        native_longest_response_seconds,
        is_offline_message,
        is_native_missed,
        requested_at,
        coalesce(
            native_end_at,
            case
                when duration_seconds >= 0
                    then {{ add_seconds('requested_at', 'duration_seconds') }}
            end
        ) as stated_end_at
    from newest_versions

)

select * from int_zendesk_chats_current
