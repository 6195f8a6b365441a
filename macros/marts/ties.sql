{# How the columns of each mart that can be added tie to facts. The months of segment `all`
   add up to the rows of the fact that a condition holds for (`count`), or to a sum over its
   rows (`sum`): those with a `date` in the months of the mart, of moments (`at`) that are
   not after as_of_at, and of what `where` leaves.

   A column that counts, and whose months don't add up, stands under `not_added` with the
   reason: stock (as it is at the period's end), distinct (somebody or something counts once
   in each period), derived (of columns beside it) or hidden (null for few). #}
{% macro mart_ties() -%}
    {%- set ties = {} -%}
    {%- for of_family in [
        demand_ties(), responsiveness_ties(), service_level_ties(), resolution_ties(),
        contact_ties(), satisfaction_ties(), survey_ties(), complaint_ties(), loyalty_ties(),
        self_service_ties(), social_ties(), team_ties(),
    ] -%}
        {%- do ties.update(of_family) -%}
    {%- endfor -%}
    {{ return(ties) }}
{%- endmacro %}


{% macro demand_ties() -%}
    {{ return({
        'conversation_volume': {'ties': [{
            'fact': 'fct_conversations', 'date': 'created_date', 'at': 'created_at',
            'where': 'is_valid',
            'count': {
                'sample_size': 'not is_outbound',
                'outbound_count': 'is_outbound',
                'bot_only_count': 'not is_outbound and is_bot_only',
            },
            'sum': {
                'customer_message_count': 'customer_message_count',
                'agent_message_count': 'agent_message_count',
            },
        }]},
        'backlog': {
            'ties': [{
                'fact': 'fct_backlog_changes', 'date': 'changed_date', 'at': 'changed_at',
                'where': 'coalesce(created_at >= first_event_at, true)',
                'count': {
                    'entered_count': "reason in ('created', 'reopened')",
                    'left_count': "reason in ('resolved', 'cancelled', 'removed')",
                },
            }],
            'not_added': {'stock': [
                'sample_size', 'new_count', 'open_count', 'snoozed_count',
                'waiting_customer_count', 'waiting_other_count', 'unassigned_count',
                'awaiting_reply_count', 'snooze_overdue_count',
            ]},
        },
        'requests_per_agent': {
            'ties': [{
                'fact': 'fct_agent_requests', 'date': 'event_date', 'at': 'event_at',
                'where': 'is_agent_known',
                'count': {'resolved_count': "event = 'resolved'"},
            }],
            'not_added': {'distinct': [
                'sample_size', 'handled_by_agents_count', 'active_agent_count',
                'agent_opened_count', 'follow_up_count',
            ]},
        },
    }) }}
{%- endmacro %}


{% macro responsiveness_ties() -%}
    {%- set in_time = "(is_within_severity_target and wait_outcome <> 'open')" -%}
    {%- set late_by = 'case when first_human_response_at <= as_of_at then response_lateness_seconds end' -%}
    {{ return({
        'response_time': {'ties': [{
            'fact': 'fct_responses', 'date': 'band_date',
            'at': 'coalesce(responded_at, limit_at)',
            'where': "is_inbound and (wait_outcome in ('answered', 'open') or response_band = 'breached')",
            'count': {
                'sample_size': 'response_seconds is not null',
                'banded_count': "response_band is not null or wait_outcome = 'open'",
                'on_target_count': "response_band = 'on_target'",
                'within_limit_count': "response_band = 'within_limit'",
                'breached_count': "response_band = 'breached' or wait_outcome = 'open'",
                'unanswered_past_limit_count': 'responded_at is null',
                'business_on_target_count': "response_business_band = 'on_target'",
                'business_within_limit_count': "response_business_band = 'within_limit'",
                'business_breached_count': "response_business_band = 'breached'
                    or (wait_outcome = 'open' and business_limit_at <= as_of_at)",
            },
        }]},
        'first_response_time': {
            'ties': [{
                'fact': 'fct_conversations', 'date': 'first_response_date',
                'at': 'first_human_response_at',
                'where': 'is_inbound and first_response_seconds is not null',
                'count': {
                    'sample_size': 'true',
                    'answered_by_bot_first_count': 'is_answered_by_bot_first',
                },
            }],
            'not_added': {'stock': ['still_unanswered_count']},
        },
        'response_time_by_severity': {'ties': [{
            'fact': 'fct_responses', 'date': 'severity_date',
            'at': 'coalesce(responded_at, severity_due_at)',
            'where': 'is_inbound',
            'count': {
                'sample_size': in_time ~ ' is not null',
                'within_target_count': in_time,
                'unanswered_past_target_count': 'responded_at is null and not ' ~ in_time,
                'response_count': 'response_seconds is not null',
            },
        }]},
        'response_by_requested_time': {'ties': [{
            'fact': 'fct_conversations', 'date': 'requested_by_date', 'at': 'requested_by_at',
            'where': 'is_inbound and has_requested_time',
            'count': {
                'sample_size': 'true',
                'on_time_count': late_by ~ ' <= 0',
                'late_count': late_by ~ ' > 0',
                'missed_count': late_by ~ ' is null',
            },
        }]},
        'chat_wait_time': {'ties': [{
            'fact': 'fct_chats', 'date': 'requested_date', 'at': 'requested_at',
            'where': 'is_valid and not is_offline_message',
            'count': {
                'sample_size': 'total_wait_seconds is not null',
                'chat_count': 'true',
                'missed_count': 'is_missed',
            },
            'sum': {
                'total_wait_seconds': 'total_wait_seconds',
                'total_duration_seconds': 'case when total_wait_seconds is not null then duration_seconds end',
            },
        }]},
        'longest_queue_delay': {'ties': [{
            'fact': 'fct_queue_waits', 'date': 'entered_date', 'at': 'entered_at',
            'count': {
                'sample_size': 'month_end_seconds is not null',
                'still_waiting_count': "queue_outcome = 'waiting'",
                'flagged_count': 'month_end_seconds is null',
            },
        }]},
        'hold_time': {'ties': [{
            'fact': 'fct_calls', 'date': 'started_date', 'at': 'started_at',
            'where': "is_valid and outcome = 'answered'",
            'count': {
                'sample_size': 'is_held',
                'answered_count': 'hold_seconds is not null',
            },
            'sum': {
                'hold_seconds': 'case when handle_seconds is not null then hold_seconds end',
                'handle_seconds': 'handle_seconds',
            },
        }]},
        'abandonment_rate': {'ties': [{
            'fact': 'fct_calls', 'date': 'queued_date', 'at': 'queued_at',
            'where': 'is_valid and is_offered and outcome is not null',
            'count': {
                'sample_size': 'not is_short_abandon',
                'offered_count': 'not is_short_abandon',
                'abandoned_count': 'is_abandoned',
                'short_abandon_count': 'is_short_abandon',
                'answered_count': "outcome = 'answered'",
                'answered_in_time_count': 'answer_seconds <= ' ~ var('service_level_seconds'),
            },
        }]},
    }) }}
{%- endmacro %}


{% macro service_level_ties() -%}
    {%- set counts = {
        'sample_size': 'is_counted',
        'fulfilled_count': "sla_outcome = 'fulfilled'",
        'open_and_late_count': 'is_open_and_late',
        'paused_count': 'is_paused and not is_counted',
        'cancelled_count': "sla_outcome = 'cancelled'",
    } -%}
    {%- for metric in ['first_response', 'next_response', 'resolution'] -%}
        {%- set is_of_metric = "metric = '" ~ metric ~ "'" -%}
        {%- do counts.update({
            metric ~ '_count': is_of_metric ~ ' and is_counted',
            metric ~ '_fulfilled_count': is_of_metric ~ " and sla_outcome = 'fulfilled'",
        }) -%}
    {%- endfor -%}
    {{ return({
        'sla_attainment': {'ties': [{
            'fact': 'fct_sla_instances', 'date': 'counted_date', 'at': 'counted_at',
            'where': 'is_valid', 'count': counts,
        }]},
    }) }}
{%- endmacro %}


{# Conversations, and complaints, that were created: how many of them are open yet. #}
{% macro cohort_tie(fact, date, at, where, is_over) -%}
    {{ return({
        'fact': fact, 'date': date, 'at': at, 'where': where,
        'count': {
            'created_cohort_count': 'true',
            'created_cohort_open_count': 'not (' ~ is_over ~ ')',
        },
    }) }}
{%- endmacro %}


{% macro resolution_ties() -%}
    {%- set resolved = {
        'fact': 'fct_conversations', 'date': 'last_resolved_date', 'at': 'last_resolved_at',
        'where': 'is_inbound and full_resolution_seconds is not null',
        'count': {
            'sample_size': 'not is_bot_only',
            'bot_only_count': 'is_bot_only',
            'without_reply_count': 'not is_bot_only and reply_count = 0',
        },
    } -%}
    {%- set evidence = {} -%}
    {%- for kind in ['confirmed', 'rating', 'text', 'reaction', 'used_solution'] -%}
        {%- do evidence.update({
            'by_' ~ kind ~ '_count': "is_acknowledged and evidence = '" ~ kind ~ "'"
        }) -%}
    {%- endfor -%}
    {%- set mature = 'reopen_window_ends_at <= as_of_at' -%}
    {{ return({
        'resolution_time': {'ties': [
            resolved,
            cohort_tie(
                'fct_conversations', 'created_date', 'created_at',
                "is_inbound and status <> 'cancelled'",
                'is_resolved and last_resolved_at <= as_of_at'
            ),
        ]},
        'longest_resolution_time': {'ties': [resolved]},
        'escalation_rate': {'ties': [{
            'fact': 'fct_handled_conversations', 'date': 'last_resolved_date',
            'at': 'last_resolved_at',
            'count': {
                'sample_size': 'is_tier_known',
                'escalated_count': 'is_escalated',
                'tier_unknown_count': 'not is_tier_known',
                'handled_count': 'true',
                'transferred_count': 'is_transferred',
                'handed_over_count': 'is_handed_over',
            },
            'sum': {'transfer_count': 'transfer_count'},
        }]},
        'reopen_rate': {'ties': [{
            'fact': 'fct_resolutions', 'date': 'resolved_date', 'at': 'resolved_at',
            'where': 'is_counted',
            'count': {
                'sample_size': mature,
                'reopened_count': 'is_reopened_in_window and ' ~ mature,
                'soft_reopened_count': 'soft_reopen_count > 0 and ' ~ mature,
                'immature_count': 'reopen_window_ends_at > as_of_at',
            },
        }]},
        'acknowledged_solutions': {'ties': [{
            'fact': 'fct_acknowledgements', 'date': 'first_resolved_date',
            'at': 'first_resolved_at',
            'count': dict(
                evidence,
                sample_size='true',
                acknowledged_count='is_acknowledged',
                silent_count='evidence is null',
                contradicted_count='is_contradicted',
                immature_count='is_immature'
            ),
        }]},
    }) }}
{%- endmacro %}


{% macro contact_ties() -%}
    {%- set mature = 'window_ends_at <= as_of_at' -%}
    {%- set repeat_mature = 'repeat_window_ends_at <= as_of_at' -%}
    {%- set again = {} -%}
    {%- for outcome in ['understood', 'handed_over', 'asked_again', 'abandoned'] -%}
        {%- do again.update({
            'then_' ~ outcome ~ '_count': "is_asked_again and followed_by = '" ~ outcome ~ "'"
        }) -%}
    {%- endfor -%}
    {{ return({
        'first_contact_resolution': {'ties': [{
            'fact': 'fct_first_contact_events', 'date': 'event_date',
            'count': {
                'sample_size': mature,
                'first_contact_count': 'is_first_contact and ' ~ mature,
                'one_reply_count': 'is_one_reply and ' ~ mature,
                'closed_once_count': 'is_closed_once and ' ~ mature,
                'survey_answer_count': 'is_yes is not null',
                'survey_yes_count': 'is_yes',
                'immature_count': 'window_ends_at > as_of_at',
                'unknown_customer_count': 'not is_of_known_customer',
            },
        }]},
        'contacts_to_resolution': {'ties': [{
            'fact': 'fct_issues', 'date': 'reported_date', 'at': 'reported_at',
            'count': {
                'sample_size': 'is_resolved and ' ~ mature,
                'one_contact_count': 'is_resolved and contact_count = 1 and ' ~ mature,
                'two_contacts_count': 'is_resolved and contact_count = 2 and ' ~ mature,
                'more_contacts_count': 'is_resolved and contact_count > 2 and ' ~ mature,
                'immature_count': 'is_resolved and window_ends_at > as_of_at',
                'unresolved_count': 'not is_resolved',
            },
            'sum': {'call_count': 'case when is_resolved and ' ~ mature ~ ' then call_count end'},
        }]},
        'repeat_contact_rate': {
            'ties': [{
                'fact': 'fct_contacts', 'date': 'contacted_date', 'at': 'contacted_at',
                'count': {
                    'contact_count': repeat_mature,
                    'repeated_count': 'is_repeated and ' ~ repeat_mature,
                    'handled_count': 'handle_seconds is not null and ' ~ repeat_mature,
                    'immature_count': 'repeat_window_ends_at > as_of_at',
                },
            }],
            'not_added': {'distinct': ['sample_size', 'returned_count']},
        },
        'rephrase_requests': {'ties': [{
            'fact': 'fct_chat_turns', 'date': 'created_date', 'at': 'created_at',
            'count': dict(
                again,
                sample_size='true',
                asked_again_count='is_asked_again',
                reword_request_count='is_reword_requested',
                repetition_count='is_repeated',
                about_question_count='is_asked_again and is_question',
                about_solution_count='is_asked_again and not is_question',
                of_agents_count="is_asked_again and author_type = 'agent'",
                of_bots_count="is_asked_again and author_type = 'bot'",
                bot_turn_count="author_type = 'bot'",
                bot_fallback_count="author_type = 'bot' and is_fallback"
            ),
        }]},
    }) }}
{%- endmacro %}


{# Answers of one kind of survey, and who was asked. #}
{% macro survey_tie(kind, counts) -%}
    {{ return({
        'fact': 'fct_survey_events', 'date': 'event_date', 'where': "kind = '" ~ kind ~ "'",
        'count': dict(
            counts,
            sample_size="event = 'answered'",
            asked_count="event = 'asked'",
            response_count="event = 'asked' and is_answered"
        ),
    }) }}
{%- endmacro %}


{% macro satisfaction_ties() -%}
    {%- set answered = "event = 'answered' and " -%}
    {%- set csat = {
        'satisfied_count': answered ~ 'is_satisfied',
        'neutral_count': answered ~ 'is_neutral',
        'dissatisfied_count': answered ~ 'is_dissatisfied',
        'resolved_count': "event = 'resolved'",
        'offered_count': "event = 'resolved' and is_asked",
        'created_answer_count': "event = 'conversation_created'",
        'created_satisfied_count': "event = 'conversation_created' and is_satisfied",
    } -%}
    {%- for scale in ['binary', 'five_point', 'other'] -%}
        {%- set is_on_scale = answered ~ "scale_name = '" ~ scale ~ "'" -%}
        {%- do csat.update({
            scale ~ '_answer_count': is_on_scale,
            scale ~ '_satisfied_count': is_on_scale ~ ' and is_satisfied',
        }) -%}
    {%- endfor -%}
    {%- set easy = answered ~ '3 * normalised_score >= 2' -%}
    {%- set overall = {
        'top_two_count': answered ~ 'is_top_two',
        'five_point_answer_count': answered ~ 'scale_steps = 5',
        'five_point_top_two_count': answered ~ 'scale_steps = 5 and is_top_two',
    } -%}
    {%- for fifth in ['lowest', 'low', 'middle', 'high', 'highest'] -%}
        {%- do overall.update({
            fifth ~ '_count': answered
            ~ 'floor(5 * (scale_steps - 1 - steps_below_best) / scale_steps) = ' ~ loop.index0
        }) -%}
    {%- endfor -%}
    {{ return({
        'customer_satisfaction': {'ties': [survey_tie('csat', csat)]},
        'net_promoter_score': {'ties': [survey_tie('nps', {
            'promoter_count': answered ~ 'score >= 9',
            'passive_count': answered ~ 'not coalesce(score >= 9 or score <= 6, false)',
            'detractor_count': answered ~ 'score <= 6',
        })]},
        'overall_satisfaction': {
            'ties': [survey_tie('overall', overall)],
            'not_added': {'distinct': ['wave_count']},
        },
        'customer_effort_score': {'ties': [survey_tie('ces', {
            'easy_count': easy,
            'seven_point_answer_count': answered ~ 'scale_steps = 7',
            'seven_point_easy_count': easy ~ ' and scale_steps = 7',
            'other_answer_count': answered ~ 'scale_steps <> 7',
            'other_easy_count': easy ~ ' and scale_steps <> 7',
        })]},
    }) }}
{%- endmacro %}


{% macro survey_ties() -%}
    {%- set expectations = {
        'met_or_exceeded_count': "event = 'answered' and expectation in ('met', 'exceeded')",
    } -%}
    {%- for level in ['exceeded', 'met', 'partly', 'not_met'] -%}
        {%- do expectations.update({
            level ~ '_count': "event = 'answered' and expectation = '" ~ level ~ "'"
        }) -%}
    {%- endfor -%}
    {%- set named = ['urgent', 'high', 'normal', 'low'] -%}
    {%- for severity in named + ['other'] -%}
        {%- set is_of_severity = (
            "asked_severity = '" ~ severity ~ "'" if severity in named
            else "asked_severity not in ('" ~ named | join("', '") ~ "')"
        ) -%}
        {%- do expectations.update({
            severity ~ '_asked_count': "event = 'asked' and " ~ is_of_severity,
            severity ~ '_response_count': "event = 'asked' and is_answered and " ~ is_of_severity,
        }) -%}
    {%- endfor -%}
    {%- set mature = 'window_ends_at <= as_of_at' -%}
    {{ return({
        'expectations_met': {'ties': [survey_tie('expectations', expectations)]},
        'agent_satisfaction': {
            'ties': [{
                'fact': 'fct_survey_events', 'date': 'event_date', 'where': "event = 'answered'",
                'count': {
                    'sample_size': "kind = 'agent_nps'",
                    'content_answer_count': "kind = 'agent_satisfaction'",
                },
            }],
            'not_added': {
                'hidden': ['promoter_count', 'passive_count', 'detractor_count', 'top_two_count'],
                'stock': ['headcount'],
            },
        },
        'dissatisfaction_follow_up': {'ties': [{
            'fact': 'fct_survey_follow_ups', 'date': 'answered_date', 'at': 'answered_at',
            'count': {
                'sample_size': mature,
                'followed_up_count': 'is_followed_up_in_window and ' ~ mature,
                'never_count': mature ~ ' and not coalesce(followed_up_at <= as_of_at, false)',
                'immature_count': 'window_ends_at > as_of_at',
            },
        }]},
    }) }}
{%- endmacro %}


{% macro complaint_ties() -%}
    {%- set target_seconds = var('complaint_target_days') * 86400 -%}
    {%- set unresolved = {
        'sample_size': 'true',
        'unresolved_count': 'not is_resolved',
        'called_back_count': 'is_called_back',
        'called_back_unresolved_count': 'is_called_back and not is_resolved',
        'not_called_back_count': 'not is_called_back',
        'not_called_back_unresolved_count': 'not is_called_back and not is_resolved',
    } -%}
    {%- for days in [7, 14, 30] -%}
        {%- set is_late = 'is_unresolved_after_' ~ days ~ '_days' -%}
        {%- do unresolved.update({
            'aged_' ~ days ~ '_days_count': is_late ~ ' is not null',
            'unresolved_after_' ~ days ~ '_days_count': is_late,
        }) -%}
    {%- endfor -%}
    {%- set complaints = {
        'fact': 'fct_complaints', 'date': 'complained_date', 'at': 'complained_at',
    } -%}
    {{ return({
        'complaints': {
            'ties': [
                dict(complaints, count={
                    'sample_size': 'true',
                    'by_field_count': "evidence = 'field'",
                    'by_tag_count': "evidence = 'tag'",
                    'by_text_count': "evidence = 'text'",
                }),
                {
                    'fact': 'fct_conversations', 'date': 'created_date', 'at': 'created_at',
                    'where': 'is_inbound',
                    'count': {'contact_count': 'true'},
                },
            ],
            'not_added': {'distinct': ['complaining_customer_count']},
        },
        'unresolved_complaint_rate': {'ties': [dict(complaints, count=unresolved)]},
        'complaint_resolution_time': {'ties': [
            {
                'fact': 'fct_complaints', 'date': 'resolved_date', 'at': 'resolved_at',
                'where': 'resolution_seconds is not null',
                'count': {
                    'sample_size': 'true',
                    'within_target_count': 'resolution_seconds <= ' ~ target_seconds,
                },
            },
            cohort_tie(
                'fct_complaints', 'complained_date', 'complained_at', 'true', 'is_resolved'
            ),
        ]},
    }) }}
{%- endmacro %}


{# What a month says of a customer counts once per month: sums are of customer-months. #}
{% macro loyalty_ties() -%}
    {%- set months = {'fact': 'fct_customer_months', 'date': 'month_date'} -%}
    {%- set answers = {
        'fact': 'fct_survey_events', 'date': 'event_date', 'where': "event = 'answered'",
        'count': {
            'csat_answer_count': "kind = 'csat'",
            'satisfied_count': "kind = 'csat' and is_satisfied",
            'nps_answer_count': "kind = 'nps'",
            'promoter_count': "kind = 'nps' and score >= 9",
            'detractor_count': "kind = 'nps' and score <= 6",
            'ces_answer_count': "kind = 'ces'",
            'easy_count': "kind = 'ces' and 3 * normalised_score >= 2",
        },
    } -%}
    {%- set complete = 'last_csat is not null and last_nps is not null and last_ces is not null' -%}
    {%- set converted = {} -%}
    {%- for kind in ['converted', 'ordered', 'renewed', 'upgraded', 'form_sent'] -%}
        {%- do converted.update({
            kind ~ '_count': 'is_' ~ kind ~ ' and window_ends_at <= as_of_at'
        }) -%}
    {%- endfor -%}
    {%- set kept = {
        'sample_size': 'is_active_at_start',
        'kept_count': 'is_active_at_start and is_active_at_end',
        'end_count': 'is_active_at_end',
        'new_count': 'is_new',
        'returned_count': 'is_returned',
        'buyer_count': 'order_count > 0',
        'repeat_buyer_count': 'order_count > 0 and order_count_so_far > 1',
    } -%}
    {%- for part, condition in {
        'contacted': 'contact_count > 0', 'uncontacted': 'contact_count = 0',
        'satisfied': 'last_csat >= 0.75', 'dissatisfied': 'last_csat < 0.5',
    }.items() -%}
        {%- do kept.update({
            part ~ '_start_count': 'is_active_at_start and ' ~ condition,
            part ~ '_kept_count': 'is_active_at_start and is_active_at_end and ' ~ condition,
        }) -%}
    {%- endfor -%}
    {%- set cohorts = {} -%}
    {%- for age in [1, 3, 6, 12] -%}
        {%- do cohorts.update({
            'cohort_' ~ age ~ '_count': 'age_months = ' ~ age,
            'cohort_' ~ age ~ '_kept_count': 'is_active and age_months = ' ~ age,
        }) -%}
    {%- endfor -%}
    {{ return({
        'conversion_rate': {
            'ties': [{
                'fact': 'fct_conversion_chances', 'date': 'created_date', 'at': 'created_at',
                'count': dict(
                    converted,
                    sample_size='window_ends_at <= as_of_at',
                    immature_count='window_ends_at > as_of_at'
                ),
            }],
            'not_added': {'derived': ['baseline_customer_day_count']},
        },
        'customer_loyalty': {
            'ties': [answers, dict(months, where='is_active_at_end', count={
                'complete_customer_count': complete,
                'agreeing_customer_count': complete
                ~ ' and (last_csat >= 0.75) = (last_nps >= 9)'
                ~ ' and (last_csat >= 0.75) = (3 * last_ces >= 2)',
            })],
            'not_added': {'derived': ['sample_size']},
        },
        'customer_retention': {'ties': [
            dict(months, count=kept, sum={
                'amount_at_start': 'amount_at_start',
                'amount_kept': 'case when is_active_at_start then amount_at_end end',
            }),
            {'fact': 'fct_customer_cohorts', 'date': 'month_date', 'count': cohorts},
        ]},
        'lost_customers': {'ties': [dict(
            months,
            count={
                'sample_size': 'is_lost',
                'start_count': 'is_active_at_start',
                'voluntary_count': "is_lost and lost_reason = 'voluntary'",
                'involuntary_count': "is_lost and lost_reason = 'payment_failed'",
                'inactive_count': "is_lost and lost_reason = 'inactive'",
                'after_contact_count': 'is_lost and contact_count_so_far > 0',
                'after_complaint_count': 'is_lost and complaint_count_so_far > 0',
                'though_satisfied_count': 'is_lost and last_csat >= 0.75',
                'dissatisfied_count': 'is_lost and last_csat < 0.5',
            },
            sum={'lost_amount': 'case when is_lost then amount_at_start end'}
        )]},
        'referral_growth': {
            'ties': [
                {
                    'fact': 'fct_referral_events', 'date': 'event_date',
                    'count': {
                        'sample_size': "event in ('referred', 'month_after')",
                        'referral_count': "event = 'referred'",
                        'previous_referral_count': "event = 'month_after'",
                    },
                    'sum': {
                        'referral_difference': "case event when 'referred' then 1 else -1 end",
                    },
                },
                dict(months, count={
                    'new_customer_count': 'is_new',
                    'active_customer_count': 'is_active_at_end',
                }),
            ],
            'not_added': {'distinct': ['referrer_count']},
        },
    }) }}
{%- endmacro %}


{% macro self_service_ties() -%}
    {{ return({
        'articles_read': {
            'ties': [{
                'fact': 'fct_help_events', 'date': 'event_date', 'at': 'event_at',
                'count': {
                    'sample_size': 'is_read',
                    'search_count': "event = 'search'",
                    'search_without_result_count': 'is_without_result',
                    'contact_count': "event = 'conversation'",
                },
                'sum': {
                    'view_count': 'view_count',
                    'vote_count': 'helpful_vote_count + unhelpful_vote_count',
                    'helpful_vote_count': 'helpful_vote_count',
                },
            }],
            'not_added': {'distinct': ['reader_count', 'visitor_count', 'customer_count']},
        },
        'article_reading_time': {'ties': [{
            'fact': 'fct_article_reads', 'date': 'read_date', 'at': 'opened_at',
            'where': 'is_read',
            'count': {
                'sample_size': 'reading_seconds <> 0',
                'untimed_count': 'coalesce(reading_seconds, 0) = 0',
                'capped_count': 'is_reading_capped',
            },
        }]},
        'contacts_from_articles': {'ties': [{
            'fact': 'fct_help_events', 'date': 'event_date', 'at': 'event_at',
            'count': {
                'sample_size': 'is_read',
                'contact_count': "event = 'contact'",
                'chat_count': "contact_kind = 'chat'",
                'call_count': "contact_kind = 'call'",
                'message_count': "contact_kind = 'message'",
                'tracked_call_count': "contact_kind = 'call' and contact_evidence = 'number'",
            },
        }]},
    }) }}
{%- endmacro %}


{% macro social_ties() -%}
    {%- set solved = "event = 'solved' and solution_seconds is not null" -%}
    {%- set endorsed = {'endorsement_count': 'endorsement_count'} -%}
    {%- for kind in endorsement_kinds() -%}
        {%- do endorsed.update({kind ~ '_count': kind ~ '_count'}) -%}
    {%- endfor -%}
    {{ return({
        'sentiment_change': {'ties': [{
            'fact': 'fct_social_events', 'date': 'event_date', 'at': 'event_at',
            'where': "event = 'solved' and is_valid",
            'count': {
                'sample_size': 'sentiment_change is not null',
                'improved_count': "sentiment_outcome = 'improved'",
                'same_count': "sentiment_outcome = 'same'",
                'worse_count': "sentiment_outcome = 'worse'",
                'solved_count': 'true',
            },
        }]},
        'social_time_to_solution': {'ties': [{
            'fact': 'fct_social_events', 'date': 'event_date', 'at': 'event_at',
            'where': 'is_inbound',
            'count': {
                'sample_size': solved,
                'within_an_hour_count': solved ~ ' and solution_seconds <= 3600',
                'staff_posted_count': "event = 'staff_posted' and first_staff_post_seconds is not null",
                'asked_count': "event = 'asked'",
                'unsolved_count': "event = 'asked' and not coalesce(solved_at <= as_of_at, false)",
            },
        }]},
        'solution_endorsements': {'ties': [{
            'fact': 'fct_social_posts', 'date': 'posted_date', 'at': 'posted_at',
            'where': 'post_key in (select solution_post_key from '
            ~ ref('fct_social_threads') ~ ' where is_valid)',
            'count': {
                'sample_size': 'endorsement_count is not null',
                'solution_count': 'true',
            },
            'sum': endorsed,
        }]},
    }) }}
{%- endmacro %}


{% macro team_ties() -%}
    {%- set mature = 'is_contained and repeat_window_ends_at <= as_of_at' -%}
    {{ return({
        'agent_performance': {
            'ties': [{
                'fact': 'fct_agent_events', 'date': 'event_date', 'at': 'event_at',
                'count': {
                    'evaluation_count': 'is_counted_evaluation',
                    'judged_count': 'has_passed is not null',
                    'passed_count': 'has_passed',
                    'critical_error_count': 'has_critical_error',
                    'calibration_count': 'calibration_gap is not null',
                },
            }],
            'not_added': {'distinct': [
                'sample_size', 'evaluated_agent_count', 'handled_conversation_count',
                'evaluated_conversation_count',
            ]},
        },
        'bot_containment': {'ties': [{
            'fact': 'fct_bot_conversations', 'date': 'created_date', 'at': 'created_at',
            'count': {
                'sample_size': 'true',
                'contained_count': 'is_contained',
                'handed_over_count': 'is_handed_over',
                'confirmed_count': 'is_confirmed',
                'assumed_count': 'is_assumed',
                'mature_count': mature,
                'back_count': 'is_back and ' ~ mature,
                'immature_count': 'is_contained and repeat_window_ends_at > as_of_at',
            },
        }]},
    }) }}
{%- endmacro %}
