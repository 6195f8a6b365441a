-- One row per exported version of an Intercom conversation: Intercom's own numbers.
with

source as (

    select * from {{ ref('base_intercom__conversations') }}

),

renamed as (

    select
        ---------- ids
        id as conversation_id,
        nullif({{ account_id(json_text('statistics', '$.last_closed_by_id')) }}, '0')
            as stated_last_closed_by_id,

        ---------- numerics: durations are in office hours
        try_cast({{ json_text('statistics', '$.time_to_assignment') }} as double)
            as stated_time_to_assignment_seconds,
        try_cast({{ json_text('statistics', '$.time_to_admin_reply') }} as double)
            as stated_time_to_admin_reply_seconds,
        try_cast({{ json_text('statistics', '$.time_to_first_close') }} as double)
            as stated_time_to_first_close_seconds,
        try_cast({{ json_text('statistics', '$.time_to_last_close') }} as double)
            as stated_time_to_last_close_seconds,
        try_cast({{ json_text('statistics', '$.median_time_to_reply') }} as double)
            as stated_median_time_to_reply_seconds,
        try_cast({{ json_text('statistics', '$.handling_time') }} as double)
            as stated_handling_time_seconds,
        try_cast({{ json_text('statistics', '$.adjusted_handling_time') }} as double)
            as stated_adjusted_handling_time_seconds,
        try_cast({{ json_text('statistics', '$.count_reopens') }} as bigint)
            as stated_reopens_count,
        try_cast({{ json_text('statistics', '$.count_assignments') }} as bigint)
            as stated_assignments_count,
        try_cast({{ json_text('statistics', '$.count_conversation_parts') }} as bigint)
            as stated_conversation_parts_count,

        ---------- timestamps
        updated_at,
        -- Old versions write a moment after 2038 where nobody waits.
        case when waiting_since < timestamp '2038-01-01' then waiting_since end
            as stated_waiting_since_at,
        {{ epoch_moment(json_text('statistics', '$.first_contact_reply_at')) }}
            as stated_first_contact_reply_at,
        {{ epoch_moment(json_text('statistics', '$.first_assignment_at')) }}
            as stated_first_assignment_at,
        {{ epoch_moment(json_text('statistics', '$.first_admin_reply_at')) }}
            as stated_first_admin_reply_at,
        {{ epoch_moment(json_text('statistics', '$.first_close_at')) }}
            as stated_first_close_at,
        {{ epoch_moment(json_text('statistics', '$.last_assignment_at')) }}
            as stated_last_assignment_at,
        {{ epoch_moment(json_text('statistics', '$.last_assignment_admin_reply_at')) }}
            as stated_last_assignment_admin_reply_at,
        {{ epoch_moment(json_text('statistics', '$.last_contact_reply_at')) }}
            as stated_last_contact_reply_at,
        {{ epoch_moment(json_text('statistics', '$.last_admin_reply_at')) }}
            as stated_last_admin_reply_at,
        {{ epoch_moment(json_text('statistics', '$.last_close_at')) }}
            as stated_last_close_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
