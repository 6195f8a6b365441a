-- One row per exported version of a Zendesk chat, or of a message left offline.
with

source as (

    select * from {{ ref('base_zendesk__chats') }}

),

renamed as (

    select
        ---------- ids
        id as chat_id,
        account,
        nullif(zendesk_ticket_id, '0') as ticket_id,

        ---------- strings
        lower(trim({{ json_text('visitor', '$.email') }})) as visitor_email,
        department_name,
        lower(rating) as native_rating,
        lower(started_by) as started_by,
        history,
        message as offline_message,

        ---------- numerics
        duration as duration_seconds,
        try_cast({{ json_text('response_time', '$.first') }} as double)
            as native_first_response_seconds,
        try_cast({{ json_text('response_time', '$.max') }} as double)
            as native_longest_response_seconds,

        ---------- booleans
        coalesce(type = 'offline_msg', false) as is_offline_message,
        coalesce(missed, false) as is_native_missed,

        ---------- timestamps
        {{ adapter.quote('timestamp') }} as requested_at,
        end_timestamp as native_end_at,
        update_timestamp as updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
