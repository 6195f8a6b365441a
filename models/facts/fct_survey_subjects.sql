-- One row per survey question that was asked of somebody, with what it is about: the
-- conversation, where that stood when it was asked and answered, and the agent.
with

answers as (

    select
        answers.survey_answer_key,
        answers.source_system,
        answers.agent_key,
        answers.team_key,
        coalesce(merges.final_target_key, answers.conversation_key) as conversation_key,
        answers.asked_at,
        coalesce(answers.answered_at, answers.asked_at) as answered_at
    from {{ ref('int_survey_answers_unioned') }} as answers
    left join {{ ref('fct_merges') }} as merges
        on answers.conversation_key = merges.conversation_key

),

-- What somebody thinks of spam, of a test or of what was deleted says nothing of the
-- desk; what was merged counts nowhere, and has no target here that does.
conversations as (

    select
        *,
        not is_spam and not is_deleted and not is_test and not is_merged as is_ratable
    from {{ ref('fct_conversations') }}

),

states as (

    select
        conversation_key,
        valid_from_at,
        {{ or_never('valid_to_at') }} as valid_until_at,
        team_key,
        priority,
        severity
    from {{ ref('fct_conversation_states') }}

),

dated_answers as (

    select
        answers.*,
        {{ native_key('answers.source_system', 'null') }} as unknown_key,
        coalesce(conversations.is_ratable, true) as is_about_valid_conversation,
        coalesce(conversations.channel, 'other') as channel,
        conversations.created_date as conversation_created_date,
        conversations.created_team_key,
        conversations.created_priority,
        case
            when answers.asked_at is not null
                then greatest(answers.asked_at, conversations.created_at)
        end as asked_moment_at,
        case
            when answers.answered_at is not null
                then greatest(answers.answered_at, conversations.created_at)
        end as answered_moment_at
    from answers
    left join conversations
        on answers.conversation_key = conversations.conversation_key

),

-- Who had answered the customer last, before the customer was asked or answered.
last_repliers as (

    select
        answers.survey_answer_key,
        max_by(
            replies.agent_key,
            {{ ordered_by('replies.sent_at', 'replies.message_number') }}
        ) as agent_key
    from answers
    inner join {{ ref('fct_messages') }} as replies
        on
            answers.conversation_key = replies.conversation_key
            and replies.is_human_reply
            and answers.answered_at > replies.sent_at
    where answers.agent_key is null
    group by answers.survey_answer_key

),

fct_survey_subjects as (

    select
        answers.survey_answer_key,
        answers.source_system,
        answers.conversation_key,
        answers.conversation_created_date,
        answers.channel,
        coalesce(answers.agent_key, last_repliers.agent_key, answers.unknown_key)
            as agent_key,
        coalesce(
            answers.team_key,
            at_answer.team_key,
            answers.created_team_key,
            answers.unknown_key
        ) as team_key,
        coalesce(at_answer.priority, answers.created_priority, 'none') as priority,
        coalesce(
            answers.team_key,
            at_question.team_key,
            at_answer.team_key,
            answers.created_team_key,
            answers.unknown_key
        ) as asked_team_key,
        coalesce(
            at_question.priority, at_answer.priority, answers.created_priority, 'none'
        ) as asked_priority,
        coalesce(
            at_question.severity, at_answer.severity, answers.created_priority, 'none'
        ) as asked_severity,
        answers.is_about_valid_conversation
    from dated_answers as answers
    left join last_repliers
        on answers.survey_answer_key = last_repliers.survey_answer_key
    left join states as at_answer
        on
            answers.conversation_key = at_answer.conversation_key
            and answers.answered_moment_at >= at_answer.valid_from_at
            and answers.answered_moment_at < at_answer.valid_until_at
    left join states as at_question
        on
            answers.conversation_key = at_question.conversation_key
            and answers.asked_moment_at >= at_question.valid_from_at
            and answers.asked_moment_at < at_question.valid_until_at

)

select * from fct_survey_subjects
