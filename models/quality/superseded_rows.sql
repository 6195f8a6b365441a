-- One row per source and stream: how many of its staged rows a newer version has
-- superseded.
with

counted_rows as (

    {% for stream, base in [
        [source('zendesk', 'tickets'), ref('base_zendesk__tickets')],
        [source('zendesk', 'ticket_comments'), ref('base_zendesk__ticket_comments')],
        [source('zendesk', 'ticket_audits'), ref('base_zendesk__ticket_audits')],
        [source('zendesk', 'users'), ref('base_zendesk__users')],
        [source('zendesk', 'groups'), ref('base_zendesk__groups')],
        [
            source('zendesk', 'satisfaction_ratings'),
            ref('base_zendesk__satisfaction_ratings')
        ],
        [source('zendesk', 'schedules'), ref('base_zendesk__schedules')],
        [source('zendesk', 'holidays'), ref('base_zendesk__holidays')],
        [source('freshdesk', 'tickets'), ref('base_freshdesk__tickets')],
        [source('freshdesk', 'conversations'), ref('base_freshdesk__conversations')],
        [source('freshdesk', 'ticket_activities'), ref('base_freshdesk__ticket_activities')],
        [source('freshdesk', 'contacts'), ref('base_freshdesk__contacts')],
        [source('freshdesk', 'agents'), ref('base_freshdesk__agents')],
        [source('freshdesk', 'groups'), ref('base_freshdesk__groups')],
        [
            source('freshdesk', 'satisfaction_ratings'),
            ref('base_freshdesk__satisfaction_ratings')
        ],
        [source('zendesk', 'calls'), ref('base_zendesk__calls')],
        [source('zendesk', 'call_legs'), ref('base_zendesk__call_legs')],
        [source('zendesk', 'chats'), ref('base_zendesk__chats')],
        [source('zendesk', 'ticket_metrics'), ref('base_zendesk__ticket_metrics')],
        [
            source('zendesk', 'ticket_metric_events'),
            ref('base_zendesk__ticket_metric_events')
        ],
        [source('zendesk', 'sla_policies'), ref('base_zendesk__sla_policies')],
        [source('intercom', 'conversations'), ref('base_intercom__conversations')],
        [
            source('intercom', 'conversation_parts'),
            ref('base_intercom__conversation_parts')
        ],
        [
            source('intercom', 'deleted_conversations'),
            ref('base_intercom__deleted_conversations')
        ],
        [source('intercom', 'contacts'), ref('base_intercom__contacts')],
        [source('intercom', 'admins'), ref('base_intercom__admins')],
        [source('intercom', 'teams'), ref('base_intercom__teams')],
        [source('generic', 'conversations'), ref('base_generic__conversations')],
        [source('generic', 'messages'), ref('base_generic__messages')],
        [source('generic', 'changes'), ref('base_generic__changes')],
        [source('generic', 'agents'), ref('base_generic__agents')],
        [source('generic', 'teams'), ref('base_generic__teams')],
        [source('generic', 'customers'), ref('base_generic__customers')],
        [source('generic', 'survey_answers'), ref('base_generic__survey_answers')],
        [source('generic', 'schedules'), ref('base_generic__schedules')],
        [source('generic', 'holidays'), ref('base_generic__holidays')],
        [source('help_scout', 'conversations'), ref('base_help_scout__conversations')],
        [source('help_scout', 'threads'), ref('base_help_scout__threads')],
        [source('help_scout', 'customers'), ref('base_help_scout__customers')],
        [source('help_scout', 'users'), ref('base_help_scout__users')],
        [source('help_scout', 'mailboxes'), ref('base_help_scout__mailboxes')],
        [source('help_scout', 'ratings'), ref('base_help_scout__ratings')],
        [source('generic', 'calls'), ref('base_generic__calls')],
        [source('generic', 'page_events'), ref('base_generic__page_events')],
        [source('generic', 'social_posts'), ref('base_generic__social_posts')],
        [source('generic', 'social_counts'), ref('base_generic__social_counts')],
        [source('generic', 'subscriptions'), ref('base_generic__subscriptions')],
        [source('generic', 'orders'), ref('base_generic__orders')],
        [source('generic', 'referrals'), ref('base_generic__referrals')],
        [
            source('generic', 'agent_evaluations'),
            ref('base_generic__agent_evaluations')
        ],
        [source('generic', 'sla_instances'), ref('base_generic__sla_instances')],
    ] -%}
    select
        '{{ stream.schema }}' as source_system,
        '{{ stream.identifier }}' as stream,
        count(*) as staged_count,
        count(distinct {{ record_key(stream) }}) as record_count
    from {{ base }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    source_system || '/' || stream as stream_key,
    source_system,
    stream,
    staged_count,
    record_count,
    staged_count - record_count as superseded_count
from counted_rows
