-- One row per promise of service on a conversation.
with

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

instances as (

    select
        instances.*,
        conversations.conversation_key as known_conversation_key,
        conversations.channel,
        conversations.customer_key,
        conversations.created_team_key,
        conversations.created_priority,
        coalesce(conversations.is_valid, true) as is_valid,
        coalesce(conversations.last_resolved_at, conversations.removed_at)
            as conversation_ended_at,
        -- It is broken when it falls due.
        coalesce(instances.due_at, instances.breached_at) as known_due_at
    from {{ ref('int_sla_instances_unioned') }} as instances
    left join {{ ref('fct_conversations') }} as conversations
        on instances.conversation_key = conversations.conversation_key

),

-- Whose it was, and how urgent, when the clock started; what nobody had routed yet is
-- of the team that got it first.
places as (

    select
        instances.sla_instance_key,
        max_by(
            changes.team_key,
            {{ ordered_by('changes.changed_at', 'changes.backlog_change_key') }}
        ) filter (where changes.team_key not like '%:unknown') as team_key,
        max_by(
            changes.priority,
            {{ ordered_by('changes.changed_at', 'changes.backlog_change_key') }}
        ) filter (where changes.priority <> 'none') as priority
    from instances
    inner join {{ ref('fct_backlog_changes') }} as changes
        on
            instances.conversation_key = changes.conversation_key
            and instances.applied_at >= changes.changed_at
            and changes.backlog_change = 1
    group by instances.sla_instance_key

),

-- What came first decides; the bare verdict only where nothing is dated.
judged as (

    select
        *,
        case
            when
                breached_at <= least(
                    {{ or_never('fulfilled_at') }}, {{ or_never('cancelled_at') }}
                )
                then 'breached'
            when cancelled_at < {{ or_never('fulfilled_at') }}
                then
                    case
                        when cancelled_at > due_at then 'breached'
                        else 'cancelled'
                    end
            when fulfilled_at > due_at then 'breached'
            when fulfilled_at is not null then 'fulfilled'
            when is_met then 'fulfilled'
            when not is_met then 'breached'
            else 'open'
        end as sla_outcome,
        coalesce(
            known_due_at, conversation_ended_at, fulfilled_at, cancelled_at, applied_at
        ) as counted_at
    from instances

),

fct_sla_instances as (

    select
        judged.sla_instance_key,
        judged.source_system,
        judged.known_conversation_key as conversation_key,
        coalesce(judged.customer_key, judged.source_system || ':unknown')
            as customer_key,
        coalesce(judged.channel, 'other') as channel,
        coalesce(
            places.team_key,
            judged.created_team_key,
            judged.source_system || ':unknown'
        ) as team_key,
        coalesce(places.priority, judged.created_priority, 'none') as priority,
        judged.metric,
        judged.clock,
        judged.applied_at,
        judged.known_due_at as due_at,
        judged.fulfilled_at,
        judged.breached_at,
        judged.cancelled_at,
        judged.counted_at,
        {{ reporting_date('judged.counted_at') }} as counted_date,
        judged.sla_outcome,
        judged.sla_outcome = 'open'
        and coalesce(judged.known_due_at < as_of.as_of_at, false) as is_open_and_late,
        judged.is_valid
        and (
            judged.sla_outcome in ('fulfilled', 'breached')
            or (
                judged.sla_outcome = 'open'
                and coalesce(judged.known_due_at < as_of.as_of_at, false)
            )
        ) as is_counted,
        judged.sla_outcome = 'open' and coalesce(judged.is_paused, false) as is_paused,
        judged.is_valid,
        case
            when judged.known_due_at < judged.applied_at then 'due_before_start'
            when judged.fulfilled_at < judged.applied_at then 'fulfilled_before_start'
        end as data_issue
    from judged
    cross join as_of
    left join places on judged.sla_instance_key = places.sla_instance_key

)

select * from fct_sla_instances
