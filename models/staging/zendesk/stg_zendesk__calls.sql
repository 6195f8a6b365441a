-- One row per exported version of a Zendesk call, Talk's own or a partner's.
with

source as (

    select * from {{ ref('base_zendesk__calls') }}

),

renamed as (

    select
        ---------- ids: 0 stands for nobody
        id as call_id,
        nullif(ticket_id, '0') as ticket_id,
        nullif(agent_id, '0') as agent_id,
        coalesce(nullif(customer_id, '0'), nullif(end_user_id, '0')) as customer_id,
        nullif(call_group_id, '0') as group_id,

        ---------- strings
        lower(direction) as direction,
        lower(completion_status) as completion_status,
        coalesce(queue_name, ivr_destination_group_name) as queue_name,
        line,
        coalesce(to_line, phone_number) as dialled_number,

        ---------- numerics
        duration as duration_seconds,
        coalesce(wait_time, queue_time) as wait_seconds,
        time_to_answer as time_to_answer_seconds,
        talk_time as talk_seconds,
        hold_time as hold_seconds,
        wrap_up_time as wrap_up_seconds,
        consultation_time as consultation_seconds,
        ivr_time_spent as menu_seconds,
        call_charge,

        ---------- booleans
        coalesce(callback, false) as is_callback,
        coalesce(voicemail, false) as is_voicemail,
        coalesce(overflowed, false) as is_overflowed,
        coalesce(outside_business_hours, false) as is_outside_business_hours,
        coalesce(exceeded_queue_wait_time, exceeded_queue_time, false)
            as is_queue_time_exceeded,

        ---------- timestamps
        coalesce(call_started_at, created_at) as started_at,
        call_ended_at as logged_end_at,
        updated_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
