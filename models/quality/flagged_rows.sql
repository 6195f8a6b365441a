-- One row per row of a fact, and issue, that the reader of a number should know of.
with

as_of as (

    select
        as_of_at,
        first_event_at
    from {{ ref('dim_as_of') }}

),

conversations as (

    select * from {{ ref('fct_conversations') }}

),

messages as (

    select * from {{ ref('fct_messages') }}

),

flags as (

    select
        source_system,
        'conversation' as record_type,
        conversation_key as record_key,
        data_issue as issue,
        created_at as happened_at
    from conversations
    where data_issue is not null

    union all

    select
        source_system,
        'conversation' as record_type,
        conversation_key as record_key,
        'history_incomplete' as issue,
        created_at as happened_at
    from conversations
    where not is_history_complete

    union all

    select
        source_system,
        'conversation' as record_type,
        conversation_key as record_key,
        'customer_missing' as issue,
        created_at as happened_at
    from conversations
    where customer_key like '%:unknown'

    union all

    select
        source_system,
        'response' as record_type,
        response_key as record_key,
        data_issue as issue,
        waiting_since_at as happened_at
    from {{ ref('fct_responses') }}
    where data_issue is not null

    union all

    select
        source_system,
        'call' as record_type,
        call_key as record_key,
        data_issue as issue,
        started_at as happened_at
    from {{ ref('fct_calls') }}
    where data_issue is not null

    union all

    select
        source_system,
        'promise' as record_type,
        sla_instance_key as record_key,
        data_issue as issue,
        applied_at as happened_at
    from {{ ref('fct_sla_instances') }}
    where data_issue is not null

    union all

    select
        source_system,
        'social_thread' as record_type,
        thread_key as record_key,
        data_issue as issue,
        asked_at as happened_at
    from {{ ref('fct_social_threads') }}
    where data_issue is not null

    union all

    select
        conversations.source_system,
        'conversation' as record_type,
        conversations.conversation_key as record_key,
        'future_dated' as issue,
        conversations.created_at as happened_at
    from conversations
    inner join as_of on conversations.created_at > as_of.as_of_at

    union all

    select
        conversations.source_system,
        'conversation' as record_type,
        conversations.conversation_key as record_key,
        'early_dated' as issue,
        conversations.created_at as happened_at
    from conversations
    inner join as_of on conversations.created_at < as_of.first_event_at

    union all

    select
        messages.source_system,
        'message' as record_type,
        messages.message_key as record_key,
        'future_dated' as issue,
        messages.sent_at as happened_at
    from messages
    inner join as_of on messages.sent_at > as_of.as_of_at

    union all

    select
        spells.source_system,
        'status_spell' as record_type,
        spells.status_spell_key as record_key,
        'future_dated' as issue,
        spells.changed_at as happened_at
    from {{ ref('fct_status_spells') }} as spells
    inner join as_of on spells.changed_at > as_of.as_of_at

    union all

    select
        messages.source_system,
        'message' as record_type,
        messages.message_key as record_key,
        'author_not_on_record' as issue,
        messages.sent_at as happened_at
    from messages
    left join {{ ref('int_people_listed') }} as people
        on messages.author_key = people.person_native_key
    where
        messages.author_type in ('customer', 'agent')
        and people.person_native_key is null

    union all

    select
        strays.source_system,
        'message' as record_type,
        strays.message_key as record_key,
        strays.issue,
        strays.happened_at
    from {{ ref('int_messages_astray') }} as strays

    union all

    select
        source_system,
        'survey_answer' as record_type,
        survey_answer_key as record_key,
        'score_out_of_range' as issue,
        answered_at as happened_at
    from {{ ref('fct_survey_answers') }}
    where is_out_of_range

),

flagged_rows as (

    select distinct
        record_type || '|' || record_key || '|' || issue as flagged_row_key,
        source_system,
        record_type,
        record_key,
        issue,
        happened_at
    from flags

)

select * from flagged_rows
