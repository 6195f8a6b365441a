-- One row per conversation at hand, of all sources, as its newest export says.
with

conversations as (

    select * from {{ ref('int_conversations_from_zendesk') }}
    union all
    select * from {{ ref('int_conversations_from_freshdesk') }}
    union all
    select * from {{ ref('int_conversations_from_intercom') }}
    union all
    select * from {{ ref('int_conversations_from_generic') }}
    union all
    select * from {{ ref('int_conversations_from_help_scout') }}

),

int_conversations_unioned as (

    select
        conversation_key,
        source_system,
        account,
        native_id,
        customer_key,
        agent_key,
        team_key,
        merged_into_key,
        follow_up_of_key,
        problem_key,
        schedule_key,
        channel,
        status,
        native_status,
        native_channel,
        priority,
        severity,
        topic,
        locale,
        complaint_stated_by,
        is_status_unknown,
        is_agent_opened,
        is_outbound,
        is_spam,
        is_deleted,
        is_merged,
        is_test,
        is_bot_answer_confirmed,
        is_status_stated,
        is_status_comparable,
        created_at,
        updated_at,
        resolved_at,
        closed_at,
        snoozed_until,
        requested_by_at,
        removed_at
    from conversations

)

select * from int_conversations_unioned
