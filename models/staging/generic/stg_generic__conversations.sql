-- One row per exported version of a conversation.
with

source as (

    select * from {{ ref('base_generic__conversations') }}

),

renamed as (

    select
        ---------- ids
        conversation_id,
        customer_id,
        team_id,
        agent_id,
        merged_into_id,
        opened_by_agent_id,
        follow_up_of_id,
        account,
        problem_id,
        opened_from_article_id,

        ---------- strings
        channel as native_channel,
        status as native_status,
        priority as native_priority,
        -- Segments: each stands in every row of its slices.
        left(severity, 200) as severity,
        subject,
        left(topic, 200) as topic,
        tags,
        locale,
        tracked_number,
        schedule,

        ---------- booleans
        coalesce(is_outbound, false) as is_outbound,
        coalesce(is_spam, false) or spam_at is not null as is_spam,
        coalesce(is_deleted, false) or deleted_at is not null as is_deleted,
        merged_into_id is not null or merged_at is not null as is_merged,
        coalesce(is_test, false) as is_test,
        is_complaint,
        {{ list_has_any('tags', var('complaint_tags')) }} as is_tagged_complaint,
        is_first_contact_resolution,

        ---------- timestamps
        created_at,
        updated_at,
        resolved_at,
        closed_at,
        snoozed_until,
        requested_by_at,
        merged_at,
        deleted_at,
        spam_at,

        ---------- where it came from
        file_path,
        file_row_number,
        file_modified_at,
        load_number

    from source

)

select * from renamed
