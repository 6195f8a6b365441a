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

final_targets as (

    select
        conversation_key,
        max_by(merged_into_key, depth) as target_key
    from merges
    group by conversation_key

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
-- desk.
conversations as (

    select
        *,
        not is_spam and not is_deleted and not is_test as is_ratable
    from {{ ref('fct_conversations') }}

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
            and replies.sent_at <= coalesce(answers.answered_at, answers.asked_at)
    where answers.agent_key is null
    group by answers.survey_answer_key

),

-- One voice per person and wave; about a conversation, one per conversation and wave.
-- Nobody knows whether two anonymous answers are of one person: each is a voice.
voices as (

    select
        survey_answer_key,
        case
            when kind not in ('nps', 'overall', 'agent_nps', 'agent_satisfaction')
                then coalesce(rated_key, survey_answer_key) || '|' || coalesce(wave, '')
            else
                coalesce(
                    case
                        when kind in ('agent_nps', 'agent_satisfaction') then agent_key
                        when customer_key not like '%:unknown' then customer_key
                    end,
                    survey_answer_key
                )
                || '|' || coalesce(
                    wave,
                    cast(
                        date_trunc('month', {{ reporting_date('answered_at') }})
                        as {{ dbt.type_string() }}
                    )
                )
        end as voice
    from answers
    where is_answered

),

counted as (

    select
        answers.survey_answer_key,
        row_number() over (
            partition by answers.kind, answers.source_system, voices.voice
            order by answers.answered_at desc, answers.survey_answer_key desc
        ) = 1 as is_newest
    from answers
    inner join voices on answers.survey_answer_key = voices.survey_answer_key
    where answers.is_answered and coalesce(answers.is_on_scale, false)

),

customers as (

    select
        customer_key,
        plan
    from {{ ref('dim_customers') }}

),

fct_survey_answers as (

    select
        answers.survey_answer_key,
        answers.source_system,
        answers.kind,
        answers.rated_key as conversation_key,
        coalesce(conversations.channel, 'other') as channel,
        answers.customer_key,
        coalesce(customers.plan, 'unknown') as plan,
        coalesce(
            answers.agent_key,
            last_repliers.agent_key,
            answers.source_system || ':unknown'
        ) as agent_key,
        coalesce(
            answers.team_key,
            conversations.resolved_team_key,
            conversations.created_team_key,
            answers.source_system || ':unknown'
        ) as team_key,
        coalesce(
            conversations.resolved_priority, conversations.created_priority, 'none'
        ) as priority,
        answers.wave,
        answers.asked_at,
        answers.answered_at,
        {{ reporting_date('answers.asked_at') }} as asked_date,
        {{ reporting_date('answers.answered_at') }} as answered_date,
        conversations.created_date as conversation_created_date,
        answers.score,
        answers.first_score,
        answers.scale_min,
        answers.scale_max,
        case when answers.is_on_scale then answers.normalised_score end
            as normalised_score,
        answers.is_answered,
        coalesce(conversations.is_ratable, true) and coalesce(counted.is_newest, false)
            as is_counted,
        coalesce(conversations.is_ratable, true) as is_about_valid_conversation,
        answers.is_answered and not coalesce(answers.is_on_scale, false)
            as is_out_of_range,
        coalesce(answers.is_on_scale and answers.normalised_score >= 0.75, false)
            as is_satisfied,
        coalesce(answers.is_on_scale and answers.normalised_score < 0.5, false)
            as is_dissatisfied,
        coalesce(
            answers.is_on_scale
            and answers.normalised_score >= 0.5
            and answers.normalised_score < 0.75,
            false
        ) as is_neutral
    from answers
    left join counted on answers.survey_answer_key = counted.survey_answer_key
    left join conversations on answers.rated_key = conversations.conversation_key
    left join last_repliers
        on answers.survey_answer_key = last_repliers.survey_answer_key
    left join customers on answers.customer_key = customers.customer_key

)

select * from fct_survey_answers
