-- What moved the satisfaction of the last full month against the month before: whose
-- answers became better or worse, and whose share of the answers grew. The effects of
-- all members of a segment add up to the change.
with

as_of as (

    select * from {{ ref('dim_as_of') }}

),

answers as (

    select
        events.*,
        coalesce(conversations.topic, 'unknown') as topic,
        case
            when conversations.first_response_seconds is null then 'without a time'
            when conversations.first_response_seconds <= 3600 then 'within an hour'
            when conversations.first_response_seconds <= 86400 then 'within a day'
            else 'later'
        end as first_answer,
        case when conversations.reopen_count > 0 then 'reopened' else 'not reopened' end
            as course,
        date_trunc('month', events.event_date)
        = date_trunc('month', as_of.as_of_date) - interval '1 month' as is_now
    from {{ ref('fct_survey_events') }} as events
    cross join as_of
    left join {{ ref('fct_conversations') }} as conversations
        on events.conversation_key = conversations.conversation_key
    where
        events.kind = 'csat'
        and events.event = 'answered'
        and events.event_date < date_trunc('month', as_of.as_of_date)
        and events.event_date
        >= date_trunc('month', as_of.as_of_date) - interval '2 months'

),

by_member as (

    {% for segment_type, member in [
        ('source_system', 'source_system'), ('channel', 'channel'),
        ('team', 'team_key'), ('priority', 'priority'), ('agent', 'agent_key'),
        ('topic', 'topic'), ('first_answer', 'first_answer'), ('course', 'course'),
    ] -%}
    select
        '{{ segment_type }}' as segment_type,
        {{ member }} as segment_value,
        count_if(not is_now) as answers_before,
        count_if(is_now) as answers_now,
        avg(case when is_satisfied then 1.0 else 0.0 end) filter (where not is_now)
            as share_before,
        avg(case when is_satisfied then 1.0 else 0.0 end) filter (where is_now)
            as share_now
    from answers
    group by {{ member }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

totals as (

    select
        count_if(not is_now) as answers_before,
        count_if(is_now) as answers_now,
        avg(case when is_satisfied then 1.0 else 0.0 end) filter (where not is_now)
            as share_before,
        avg(case when is_satisfied then 1.0 else 0.0 end) filter (where is_now)
            as share_now
    from answers

),

weighed as (

    select
        by_member.*,
        totals.share_now - totals.share_before as change_of_all,
        -- Who has no answers in a month is taken to be as satisfied as all before.
        coalesce(by_member.share_before, totals.share_before) as known_share_before,
        totals.share_before as share_of_all_before,
        by_member.answers_before / cast(totals.answers_before as double)
            as weight_before,
        by_member.answers_now / cast(totals.answers_now as double) as weight_now
    from by_member
    cross join totals

),

why_csat_changed as (

    select
        segment_type,
        segment_value,
        answers_before,
        answers_now,
        share_before,
        share_now,
        coalesce(weight_now * (share_now - known_share_before), 0)
            as effect_of_their_satisfaction,
        (weight_now - weight_before) * (known_share_before - share_of_all_before)
            as effect_of_their_number,
        change_of_all
    from weighed

)

select * from why_csat_changed
order by
    segment_type asc,
    effect_of_their_satisfaction + effect_of_their_number asc,
    segment_value asc
