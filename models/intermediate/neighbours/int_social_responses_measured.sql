-- One row per social thread in which somebody waited, in the shape of fct_responses.
-- What belongs to a conversation with messages is measured there.
with

threads as (

    select * from {{ ref('int_social_threads_opened') }}

),

conversations as (

    select *
    from {{ ref('stg_generic__conversations') }}
    qualify row_number() over (
        partition by conversation_id
        order by
            updated_at desc nulls last,
            load_number desc,
            file_modified_at desc,
            file_path desc,
            file_row_number desc
    ) = 1

),

linked_conversations as (

    select
        {{ native_key("'generic'", 'conversation_id') }} as conversation_key,
        is_spam or is_deleted or is_merged or is_test or is_outbound as is_left_out
    from conversations

),

message_sources as (

    select * from {{ ref('int_message_sources_found') }}

),

waits as (

    select
        threads.*,
        linked_conversations.conversation_key as known_conversation_key,
        coalesce(linked_conversations.is_left_out, false) as is_left_out,
        {{ add_seconds(
            'threads.asked_at', var('response_limit_minutes') ~ ' * 60'
        ) }} as limit_at,
        {{ seconds_between('threads.asked_at', 'threads.staff_posted_at') }}
            as seconds_to_response
    from threads
    left join linked_conversations
        on threads.conversation_key = linked_conversations.conversation_key
    left join message_sources
        on threads.source_system = message_sources.source_system
    where
        threads.asked_at is not null
        -- Nobody waits for an answer to what they took back.
        and not (threads.is_question_deleted and threads.staff_posted_at is null)
        and (
            linked_conversations.conversation_key is null
            or message_sources.source_system is null
        )

),

measured as (

    select
        *,
        case when seconds_to_response >= 0 then seconds_to_response end
            as response_seconds
    from waits

),

int_social_responses_measured as (

    select
        thread_key || '#social' as response_key,
        known_conversation_key as conversation_key,
        cast(1 as bigint) as wait_number,
        'social' as response_kind,
        source_system,
        'social' as channel,
        coalesce(customer_key, source_system || ':unknown') as customer_key,
        coalesce(staff_key, source_system || ':unknown') as agent_key,
        source_system || ':unknown' as team_key,
        'none' as priority,
        'none' as severity,
        asked_at as waiting_since_at,
        staff_posted_at as ended_at,
        staff_posted_at as responded_at,
        limit_at,
        {{ reporting_date('asked_at') }} as waiting_since_date,
        {{ reporting_date('staff_posted_at') }} as responded_date,
        {{ reporting_date('coalesce(staff_posted_at, limit_at)') }} as band_date,
        case when staff_posted_at is null then 'open' else 'answered' end
            as wait_outcome,
        response_seconds,
        cast(null as decimal(18, 3)) as response_business_seconds,
        case
            when response_seconds <= {{ var('response_target_minutes') }} * 60
                then 'on_target'
            when response_seconds <= {{ var('response_limit_minutes') }} * 60
                then 'within_limit'
            when response_seconds is not null then 'breached'
        end as response_band,
        cast(null as {{ dbt.type_string() }}) as response_business_band,
        cast(null as timestamp) as severity_due_at,
        {{ reporting_date('staff_posted_at') }} as severity_date,
        cast(null as boolean) as is_within_severity_target,
        true as is_first,
        coalesce(
            bot_posted_at >= asked_at
            and bot_posted_at < {{ or_never('staff_posted_at') }},
            false
        ) as has_bot_reply,
        false as is_acknowledgement,
        not is_outbound and not is_left_out as is_inbound,
        case when seconds_to_response < 0 then 'reply_before_creation' end
            as data_issue,
        {{ bucket_of('thread_key') }} as conversation_bucket
    from measured

)

select * from int_social_responses_measured
