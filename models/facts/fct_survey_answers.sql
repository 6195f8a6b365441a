-- One row per survey question that was asked of somebody, answered or not.
with recursive

-- What was merged, step by step to where it ended up.
merges (conversation_key, merged_into_key, depth) as (

    select
        conversation_key,
        merged_into_key,
        1 as depth
    from {{ ref('fct_conversations') }}
    where merged_into_key is not null and merged_into_key <> conversation_key

    union all

    select
        merges.conversation_key,
        targets.merged_into_key,
        merges.depth + 1 as depth
    from merges
    inner join {{ ref('fct_conversations') }} as targets
        on merges.merged_into_key = targets.conversation_key
    where
        targets.merged_into_key is not null
        and targets.merged_into_key <> merges.conversation_key
        and merges.depth < 20

),

-- Where merges run in a circle there is no end: then it is the first target.
final_targets as (

    select
        merges.conversation_key,
        coalesce(
            max_by(merges.merged_into_key, merges.depth)
            filter (where onward.conversation_key is null),
            min_by(merges.merged_into_key, merges.depth)
        ) as target_key
    from merges
    left join merges as onward
        on merges.merged_into_key = onward.conversation_key and onward.depth = 1
    group by merges.conversation_key

),

answers as (

    select
        answers.*,
        coalesce(final_targets.target_key, answers.conversation_key) as rated_key,
        answers.answered_at is not null and answers.score is not null as is_answered,
        answers.score between answers.scale_min and answers.scale_max as is_on_scale,
        case
            when answers.scale_max > answers.scale_min
                then
                    case
                        when answers.is_low_good then answers.scale_max - answers.score
                        else answers.score - answers.scale_min
                    end / (answers.scale_max - answers.scale_min)
        end as normalised_score
    from {{ ref('int_survey_answers_unioned') }} as answers
    left join final_targets on answers.conversation_key = final_targets.conversation_key

),

-- What somebody thinks of spam, of a test or of what was deleted says nothing of the
-- desk; what was merged counts nowhere, and has no target here that does.
conversations as (

    select
        *,
        not is_spam and not is_deleted and not is_test and not is_merged as is_ratable
    from {{ ref('fct_conversations') }}

),

customers as (

    select
        customer_key,
        person_key,
        plan,
        is_staff
    from {{ ref('dim_customers') }}

),

agents as (

    select
        agent_key,
        person_key
    from {{ ref('dim_agents') }}

),

judged as (

    select
        answers.*,
        coalesce(conversations.is_ratable, true) as is_about_valid_conversation,
        -- A person of the desk who asks the desk is no customer.
        coalesce(customers.is_staff, false)
        and answers.kind not in ('agent_nps', 'agent_satisfaction') as is_by_staff,
        case
            when answers.kind in ('agent_nps', 'agent_satisfaction')
                then agents.person_key
            when answers.customer_key not like '%:unknown' then customers.person_key
        end as person_key,
        coalesce(customers.plan, 'unknown') as plan,
        coalesce(conversations.channel, 'other') as channel,
        conversations.created_date as conversation_created_date,
        conversations.created_team_key,
        conversations.created_priority,
        case
            when answers.asked_at is not null
                then greatest(answers.asked_at, conversations.created_at)
        end as asked_moment_at,
        case
            when coalesce(answers.answered_at, answers.asked_at) is not null
                then
                    greatest(
                        coalesce(answers.answered_at, answers.asked_at),
                        conversations.created_at
                    )
        end as answer_moment_at
    from answers
    left join conversations on answers.rated_key = conversations.conversation_key
    left join customers on answers.customer_key = customers.customer_key
    left join agents on answers.agent_key = agents.agent_key

),

states as (

    select
        conversation_key,
        valid_from_at,
        {{ or_never('valid_to_at') }} as valid_until_at,
        team_key,
        priority
    from {{ ref('fct_conversation_states') }}

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
            answers.rated_key = replies.conversation_key
            and replies.is_human_reply
            and replies.sent_at < coalesce(answers.answered_at, answers.asked_at)
    where answers.agent_key is null
    group by answers.survey_answer_key

),

-- One voice per person and wave, whatever the source; about a conversation, one per
-- conversation and wave. Nobody knows whether two anonymous answers are of one person:
-- each is a voice.
voices as (

    select
        survey_answer_key,
        case
            when kind not in ('nps', 'overall', 'agent_nps', 'agent_satisfaction')
                then coalesce(rated_key, survey_answer_key) || '|' || coalesce(wave, '')
            else
                coalesce(person_key, survey_answer_key)
                || '|' || coalesce(
                    wave,
                    cast(
                        date_trunc('month', {{ reporting_date('answered_at') }})
                        as {{ dbt.type_string() }}
                    )
                )
        end as voice
    from judged
    where is_answered

),

-- What can't count takes nobody's place.
counted as (

    select
        judged.survey_answer_key,
        row_number() over (
            partition by judged.kind, voices.voice
            order by judged.answered_at desc, judged.survey_answer_key desc
        ) = 1 as is_newest
    from judged
    inner join voices on judged.survey_answer_key = voices.survey_answer_key
    where
        judged.kind <> 'unknown'
        and judged.is_on_scale
        and judged.is_about_valid_conversation
        and not judged.is_by_staff

),

fct_survey_answers as (

    select
        judged.survey_answer_key,
        judged.source_system,
        judged.kind,
        judged.rated_key as conversation_key,
        judged.channel,
        judged.customer_key,
        judged.plan,
        coalesce(
            judged.agent_key,
            last_repliers.agent_key,
            judged.source_system || ':unknown'
        ) as agent_key,
        coalesce(
            judged.team_key,
            at_answer.team_key,
            judged.created_team_key,
            judged.source_system || ':unknown'
        ) as team_key,
        coalesce(at_answer.priority, judged.created_priority, 'none') as priority,
        coalesce(
            judged.team_key,
            at_question.team_key,
            at_answer.team_key,
            judged.created_team_key,
            judged.source_system || ':unknown'
        ) as asked_team_key,
        coalesce(
            at_question.priority, at_answer.priority, judged.created_priority, 'none'
        ) as asked_priority,
        judged.wave,
        judged.asked_at,
        judged.answered_at,
        {{ reporting_date('judged.asked_at') }} as asked_date,
        {{ reporting_date('judged.answered_at') }} as answered_date,
        judged.conversation_created_date,
        judged.score,
        judged.first_score,
        judged.scale_min,
        judged.scale_max,
        case when judged.is_on_scale then judged.normalised_score end
            as normalised_score,
        judged.is_answered,
        coalesce(counted.is_newest, false) as is_counted,
        judged.is_about_valid_conversation,
        judged.is_by_staff,
        judged.is_answered and not coalesce(judged.is_on_scale, false)
            as is_out_of_range,
        coalesce(judged.is_on_scale and judged.normalised_score >= 0.75, false)
            as is_satisfied,
        coalesce(judged.is_on_scale and judged.normalised_score < 0.5, false)
            as is_dissatisfied,
        coalesce(
            judged.is_on_scale
            and judged.normalised_score >= 0.5
            and judged.normalised_score < 0.75,
            false
        ) as is_neutral
    from judged
    left join counted on judged.survey_answer_key = counted.survey_answer_key
    left join last_repliers
        on judged.survey_answer_key = last_repliers.survey_answer_key
    left join states as at_answer
        on
            judged.rated_key = at_answer.conversation_key
            and judged.answer_moment_at >= at_answer.valid_from_at
            and judged.answer_moment_at < at_answer.valid_until_at
    left join states as at_question
        on
            judged.rated_key = at_question.conversation_key
            and judged.asked_moment_at >= at_question.valid_from_at
            and judged.asked_moment_at < at_question.valid_until_at

)

select * from fct_survey_answers
