-- One row per valid conversation that was ever resolved: whether, and by what, the
-- customer acknowledged the solution of the first resolution.
{% set live = "status not in ('resolved', 'closed', 'cancelled')" %}
with

conversations as (

    select * from {{ ref('fct_conversations') }}
    where is_inbound and first_resolved_at is not null

),

as_of as (

    select as_of_at from {{ ref('dim_as_of') }}

),

messages as (

    select * from {{ ref('fct_messages') }}

),

-- A person's last words before the resolution, else a bot's.
solutions as (

    select
        conversations.conversation_key,
        coalesce(
            max(messages.sent_at) filter (where messages.is_human_reply),
            max(messages.sent_at) filter (where messages.is_bot_message)
        ) as solution_at
    from conversations
    inner join messages
        on conversations.conversation_key = messages.conversation_key
    where messages.sent_at <= conversations.first_resolved_at
    group by conversations.conversation_key

),

-- A thanks that reopens it, and is closed again, is no reopening.
reopenings as (

    select
        conversations.conversation_key,
        min(spells.started_at) as reopened_at
    from conversations
    inner join {{ ref('fct_status_spells') }} as spells
        on conversations.conversation_key = spells.conversation_key
    where
        conversations.reopen_count > 0
        and spells.{{ live }}
        and spells.started_at > conversations.first_resolved_at
    group by conversations.conversation_key

),

resolved as (

    select
        conversations.conversation_key,
        conversations.source_system,
        conversations.channel,
        conversations.customer_key,
        conversations.created_team_key,
        conversations.is_bot_only,
        conversations.is_bot_answer_confirmed,
        conversations.first_resolved_at,
        conversations.first_resolved_date,
        -- Where the clocks disagree, the first state there is.
        greatest(conversations.first_resolved_at, conversations.created_at)
            as judged_at,
        solutions.solution_at,
        reopenings.reopened_at,
        coalesce(solutions.solution_at, conversations.first_resolved_at)
            as window_from_at,
        {{ add_seconds(
            'coalesce(solutions.solution_at, conversations.first_resolved_at)',
            var('acknowledgement_window_days') * 86400
        ) }} as window_until_at
    from conversations
    left join solutions
        on conversations.conversation_key = solutions.conversation_key
    left join reopenings
        on conversations.conversation_key = reopenings.conversation_key

),

states as (

    select
        resolved.conversation_key,
        states.team_key,
        states.priority
    from resolved
    inner join {{ ref('fct_conversation_states') }} as states
        on
            resolved.conversation_key = states.conversation_key
            and resolved.judged_at >= states.valid_from_at
            and resolved.judged_at < {{ or_never('states.valid_to_at') }}

),

-- The customer's last word on the solution: what reopens it is another matter, but for
-- a thanks.
last_words as (

    select
        resolved.conversation_key,
        max(messages.sent_at) as said_at,
        max_by(messages.is_acknowledgement, messages.message_number)
            as is_acknowledgement,
        max_by(messages.is_sign, messages.message_number) as is_sign
    from resolved
    inner join messages
        on
            resolved.conversation_key = messages.conversation_key
            and messages.is_customer_message
            and not messages.is_empty
            and resolved.solution_at < messages.sent_at
            and resolved.window_until_at >= messages.sent_at
            and (
                messages.sent_at < {{ or_never('resolved.reopened_at') }}
                or messages.is_acknowledgement
            )
    group by resolved.conversation_key

),

suggestions as (

    select
        resolved.conversation_key,
        resolved.customer_key,
        resolved.window_until_at,
        messages.suggested_article_key,
        messages.sent_at
    from resolved
    inner join messages
        on
            resolved.conversation_key = messages.conversation_key
            and resolved.first_resolved_at >= messages.sent_at
    where
        messages.suggested_article_key is not null
        and resolved.customer_key not like '%:unknown'

),

evidence as (

    select
        conversation_key,
        1 as evidence_rank,
        'confirmed' as evidence,
        first_resolved_at as acknowledged_at
    from resolved
    where is_bot_answer_confirmed

    union all

    select
        resolved.conversation_key,
        2 as evidence_rank,
        'rating' as evidence,
        answers.answered_at as acknowledged_at
    from resolved
    inner join {{ ref('fct_survey_answers') }} as answers
        on
            resolved.conversation_key = answers.conversation_key
            and resolved.window_from_at <= answers.answered_at
            and resolved.window_until_at >= answers.answered_at
    where answers.kind = 'csat' and answers.is_counted and answers.is_satisfied

    union all

    select
        conversation_key,
        case when is_sign then 4 else 3 end as evidence_rank,
        case when is_sign then 'reaction' else 'text' end as evidence,
        said_at as acknowledged_at
    from last_words
    where is_acknowledgement

    union all

    select
        suggestions.conversation_key,
        5 as evidence_rank,
        'used_solution' as evidence,
        reads.opened_at as acknowledged_at
    from suggestions
    inner join {{ ref('fct_article_reads') }} as reads
        on
            suggestions.customer_key = reads.customer_key
            and suggestions.suggested_article_key = reads.article_key
            and suggestions.sent_at <= reads.opened_at
            and suggestions.window_until_at >= reads.opened_at
    where reads.is_read

),

best_evidence as (

    select
        conversation_key,
        min_by(evidence, {{ ordered_by('evidence_rank', 'acknowledged_at') }})
            as evidence,
        min_by(acknowledged_at, {{ ordered_by('evidence_rank', 'acknowledged_at') }})
            as acknowledged_at
    from evidence
    group by conversation_key

),

fct_acknowledgements as (

    select
        resolved.conversation_key,
        resolved.source_system,
        resolved.channel,
        resolved.customer_key,
        coalesce(states.team_key, resolved.created_team_key) as team_key,
        coalesce(states.priority, 'none') as priority,
        resolved.is_bot_only,
        resolved.first_resolved_at,
        resolved.first_resolved_date,
        resolved.solution_at,
        resolved.window_until_at,
        resolved.reopened_at,
        best_evidence.evidence,
        best_evidence.acknowledged_at,
        best_evidence.evidence is not null
        and coalesce(
            resolved.reopened_at > best_evidence.acknowledged_at
            and resolved.reopened_at <= resolved.window_until_at,
            false
        ) as is_contradicted,
        best_evidence.evidence is not null
        and coalesce(
            resolved.reopened_at <= best_evidence.acknowledged_at
            or resolved.reopened_at > resolved.window_until_at,
            true
        ) as is_acknowledged,
        best_evidence.evidence is null
        and resolved.window_until_at > as_of.as_of_at as is_immature
    from resolved
    cross join as_of
    left join states on resolved.conversation_key = states.conversation_key
    left join best_evidence
        on resolved.conversation_key = best_evidence.conversation_key

)

select * from fct_acknowledgements
