-- One row per fact, source, step and kind: the records that exports hold, how many of
-- them the fact holds, and why it leaves the others out.
with

-- Each record once, in whatever versions and files it stands.
counted_records as (

    {% for fact, source_system, kind, records, record_id in [
        ('fct_conversations', 'zendesk', 'ticket', ref('stg_zendesk__tickets'), 'ticket_id'),
        ('fct_conversations', 'freshdesk', 'ticket', ref('stg_freshdesk__tickets'), 'ticket_id'),
        (
            'fct_conversations', 'intercom', 'conversation',
            ref('stg_intercom__conversations'), 'conversation_id',
        ),
        (
            'fct_conversations', 'help_scout', 'conversation',
            ref('stg_help_scout__conversations'), 'conversation_id',
        ),
        (
            'fct_conversations', 'generic', 'conversation',
            ref('stg_generic__conversations'), 'conversation_id',
        ),
        ('fct_calls', 'zendesk', 'call', ref('stg_zendesk__calls'), 'call_id'),
        ('fct_calls', 'generic', 'call', ref('stg_generic__calls'), 'call_id'),
        ('fct_chats', 'zendesk', 'chat', ref('stg_zendesk__chats'), 'chat_id'),
        (
            'fct_survey_answers', 'zendesk', 'rating',
            ref('stg_zendesk__satisfaction_ratings'), 'rating_id',
        ),
        (
            'fct_survey_answers', 'zendesk', 'chat_rating',
            ref('int_zendesk_chat_ratings_found'), 'chat_key',
        ),
        (
            'fct_survey_answers', 'freshdesk', 'rating',
            ref('stg_freshdesk__satisfaction_ratings'), 'rating_id',
        ),
        (
            'fct_survey_answers', 'intercom', 'rating',
            ref('stg_intercom__conversations'), 'case when has_rating then conversation_id end',
        ),
        (
            'fct_survey_answers', 'intercom', 'rating_of_ai_agent',
            ref('stg_intercom__conversations'),
            'case when ai_agent_rating_score is not null then conversation_id end',
        ),
        ('fct_survey_answers', 'help_scout', 'rating', ref('stg_help_scout__ratings'), 'rating_key'),
        ('fct_survey_answers', 'generic', 'answer', ref('stg_generic__survey_answers'), 'answer_id'),
        (
            'fct_agent_evaluations', 'generic', 'evaluation',
            ref('stg_generic__agent_evaluations'), 'evaluation_id',
        ),
        (
            'fct_sla_instances', 'zendesk', 'policy_applied',
            ref('int_sla_instances_from_zendesk'), 'sla_instance_key',
        ),
        ('fct_sla_instances', 'generic', 'promise', ref('stg_generic__sla_instances'), 'sla_id'),
        ('fct_social_posts', 'generic', 'post', ref('stg_generic__social_posts'), 'post_id'),
        ('fct_social_threads', 'generic', 'thread', ref('int_social_posts_current'), 'thread_key'),
        ('fct_conversions', 'generic', 'order', ref('stg_generic__orders'), 'order_id'),
        ('fct_referrals', 'generic', 'referral', ref('int_referrals_listed'), 'referral_key'),
        (
            'fct_article_reads', 'generic', 'page_view', ref('int_page_events_current'),
            "case when event_name = 'page_view' then event_key end",
        ),
        (
            'fct_help_searches', 'generic', 'search', ref('int_page_events_current'),
            "case when event_name = 'search' then event_key end",
        ),
        ('dim_teams', 'zendesk', 'group', ref('stg_zendesk__groups'), 'group_id'),
        ('dim_teams', 'freshdesk', 'group', ref('stg_freshdesk__groups'), 'group_id'),
        ('dim_teams', 'intercom', 'team', ref('stg_intercom__teams'), 'team_id'),
        ('dim_teams', 'help_scout', 'mailbox', ref('stg_help_scout__mailboxes'), 'mailbox_id'),
        ('dim_teams', 'generic', 'team', ref('stg_generic__teams'), 'team_id'),
    ] -%}
    select
        '{{ fact }}' as fact,
        '{{ source_system }}' as source_system,
        '{{ kind }}' as kind,
        count(distinct {{ record_id }}) as row_count
    from {{ records }}
    union all
    {% endfor -%}

    select
        'dim_agents' as fact,
        source_system,
        'agent' as kind,
        count(distinct person_native_key) as row_count
    from {{ ref('int_people_listed') }}
    where is_agent and id_space <> 'customers'
    group by source_system

    union all

    select
        'dim_customers' as fact,
        source_system,
        'customer' as kind,
        count(distinct person_native_key) as row_count
    from {{ ref('int_people_listed') }}
    where is_customer and id_space <> 'agents'
    group by source_system

),

ratings as (

    select
        rating_id,
        bool_or(is_asked) as is_asked
    from {{ ref('stg_zendesk__satisfaction_ratings') }}
    group by rating_id

),

staff as (

    select distinct person_native_key
    from {{ ref('int_people_listed') }}
    where is_staff and id_space <> 'agents'

),

-- One event of staff or a machine tells of the whole session.
internal_sessions as (

    select
        events.visitor_key,
        events.session_key
    from {{ ref('int_page_events_current') }} as events
    left join staff on events.customer_key = staff.person_native_key
    group by events.visitor_key, events.session_key
    having bool_or(
        events.is_staff or events.is_bot or staff.person_native_key is not null
    )

),

page_events as (

    select
        events.event_name,
        case
            when internal_sessions.session_key is not null then 'staff_or_machine'
            when events.event_name = 'page_view' and events.article_key is null
                then 'no_article'
        end as reason
    from {{ ref('int_page_events_current') }} as events
    left join internal_sessions
        on
            events.visitor_key = internal_sessions.visitor_key
            and events.session_key = internal_sessions.session_key

),

left_out_records as (

    select
        'fct_survey_answers' as fact,
        'zendesk' as source_system,
        'never_asked' as kind,
        count(*) as row_count
    from ratings
    where not is_asked

    union all

    select
        case event_name
            when 'search' then 'fct_help_searches'
            else 'fct_article_reads'
        end as fact,
        'generic' as source_system,
        reason as kind,
        count(*) as row_count
    from page_events
    where event_name in ('page_view', 'search') and reason is not null
    group by event_name, reason

),

-- Rows of a dimension that no export describes, such as its member unknown, came in by
-- what names them: the dimension accounts for those on record.
agents as (

    select distinct
        agents.agent_key,
        agents.source_system
    from {{ ref('dim_agents') }} as agents
    inner join {{ ref('int_people_listed') }} as people
        on agents.agent_key = people.person_native_key
    where agents.is_on_record and people.is_agent and people.id_space <> 'customers'

),

customers as (

    select distinct
        customers.customer_key,
        customers.source_system
    from {{ ref('dim_customers') }} as customers
    inner join {{ ref('int_people_listed') }} as people
        on customers.customer_key = people.person_native_key
    where
        customers.is_on_record and people.is_customer and people.id_space <> 'agents'

),

rows_of_facts as (

    {% for fact, rows, source_system, row_count in [
        ('fct_conversations', ref('fct_conversations'), 'source_system', 'count(*)'),
        ('fct_messages', ref('fct_messages'), 'source_system', 'count(*)'),
        ('fct_calls', ref('fct_calls'), 'source_system', 'count(*)'),
        ('fct_chats', ref('fct_chats'), 'source_system', 'count(*)'),
        ('fct_survey_answers', ref('fct_survey_answers'), 'source_system', 'count(*)'),
        ('fct_agent_evaluations', ref('fct_agent_evaluations'), 'source_system', 'count(*)'),
        ('fct_sla_instances', ref('fct_sla_instances'), 'source_system', 'count(*)'),
        ('fct_social_posts', ref('fct_social_posts'), 'source_system', 'count(*)'),
        ('fct_social_threads', ref('fct_social_threads'), 'source_system', 'count(*)'),
        ('fct_conversions', ref('fct_conversions'), 'order_source_system', 'count(*)'),
        ('fct_referrals', ref('fct_referrals'), 'source_system', 'count(*)'),
        ('fct_article_reads', ref('fct_article_reads'), 'source_system', 'sum(view_count)'),
        ('fct_help_searches', ref('fct_help_searches'), 'source_system', 'count(*)'),
        ('dim_agents', 'agents', 'source_system', 'count(*)'),
        ('dim_customers', 'customers', 'source_system', 'count(*)'),
        ('dim_teams', ref('dim_teams'), 'source_system', 'count_if(is_on_record)'),
    ] -%}
    select
        '{{ fact }}' as fact,
        {{ source_system }} as source_system,
        'row' as kind,
        {{ row_count }} as row_count
    from {{ rows }}
    group by {{ source_system }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

accounts as (

    select
        fact,
        source_system,
        'came_in' as step,
        kind,
        row_count
    from counted_records

    union all

    select
        fact,
        source_system,
        'left_out' as step,
        kind,
        row_count
    from left_out_records

    union all

    select
        'fct_messages' as fact,
        source_system,
        step,
        kind,
        row_count
    from {{ ref('message_accounts') }}

    union all

    select
        fact,
        source_system,
        'kept' as step,
        kind,
        row_count
    from rows_of_facts

),

fact_accounts as (

    select
        fact || '|' || source_system || '|' || step || '|' || kind as fact_account_key,
        fact,
        source_system,
        step,
        kind,
        cast(row_count as bigint) as row_count
    from accounts
    where row_count > 0

)

select * from fact_accounts
