-- One row per dissatisfied answer of a customer: when a person of the desk next turned
-- to them.
with

negative_answers as (

    select * from {{ ref('fct_survey_answers') }}
    where
        is_counted
        and kind in ('csat', 'ces', 'overall', 'expectations', 'nps')
        and (is_dissatisfied or (kind = 'nps' and score <= 6))

),

people as (

    select
        customer_key,
        person_key
    from {{ ref('dim_customers') }}
    where customer_key not like '%:unknown'

),

dissatisfied_people as (

    select
        negative_answers.survey_answer_key,
        negative_answers.answered_at,
        everywhere.customer_key
    from negative_answers
    inner join people on negative_answers.customer_key = people.customer_key
    inner join people as everywhere on people.person_key = everywhere.person_key

),

-- Where they could be written to: what was rated, and whatever else is theirs.
conversations as (

    select
        survey_answer_key,
        answered_at,
        conversation_key
    from negative_answers
    where conversation_key is not null

    union distinct

    select
        dissatisfied_people.survey_answer_key,
        dissatisfied_people.answered_at,
        conversations.conversation_key
    from dissatisfied_people
    inner join {{ ref('fct_conversations') }} as conversations
        on dissatisfied_people.customer_key = conversations.customer_key

),

turns as (

    select
        conversations.survey_answer_key,
        'message' as follow_up_kind,
        messages.message_key as follow_up_key,
        messages.sent_at as followed_up_at
    from conversations
    inner join {{ ref('fct_messages') }} as messages
        on
            conversations.conversation_key = messages.conversation_key
            and conversations.answered_at < messages.sent_at
    where messages.is_human_reply

    union all

    select
        dissatisfied_people.survey_answer_key,
        'call' as follow_up_kind,
        calls.call_key as follow_up_key,
        calls.answered_at as followed_up_at
    from dissatisfied_people
    inner join {{ ref('fct_calls') }} as calls
        on
            dissatisfied_people.customer_key = calls.customer_key
            and dissatisfied_people.answered_at < calls.answered_at
    where calls.direction = 'outbound' and calls.is_valid

),

first_turns as (

    select
        survey_answer_key,
        min(followed_up_at) as followed_up_at,
        min_by(
            follow_up_kind, {{ ordered_by('followed_up_at', 'follow_up_key') }}
        ) as follow_up_kind
    from turns
    group by survey_answer_key

),

timed as (

    select
        negative_answers.*,
        {{ add_seconds(
            'negative_answers.answered_at', var('follow_up_hours') * 3600
        ) }} as window_ends_at,
        first_turns.followed_up_at,
        first_turns.follow_up_kind
    from negative_answers
    left join first_turns
        on negative_answers.survey_answer_key = first_turns.survey_answer_key

),

fct_survey_follow_ups as (

    select
        survey_answer_key,
        source_system,
        kind,
        conversation_key,
        customer_key,
        channel,
        team_key,
        priority,
        answered_at,
        answered_date,
        window_ends_at,
        followed_up_at,
        follow_up_kind,
        {{ seconds_between('answered_at', 'followed_up_at') }} as follow_up_seconds,
        coalesce(followed_up_at <= window_ends_at, false) as is_followed_up_in_window
    from timed

)

select * from fct_survey_follow_ups
