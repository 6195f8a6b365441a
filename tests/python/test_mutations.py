"""Tests of the tests: a mistake in a model's SQL is caught by a unit test of the model.

Each mistake is planted in the project as dbt has read it, never in its files. Mistakes
that don't touch the same models are planted together and tested in one run of dbt.
"""

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from dbt.contracts.graph.nodes import ModelNode
from tests.python.project import Desk, Project

PACKAGE = "helpdesk_kpis"


@dataclass(frozen=True)
class Mutation:
    """What goes wrong, where, by which change, and the unit test that tells.

    The text to replace stands in the model, or in a macro that it uses, exactly once;
    how it is broken into lines does not matter.
    """

    name: str
    model: str
    old: str
    new: str
    caught_by: str
    macro: str = ""

    @property
    def pattern(self) -> str:
        return r"\s+".join(re.escape(word) for word in self.old.split())


MUTATIONS = [
    # ---------- who, what and which version
    Mutation(
        "the version that is read last wins",
        "int_zendesk_tickets_current",
        "written_at desc nulls last, load_number desc",
        "load_number desc, written_at desc nulls last",
        "an_older_version_that_is_read_later_never_wins",
    ),
    Mutation(
        "of two versions of one moment the earlier build wins",
        "int_zendesk_tickets_current",
        "load_number desc, file_modified_at desc",
        "load_number, file_modified_at desc",
        "of_versions_written_at_one_moment_the_later_build_wins",
    ),
    Mutation(
        "scrubbing a ticket counts as its deletion",
        "int_zendesk_tickets_current",
        "and not is_scrubbed",
        "",
        "nobody_knows_when_a_scrubbed_ticket_was_deleted",
    ),
    Mutation(
        "the last tombstone dates a deletion",
        "int_zendesk_tickets_current",
        "min_by(updated_at,",
        "max_by(updated_at,",
        "the_first_tombstone_says_when_it_was_deleted",
    ),
    Mutation(
        "copies of comments in the audits go before the comments",
        "int_zendesk_comments_current",
        "versions.is_from_comments desc",
        "versions.is_from_comments",
        "the_comments_themselves_go_before_the_copies_in_the_audits",
    ),
    Mutation(
        "a comment stays as public as it was written",
        "int_zendesk_comments_current",
        "coalesce(privacy.is_public, newest_versions.is_public)",
        "coalesce(newest_versions.is_public, privacy.is_public)",
        "the_last_privacy_change_decides_who_can_see_a_comment",
    ),
    Mutation(
        "an agent can't be the customer of the own ticket",
        "int_zendesk_roles_judged",
        "when tickets.requester_id = appearances.user_id then false",
        "",
        "the_requester_is_the_customer_of_the_own_ticket",
    ),
    Mutation(
        "whoever was ever proven an agent was always one",
        "int_zendesk_roles_judged",
        "when user_versions.user_id is not null then user_versions.is_agent",
        "when user_versions.is_agent then true",
        "a_version_that_held_then_goes_before_every_proof",
    ),
    Mutation(
        "of two versions of a user the one that was read first holds",
        "int_user_versions_dated",
        "order by load_number desc",
        "order by load_number",
        "a_version_of_a_user_holds_until_the_next",
    ),
    Mutation(
        "whoever was assigned before a change is not proven an agent",
        "int_people_proven",
        "where field_name = 'assignee_id' and old_value is not null",
        "where false",
        "each_proof_of_an_agent_counts_from_the_build_that_read_it",
    ),
    Mutation(
        "a customer's comment that an agent hid proves an agent",
        "int_notes_born_internal",
        "hidden_comments.comment_id is null and",
        "",
        "only_a_comment_that_was_internal_from_the_start_is_a_proof",
    ),
    Mutation(
        "a ticket is merged into itself",
        "int_zendesk_merges_found",
        "and via_to_ticket_id <> ticket_id",
        "",
        "a_merge_is_known_by_its_comment_or_its_tag",
    ),
    Mutation(
        "a merge is dated by the last update of the ticket",
        "int_zendesk_merges_found",
        "merge_comments.merged_at from",
        "coalesce(merge_comments.merged_at, tickets.updated_at) as merged_at from",
        "a_merge_is_known_by_its_comment_or_its_tag",
    ),
    Mutation(
        "what was merged and then deleted was removed when deleted",
        "int_conversations_from_zendesk",
        "least(tickets.deleted_at, merges.merged_at)",
        "greatest(tickets.deleted_at, merges.merged_at)",
        "a_merged_ticket_was_removed_when_it_was_merged_or_deleted_first",
    ),
    Mutation(
        "every ticket of a suspended requester is spam",
        "int_conversations_from_zendesk",
        "tickets.is_tombstone and coalesce(suspended_users",
        "coalesce(suspended_users",
        "a_deleted_ticket_is_spam_only_where_its_requester_is_suspended",
    ),
    Mutation(
        "a deletion is a change of status",
        "int_changes_from_zendesk",
        "new_value not in ('deleted', 'scrubbed') and",
        "",
        "a_deletion_and_a_restore_are_no_changes_of_status",
    ),
    Mutation(
        "audits of one second are ordered by their ids as text",
        "int_changes_from_zendesk",
        "{{ id_number('without_deletions.audit_id') }},",
        "without_deletions.audit_id,",
        "events_of_one_second_keep_the_order_of_their_audits",
    ),
    Mutation(
        "an automatic reply of the customer is one of a bot",
        "int_messages_from_generic",
        "is_auto_reply and native_author_type <> 'customer'",
        "is_auto_reply",
        "an_automatic_reply_of_the_desk_is_a_bot_and_one_of_the_customer_is_not",
    ),
    Mutation(
        "an empty message of an agent is a reply",
        "int_messages_unioned",
        "author_type = 'agent' and is_public and not is_deleted and not is_empty",
        "author_type = 'agent' and is_public and not is_deleted",
        "a_human_reply_is_public_not_deleted_and_says_something",
    ),
    Mutation(
        "messages of one second are in reverse order",
        "int_messages_unioned",
        "sent_at, source_order, message_key",
        "sent_at, source_order desc, message_key",
        "messages_are_numbered_by_time_and_then_as_the_source_has_them",
    ),
    # ---------- lifecycle
    Mutation(
        "a row of the second of its last change is newer than it",
        "int_status_histories_judged",
        "conversations.updated_at > status_changes",
        "conversations.updated_at >= status_changes",
        "a_row_of_the_second_of_its_last_change_is_not_newer",
    ),
    Mutation(
        "a history without its beginning is complete",
        "int_status_histories_judged",
        "and has_beginning and not has_gap",
        "and not has_gap",
        "a_history_without_its_beginning_begins_as_new",
    ),
    Mutation(
        "a closing that nothing dates is not estimated",
        "int_status_steps_ordered",
        "or closed_at is null or (has_history and closed_at <= last_changed_at)"
        " as is_estimated",
        "as is_estimated",
        "a_closing_without_any_time_is_estimated_too",
    ),
    Mutation(
        "a spell begins before its conversation",
        "int_status_spells_bounded",
        "greatest(changed_at, created_at) as started_at",
        "changed_at as started_at",
        "a_spell_never_begins_before_the_creation",
    ),
    Mutation(
        "60 minutes are too long for a soft reopen of 60 minutes",
        "int_status_runs_grouped",
        "<= {{ var('soft_reopen_minutes') }}",
        "< {{ var('soft_reopen_minutes') }}",
        "a_thanks_that_is_closed_within_the_window_is_a_soft_reopen",
    ),
    Mutation(
        "a reopen that the desk answered is soft",
        "int_status_runs_grouped",
        "and not bool_or(messages.is_human_reply)",
        "",
        "a_reply_of_the_desk_makes_a_reopen_a_hard_one",
    ),
    Mutation(
        "a reopen that ends in a cancellation is soft",
        "int_status_runs_grouped",
        "and next_group = 'resolved'",
        "and next_group is not null",
        "a_thanks_that_is_cancelled_is_a_hard_reopen",
    ),
    Mutation(
        "what ends a soft reopen is a resolution",
        "int_resolutions_summarised",
        "and not coalesce(is_after_soft_reopen, false)",
        "",
        "a_soft_reopen_moves_neither_the_first_nor_the_last_resolution",
    ),
    Mutation(
        "soft reopens are reopens",
        "int_resolutions_summarised",
        "count_if(is_reopen and not is_soft_reopen)",
        "count_if(is_reopen)",
        "a_reopen_after_a_soft_reopen_counts_as_one",
    ),
    Mutation(
        "what was ever resolved is resolved",
        "int_resolutions_summarised",
        "run_number = last_run_number and status_group",
        "status_group",
        "a_reopened_conversation_is_not_resolved",
    ),
    Mutation(
        "the last resolution is the first",
        "int_resolutions_summarised",
        "max_by(changed_at, run_number)",
        "min_by(changed_at, run_number)",
        "first_and_last_resolution_with_a_reopen_between",
    ),
    Mutation(
        "a campaign counts though no customer ever wrote",
        "int_conversations_validated",
        "not conversations.is_outbound or counts.first_customer_message_at is not null",
        "true",
        "an_outbound_conversation_counts_once_the_customer_writes",
    ),
    Mutation(
        "a campaign stands in the backlog from its creation",
        "int_conversations_validated",
        "greatest(counts.first_customer_message_at, conversations.created_at)",
        "conversations.created_at",
        "what_may_stand_in_the_backlog_does_so_from_its_beginning",
    ),
    Mutation(
        "of changes of one second the first stands",
        "int_states_tracked",
        "order by place desc",
        "order by place",
        "two_changes_of_one_second_leave_the_state_of_the_last",
    ),
    Mutation(
        "closing without a reply is an answer",
        "int_state_changes_listed",
        "and wait_outcome = 'answered'",
        "",
        "closing_without_a_reply_answers_nobody",
    ),
    Mutation(
        "what is removed before its creation counts for ever",
        "int_state_changes_listed",
        "2 as event_number",
        "0 as event_number",
        "what_is_said_to_be_removed_before_its_creation_never_counts",
    ),
    Mutation(
        "a value that nobody knew at the creation is that of today",
        "int_initial_states_found",
        "min_by(coalesce(old_value, ''), change_number)",
        "min_by(old_value, change_number)",
        "a_value_that_nobody_knows_is_not_that_of_today",
    ),
    Mutation(
        "the first sorting of a conversation is a transfer",
        "int_transfers_counted",
        "and previous_team_key not like '%:unknown'",
        "",
        "only_moves_between_known_teams_are_transfers",
    ),
    Mutation(
        "a move to the own team is a transfer",
        "int_transfers_counted",
        "and team_key <> previous_team_key",
        "",
        "a_move_to_the_own_team_is_no_transfer",
    ),
    # ---------- waits
    Mutation(
        "the customer waits in what an agent opened",
        "int_turns_ordered",
        "not conversations.is_agent_opened\n",
        "true\n",
        "an_agent_opened_conversation_without_a_customer_message_has_no_wait",
    ),
    Mutation(
        "a closing comes before the reply of its second",
        "int_turns_ordered",
        "turned_at, turn_rank, message_number",
        "turned_at, turn_rank desc, message_number",
        "a_reply_in_the_second_of_the_closing_comes_first",
    ),
    Mutation(
        "each message of the customer is a wait of its own",
        "int_message_waits_paired",
        "and coalesce(previous_turn, '') <> 'customer'",
        "",
        "several_messages_in_a_row_are_one_wait_and_one_response",
    ),
    Mutation(
        "a bot ends a wait",
        "int_turns_ordered",
        "(messages.is_customer_message or messages.is_human_reply)",
        "(messages.is_customer_message or messages.is_human_reply"
        " or messages.is_bot_message)",
        "a_bot_takes_no_turn",
    ),
    Mutation(
        "any reply makes a thanks of what was closed",
        "int_message_waits_paired",
        "first_replies.first_reply_turn_number < waits.first_turn_number",
        "first_replies.first_reply_turn_number is not null",
        "an_answer_after_the_closing_makes_no_thanks_of_what_was_closed",
    ),
    Mutation(
        "a closing is a first response",
        "int_message_counts_summarised",
        "where wait_outcome = 'answered'",
        "where wait_outcome <> 'open'",
        "a_first_wait_that_was_closed_leaves_the_first_response_to_the_next",
    ),
    Mutation(
        "the first word of the bot is the hand-over",
        "int_message_counts_summarised",
        "max(messages.sent_at)",
        "min(messages.sent_at)",
        "the_hand_over_is_the_last_word_of_the_bot_before_the_person",
    ),
    # ---------- clock
    Mutation(
        "holidays are open",
        "int_open_hours_accumulated",
        "where holidays.holiday_date is null",
        "where true",
        "a_holiday_takes_the_whole_local_day",
    ),
    Mutation(
        "hours that overlap count twice",
        "int_open_hours_accumulated",
        "greatest(opened_at, coalesce(reached_at, opened_at))",
        "opened_at",
        "intervals_that_overlap_are_one",
    ),
    Mutation(
        "time under a schedule that nobody can read is left out",
        "int_intervals_timed",
        "count(*) = count(business_seconds)",
        "count(business_seconds) > 0",
        "one_schedule_of_two_that_nobody_can_read_leaves_no_time",
    ),
    Mutation(
        "a schedule counts after another has taken its place",
        "int_intervals_timed",
        "least(intervals.ended_at, coalesce(spells.valid_to_at, intervals.ended_at))",
        "intervals.ended_at",
        "each_schedule_counts_for_the_time_in_which_it_applied",
    ),
    Mutation(
        "the first schedule holds from when it was assigned",
        "int_schedule_spells_assigned",
        "case when assignment_number > 1 then assigned_at end",
        "assigned_at",
        "the_first_assigned_schedule_holds_from_the_start",
    ),
    Mutation(
        "hours over midnight go on the same day",
        "int_schedule_intervals_split",
        "iso_weekday % 7 + 1 as iso_weekday",
        "iso_weekday",
        "hours_over_midnight_go_on_the_next_day",
    ),
    Mutation(
        "what took no time has no duration",
        "int_intervals_listed",
        "where ended_at >= started_at",
        "where ended_at > started_at",
        "created_as_resolved_is_timed_and_an_estimate_is_not",
    ),
    # ---------- facts
    Mutation(
        "an estimated resolution has a duration",
        "int_durations_measured",
        "and not resolutions.is_last_resolution_estimated",
        "",
        "an_estimated_last_resolution_leaves_the_first_alone",
    ),
    Mutation(
        "what a person answered was the bot's alone",
        "fct_conversations",
        "and messages.agent_message_count = 0",
        "",
        "bot_only_needs_a_bot_that_answers_no_person_and_an_end_or_no_hand_over",
    ),
    Mutation(
        "the last resolution is dated by the first",
        "fct_conversations",
        "reporting_date('resolutions.last_resolved_at')",
        "reporting_date('resolutions.first_resolved_at')",
        "resolved_again_after_a_reopen_is_dated_by_the_last_resolution",
    ),
    Mutation(
        "conversations without a timed interval are lost",
        "int_durations_measured",
        "left join business",
        "inner join business",
        "what_was_never_answered_nor_resolved_has_no_durations",
    ),
    Mutation(
        "messages of no conversation stay",
        "fct_messages",
        "inner join conversations",
        "left join conversations",
        "messages_without_a_conversation_are_left_out",
    ),
    Mutation(
        "a spell lasts from a change before the creation",
        "fct_status_spells",
        "'spells.started_at', 'spells.ended_at'",
        "'spells.changed_at', 'spells.ended_at'",
        "a_change_before_the_creation_keeps_its_time_and_starts_with_the_conversation",
    ),
    Mutation(
        "5 minutes are not on a target of 5 minutes",
        "fct_responses",
        "when response_seconds <= {{ var('response_target_minutes') }}",
        "when response_seconds < {{ var('response_target_minutes') }}",
        "bands_end_exactly_at_5_and_10_minutes",
    ),
    Mutation(
        "10 minutes are not within a limit of 10 minutes",
        "fct_responses",
        "when response_seconds <= {{ var('response_limit_minutes') }}",
        "when response_seconds < {{ var('response_limit_minutes') }}",
        "bands_end_exactly_at_5_and_10_minutes",
    ),
    Mutation(
        "closing on a thanks is a breach",
        "fct_responses",
        "and not is_acknowledgement as is_left_unanswered",
        "as is_left_unanswered",
        "closing_without_a_reply_is_a_breach_over_the_limit_unless_it_answers_thanks",
    ),
    Mutation(
        "an open wait is dated by its question",
        "fct_responses",
        "coalesce(responded_at, limit_at)",
        "coalesce(responded_at, waiting_since_at)",
        "an_open_wait_has_no_seconds_and_is_dated_by_its_limit",
    ),
    Mutation(
        "a response is credited to the team that was asked",
        "int_waits_credited",
        "coalesce(waits.responded_at, waits.waiting_since_at)",
        "waits.waiting_since_at",
        "credit_goes_to_who_replied_and_where_it_was_then",
    ),
    Mutation(
        "what comes back to the backlog is created once more",
        "fct_backlog_changes",
        "when was_countable then 'reopened' else 'created'",
        "when was_countable then 'created' else 'created'",
        "a_reopened_conversation_comes_back",
    ),
    Mutation(
        "what moves leaves from the place that it goes to",
        "fct_backlog_changes",
        "previous_team_key as team_key",
        "team_key",
        "a_move_has_both_sides",
    ),
    Mutation(
        "what was cancelled is in the backlog",
        "fct_backlog_changes",
        "('resolved', 'closed', 'cancelled')",
        "('resolved', 'closed')",
        "a_reopened_conversation_comes_back",
    ),
    Mutation(
        "an answer changes nothing in the backlog",
        "fct_backlog_changes",
        "or is_answered <> was_answered",
        "",
        "an_answer_and_whose_turn_it_is_are_moves_of_their_own",
    ),
    Mutation(
        "what was removed has not left the backlog",
        "fct_backlog_days",
        "reason in ('cancelled', 'removed')",
        "reason = 'cancelled'",
        "yesterdays_backlog_and_what_came_and_went_make_todays",
    ),
    Mutation(
        "what left a team came to it",
        "fct_backlog_days",
        "is_team_move and backlog_change = 1",
        "is_team_move",
        "what_moves_leaves_one_team_for_another",
    ),
    Mutation(
        "four weeks have 29 days",
        "fct_backlog_days",
        "rows between 27 preceding",
        "rows between 28 preceding",
        "resolved_per_day_is_that_of_28_days",
    ),
    Mutation(
        "the first days are divided by four weeks",
        "fct_backlog_days",
        "/ cast(count(*) over last_28_days as double)",
        "/ 28.0",
        "resolved_per_day_is_that_of_28_days",
    ),
    Mutation(
        "what has left is in the snapshot",
        "fct_backlog_snapshots",
        "where stays.backlog_change = 1",
        "",
        "what_was_resolved_on_its_day_is_in_no_snapshot",
    ),
    Mutation(
        "three of four points are not satisfied",
        "int_survey_answers_scored",
        "normalised_score >= 0.75",
        "normalised_score > 0.75",
        "scales_are_read_in_their_own_direction",
    ),
    Mutation(
        "a scale on which low is good is read like any other",
        "int_survey_answers_scored",
        "when is_low_good then",
        "when false then",
        "scales_are_read_in_their_own_direction",
    ),
    Mutation(
        "a score off its scale is a score",
        "int_survey_answers_scored",
        "when is_on_scale and",
        "when",
        "a_score_off_its_scale_or_withdrawn_is_neither_good_nor_bad",
    ),
    Mutation(
        "merges are followed one step and no further",
        "fct_merges",
        "and steps.depth < 20",
        "and steps.depth < 1",
        "merges_are_followed_to_the_last_target",
    ),
    Mutation(
        "an answer stays at what was merged",
        "fct_survey_subjects",
        "coalesce(merges.final_target_key, answers.conversation_key)",
        "answers.conversation_key",
        "a_rating_moves_along_with_a_merge",
    ),
    Mutation(
        "who replied after the answer is whom it is about",
        "fct_survey_subjects",
        "and answers.answered_at > replies.sent_at",
        "",
        "an_answer_that_names_nobody_is_about_who_replied_last_before_it",
    ),
    Mutation(
        "of two answers the older counts",
        "fct_survey_answers",
        "order by judged.answered_at desc",
        "order by judged.answered_at",
        "the_newest_answer_about_a_conversation_counts",
    ),
    Mutation(
        "any question about a conversation asks for a rating",
        "fct_survey_events",
        "where kind = 'csat' group by conversation_key",
        "group by conversation_key",
        "a_question_about_something_else_asks_for_no_rating",
    ),
    Mutation(
        "what does not count could have been asked about",
        "fct_survey_events",
        "conversations.is_valid and",
        "",
        "answers_that_do_not_count_were_asked_at_most",
    ),
    Mutation(
        "what is resolved after as-of is resolved",
        "fct_survival",
        "is_resolved and last_resolved_at <= as_of_at as is_event",
        "is_resolved as is_event",
        "a_resolution_after_as_of_has_not_happened_yet",
    ),
    Mutation(
        "those who took less time are at risk instead of those who took more",
        "fct_survival",
        "order by duration_seconds desc",
        "order by duration_seconds",
        "open_conversations_lengthen_the_median",
    ),
    Mutation(
        "half is not yet the median",
        "fct_survival",
        "surviving_share <= 0.5 + 1e-12",
        "surviving_share < 0.5 - 1e-12",
        "all_resolved_gives_the_usual_percentiles",
    ),
    Mutation(
        "a gap in the data takes 600 days",
        "dim_as_of",
        "interval '60 days'",
        "interval '600 days'",
        "more_than_60_days_of_silence_before_a_few_rows_are_a_gap",
    ),
    Mutation(
        "denied is a complaint",
        "fct_complaints",
        "<> 'denied'",
        "<> 'nobody'",
        "what_the_export_states_goes_before_the_words",
    ),
    Mutation(
        "complaints of spam count",
        "fct_complaints",
        "where is_valid and",
        "where",
        "what_the_export_states_goes_before_the_words",
    ),
    Mutation(
        "a resolution before the complaint resolves it",
        "fct_complaints",
        "when last_resolved_at >= complained_at then",
        "when true then",
        "complaints_after_the_last_resolution_are_unresolved",
    ),
    Mutation(
        "calls of the customer call back",
        "fct_complaints",
        "direction = 'outbound' and",
        "",
        "a_complaint_is_answered_called_back_and_resolved",
    ),
    Mutation(
        "texts of deleted messages are read",
        "int_texts_listed",
        "not is_deleted and",
        "",
        "texts_of_deleted_and_empty_messages_are_not_listed",
    ),
    Mutation(
        "agents complain",
        "int_messages_classified",
        "texts.author_type = 'customer' and classes.is_complaint",
        "classes.is_complaint",
        "classes_are_those_that_the_author_can_mean",
    ),
    Mutation(
        "short words are repetitions",
        "int_messages_classified",
        "length(words) >=",
        "0 <=",
        "customers_repeat_themselves_with_nearly_the_same_letters",
    ),
    Mutation(
        "who complains may thank at once",
        "int_texts_classified",
        "is_acknowledgement and not is_complaint",
        "is_acknowledgement",
        "texts_are_classed_in_their_language_and_denials_count",
    ),
    Mutation(
        "thanks before the solution count",
        "fct_acknowledgements",
        "and resolved.solution_at < messages.sent_at",
        "",
        "thanks_after_the_solution_acknowledge_it",
    ),
    Mutation(
        "thanks count for ever",
        "fct_acknowledgements",
        "and resolved.window_until_at >= messages.sent_at",
        "",
        "thanks_after_the_solution_acknowledge_it",
    ),
    Mutation(
        "reopened or not, it is acknowledged",
        "fct_acknowledgements",
        "resolved.reopened_at <= best_evidence.acknowledged_at "
        "or resolved.reopened_at > resolved.window_until_at",
        "true",
        "reopened_within_the_window_takes_the_thanks_back",
    ),
    Mutation(
        "bad ratings praise",
        "fct_acknowledgements",
        "and answers.is_satisfied",
        "",
        "the_surest_evidence_is_the_one",
    ),
    Mutation(
        "a turn lasts while anybody writes",
        "fct_chat_turns",
        "= messages.side then 0",
        "<> messages.side then 0",
        "customers_ask_again_and_the_desk_explains",
    ),
    Mutation(
        "mails are chats",
        "fct_chat_turns",
        "channel in ('chat', 'messaging') and",
        "",
        "mails_notes_empty_messages_and_spam_have_no_turns",
    ),
    Mutation(
        "agents hand over",
        "fct_chat_turns",
        "side = 'bot' and next_desk_side = 'agent'",
        "next_desk_side = 'agent'",
        "customers_ask_again_and_the_desk_explains",
    ),
    # ---------- marts
    Mutation(
        "spam is volume",
        "conversation_volume",
        "is_valid and",
        "",
        "spam_deleted_merged_and_test_conversations_count_nowhere",
    ),
    Mutation(
        "campaigns are volume",
        "conversation_volume",
        "count_if(is_inbound) as inbound_count",
        "count(*) as inbound_count",
        "conversations_that_the_desk_began_are_counted_beside_the_value",
    ),
    Mutation(
        "days without conversations are lost",
        "conversation_volume",
        "left join measured_by_hour",
        "inner join measured_by_hour",
        "a_day_without_conversations_counts_0_and_has_no_busiest_hour",
    ),
    Mutation(
        "what was reopened has not entered the backlog",
        "backlog",
        "days.created_count + days.reopened_count",
        "days.created_count",
        "what_entered_and_left_makes_today_of_yesterday",
    ),
    Mutation(
        "days of backlog are those of one day's resolutions",
        "backlog",
        "share('days.backlog_count', 'days.resolved_per_day')",
        "share('days.backlog_count', 'days.resolved_count')",
        "days_of_backlog_are_null_where_nothing_is_resolved_and_0_where_nothing_is_left",
    ),
    Mutation(
        "the backlog of a period is that of its first day",
        "backlog",
        "slices.last_date = {{ days }}.calendar_date",
        "slices.period_start_date = {{ days }}.calendar_date",
        "the_backlog_of_a_period_is_that_of_its_last_day",
        macro="at_period_end",
    ),
    Mutation(
        "campaigns have a resolution time",
        "resolution_time",
        "is_inbound and",
        "",
        "invalid_outbound_open_and_estimated_conversations_are_left_out",
    ),
    Mutation(
        "the cohort's resolution is its first response",
        "resolution_time",
        "survival.measure = 'resolution'",
        "survival.measure = 'first_response'",
        "the_cohort_of_the_month_counts_those_still_open",
    ),
    Mutation(
        "a median's interval is twice as wide",
        "resolution_time",
        "/ 2.0 - 0.98",
        "/ 2.0 - 1.96",
        "bounds_of_the_median_need_eight_resolutions_and_a_week",
        macro="median_low",
    ),
    Mutation(
        "of equally long ones the smallest key is named",
        "longest_resolution_time",
        "ordered_by('full_resolution_seconds', 'conversation_key')",
        "ordered_by('full_resolution_seconds', "
        "\"translate(conversation_key, '0123456789', '9876543210')\")",
        "of_equally_long_ones_the_greatest_key_is_named",
    ),
    Mutation(
        "ages that were not taken are 0",
        "longest_resolution_time",
        "coalesce(days.backlog_count, 0) = 0 or days.oldest_age_seconds is not null",
        "true",
        "the_longest_with_open_ones_is_null_on_days_whose_ages_were_not_taken",
    ),
    Mutation(
        "resolutions that nobody can know to be reopened count",
        "reopen_rate",
        "is_counted and",
        "",
        "what_does_not_count_is_neither_resolved_nor_reopened",
    ),
    Mutation(
        "a resolution is in the rate before its window has passed",
        "reopen_rate",
        "until_as_of('reopen_window_ends_at')",
        "until_as_of('resolved_at')",
        "resolutions_whose_window_has_not_passed_are_counted_apart",
    ),
    Mutation(
        "reopenings of any time count",
        "reopen_rate",
        "is_mature and is_reopened_in_window",
        "is_mature and is_reopened",
        "what_was_reopened_after_the_window_was_not",
    ),
    Mutation(
        "a thanks is a reopening",
        "fct_resolutions",
        "is_reopen and not is_soft_reopen",
        "is_reopen",
        "a_soft_reopen_is_no_reopening_and_what_ends_it_no_resolution",
    ),
    Mutation(
        "a contact without a topic is followed by one without alone",
        "fct_contacts",
        "when topic is null then lead(contact_number) over by_time",
        "when topic is null then lead(contact_number) over by_topic",
        "a_contact_without_a_topic_is_followed_by_any",
    ),
    Mutation(
        "whether a contact was enough is asked from the contact",
        "fct_contacts",
        "next_contacts.contacted_at <= neighbours.settled_window_ends_at",
        "next_contacts.contacted_at <= neighbours.repeat_window_ends_at",
        "whether_a_contact_was_enough_is_asked_from_its_resolution",
    ),
    Mutation(
        "contacts of one problem are issues of their own",
        "fct_contacts",
        "linked.same_problem_key, case",
        "case",
        "follow_ups_and_contacts_of_one_problem_are_one_issue",
    ),
    Mutation(
        "calls of a conversation are contacts too",
        "fct_contacts",
        "where conversation_key is null and is_offered",
        "where is_offered",
        "only_contacts_of_known_customers_that_count_are_contacts",
    ),
    Mutation(
        "what was cancelled stays open",
        "fct_issues",
        "and not is_cancelled",
        "",
        "what_was_cancelled_is_a_contact_and_holds_nothing_open",
    ),
    Mutation(
        "closed without an answer is resolved at the first contact",
        "fct_first_contact_events",
        "and contacts.is_answered",
        "",
        "resolved_at_the_first_contact_needs_an_answer_no_return_and_no_reopening",
    ),
    Mutation(
        "one reply is resolved at the first contact",
        "first_contact_resolution",
        "is_mature and is_first_contact",
        "is_mature and is_one_reply",
        "three_of_four_resolved_at_the_first_contact_are_75_percent",
    ),
    Mutation(
        "the young are in the sample of first contact resolution",
        "first_contact_resolution",
        "filter (where is_mature) as sample_size",
        "filter (where is_of_known_customer) as sample_size",
        "resolutions_whose_window_has_not_passed_wait_and_those_of_nobody_are_counted_apart",
    ),
    Mutation(
        "first resolutions of the future count",
        "first_contact_resolution",
        "where {{ until_as_of('event_date', 'as_of_date') }}",
        "",
        "resolutions_and_answers_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "each contact is a customer",
        "repeat_contact_rate",
        "count(distinct case when is_mature then person_key end)",
        "count(case when is_mature then person_key end)",
        "of_four_customers_one_was_back_within_the_window",
    ),
    Mutation(
        "young contacts are in the repeat rate",
        "repeat_contact_rate",
        "until_as_of('repeat_window_ends_at')",
        "until_as_of('contacted_at')",
        "contacts_whose_window_has_not_passed_are_counted_apart",
    ),
    Mutation(
        "contacts of the future count",
        "repeat_contact_rate",
        "where {{ until_as_of('contacted_at') }}",
        "",
        "contacts_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "open issues took as many contacts as they have",
        "contacts_to_resolution",
        "is_resolved and {{ until_as_of('window_ends_at') }}",
        "{{ until_as_of('window_ends_at') }}",
        "issues_that_are_open_or_young_are_counted_apart",
    ),
    Mutation(
        "three contacts are two",
        "contacts_to_resolution",
        "contact_count > 2",
        "contact_count > 4",
        "one_one_two_and_four_contacts_are_two_in_the_mean",
    ),
    Mutation(
        "issues of the future count",
        "contacts_to_resolution",
        "where {{ until_as_of('reported_at') }}",
        "",
        "issues_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "a move down is an escalation",
        "fct_handled_conversations",
        "to_teams.tier_number > from_teams.tier_number",
        "to_teams.tier_number <> from_teams.tier_number",
        "a_move_to_a_higher_tier_is_an_escalation",
    ),
    Mutation(
        "moves after the resolution count",
        "fct_handled_conversations",
        "and moves.transferred_at <= resolved_conversations.last_resolved_at",
        "",
        "moves_after_the_last_resolution_are_not_counted",
    ),
    Mutation(
        "the first routing is a transfer",
        "fct_transfers",
        "and previous_team_key not like '%:unknown'",
        "",
        "moves_between_known_teams_are_transfers",
    ),
    Mutation(
        "escalations are a share of all that was handled",
        "escalation_rate",
        "count_if(is_tier_known) as sample_size",
        "count(*) as sample_size",
        "without_known_tiers_nobody_knows_what_was_escalated",
    ),
    Mutation(
        "escalations of the future count",
        "escalation_rate",
        "where {{ until_as_of('last_resolved_at') }}",
        "",
        "conversations_resolved_after_as_of_are_not_handled_yet",
    ),
    Mutation(
        "each transfer is an escalation",
        "escalation_rate",
        "count_if(is_escalated) as escalated_count",
        "count_if(is_transferred) as escalated_count",
        "one_of_four_moved_to_a_higher_tier_is_a_quarter",
    ),
    Mutation(
        "acknowledgements are bots that answer",
        "fct_bot_conversations",
        "and answering_bot_message_count > 0",
        "",
        "contained_by_a_bot_is_confirmed_assumed_or_contradicted",
    ),
    Mutation(
        "a bad rating is no word",
        "fct_bot_conversations",
        "and not is_contradicted as is_assumed",
        "as is_assumed",
        "contained_by_a_bot_is_confirmed_assumed_or_contradicted",
    ),
    Mutation(
        "what was not handed over was contained",
        "bot_containment",
        "count_if(is_contained) as contained_count",
        "count_if(not is_handed_over) as contained_count",
        "one_of_four_that_a_bot_dealt_with_alone_is_a_quarter",
    ),
    Mutation(
        "whoever is back within days is back",
        "bot_containment",
        "until_as_of('repeat_window_ends_at')",
        "until_as_of('created_at')",
        "whether_customers_were_back_is_asked_once_the_window_has_passed",
    ),
    Mutation(
        "bots of the future contain",
        "bot_containment",
        "where {{ until_as_of('created_at') }}",
        "",
        "conversations_created_after_as_of_are_with_no_bot_yet",
    ),
    Mutation(
        "an order that was paid back converts",
        "fct_conversion_chances",
        "where is_counted and is_credited",
        "where is_credited",
        "a_conversation_has_converted_where_something_that_counts_is_credited_to_it",
    ),
    Mutation(
        "customers in contact are in the baseline",
        "fct_conversion_baselines",
        "and sum(sum(contact_change)) over so_far = 0",
        "",
        "the_baseline_is_of_active_customers_without_a_conversation_around_the_day",
    ),
    Mutation(
        "anybody who orders is in the baseline",
        "fct_conversion_baselines",
        "when is_without_contact and has_order",
        "when has_order",
        "the_baseline_is_of_active_customers_without_a_conversation_around_the_day",
    ),
    Mutation(
        "young conversations have failed to convert",
        "conversion_rate",
        "until_as_of('window_ends_at')",
        "until_as_of('created_at')",
        "conversations_whose_window_has_not_passed_have_not_failed_yet",
    ),
    Mutation(
        "orders alone convert",
        "conversion_rate",
        "is_mature and is_converted",
        "is_mature and is_ordered",
        "six_of_fifty_eligible_and_mature_conversations_are_12_percent",
    ),
    Mutation(
        "conversations of the future have a chance",
        "conversion_rate",
        "where {{ until_as_of('created_at') }}",
        "",
        "conversations_created_after_as_of_have_no_chance_yet",
    ),
    Mutation(
        "campaigns have a first response time",
        "first_response_time",
        "is_inbound and",
        "",
        "invalid_outbound_and_unanswered_conversations_are_left_out",
    ),
    Mutation(
        "whatever was answered was answered by a bot first",
        "first_response_time",
        "count_if(is_answered_by_bot_first)",
        "count(*)",
        "a_bot_that_wrote_after_the_person_did_not_answer_first",
    ),
    Mutation(
        "what was closed unanswered over the limit is forgotten",
        "response_time",
        "or response_band = 'breached'",
        "",
        "closing_over_the_limit_without_an_answer_is_a_breach_and_a_thanks_is_none",
    ),
    Mutation(
        "an open wait past its limit is no breach",
        "response_time",
        "or wait_outcome = 'open'",
        "",
        "a_wait_still_open_past_its_limit_is_breached_and_not_in_the_mean",
        macro="band_counts",
    ),
    Mutation(
        "waits without an answer are in the sample of the mean",
        "response_time",
        "count(response_seconds) as sample_size",
        "count(*) as sample_size",
        "a_wait_still_open_past_its_limit_is_breached_and_not_in_the_mean",
    ),
    Mutation(
        "bands are shares of what was answered in time",
        "response_time",
        "+ {{ measured }}.breached_count",
        "",
        "the_worked_example_takes_10_and_a_half_minutes_on_average",
        macro="band_shares",
    ),
    Mutation(
        "a limit that passes exactly at as-of has not passed",
        "response_time",
        "{{ column }} <= (select",
        "{{ column }} < (select",
        "a_limit_that_passes_exactly_at_as_of_has_passed",
        macro="until_as_of",
    ),
    Mutation(
        "a mean of times may lie below 0",
        "response_time",
        "at_least(0,",
        "at_least(-1000000,",
        "bounds_of_a_mean_need_two_responses_and_never_fall_below_0",
        macro="mean_low",
    ),
    Mutation(
        "a hold of a call that nobody answered is a hold",
        "hold_time",
        "is_valid and outcome = 'answered' and",
        "is_valid and",
        "calls_that_nobody_answered_or_that_do_not_count_are_left_out_of_hold_time",
    ),
    Mutation(
        "a call without a hold is a hold of 0 seconds",
        "hold_time",
        "'case when is_held then hold_seconds end'",
        "'hold_seconds'",
        "the_mean_is_over_held_calls_and_stands_beside_that_over_all_answered_ones",
    ),
    Mutation(
        "a call that is yet to come has been",
        "hold_time",
        "and {{ until_as_of('started_at') }}",
        "",
        "calls_dated_after_as_of_have_not_been_yet",
    ),
    Mutation(
        "an open wait past its target is not late yet",
        "response_time_by_severity",
        "is_within_severity_target and wait_outcome <> 'open'",
        "is_within_severity_target",
        "a_wait_that_is_open_when_its_target_passes_was_missed_that_day",
    ),
    Mutation(
        "answers without a target are late",
        "response_time_by_severity",
        "count(is_in_time) as judged_count",
        "count(*) as judged_count",
        "answers_in_time_are_divided_by_answers_that_have_a_target",
    ),
    Mutation(
        "answers that the desk owed nobody are judged",
        "response_time_by_severity",
        "where is_inbound and",
        "where",
        "answers_that_the_desk_owed_nobody_and_answers_to_come_are_left_out",
    ),
    Mutation(
        "a target ends before its last second",
        "fct_responses",
        "then response_seconds <= severity_calendar_seconds",
        "then response_seconds < severity_calendar_seconds",
        "an_answer_is_within_the_target_of_its_severity_to_the_second",
    ),
    Mutation(
        "a working day ends by the calendar",
        "int_severity_deadlines_set",
        "when ends.due_at <=",
        "when false and ends.due_at <=",
        "a_working_day_ends_when_the_desk_was_open_for_so_long",
    ),
    Mutation(
        "promises that were taken back are broken",
        "sla_attainment",
        "count_if(is_counted) as counted_count",
        "count(*) as counted_count",
        "promises_kept_are_divided_by_those_kept_and_broken",
    ),
    Mutation(
        "promises on what does not count are counted",
        "sla_attainment",
        "where is_valid and",
        "where",
        "promises_on_conversations_that_do_not_count_and_those_still_to_fall_due_are_left_out",
    ),
    Mutation(
        "a promise that is yet to fall due has been kept",
        "sla_attainment",
        "and {{ until_as_of('counted_at') }}",
        "",
        "promises_on_conversations_that_do_not_count_and_those_still_to_fall_due_are_left_out",
    ),
    Mutation(
        "an answer at the very moment asked for is late",
        "response_by_requested_time",
        "lateness_seconds <= 0",
        "lateness_seconds < 0",
        "answers_by_the_time_asked_for_are_on_time_to_the_second",
    ),
    Mutation(
        "a time that is yet to come has been kept",
        "response_by_requested_time",
        "and {{ until_as_of('requested_by_at') }}",
        "",
        "conversations_without_a_time_asked_for_and_times_to_come_are_left_out",
    ),
    Mutation(
        "what was not answered is left out of the share",
        "response_by_requested_time",
        "count(*) as requested_count",
        "count(lateness_seconds) as requested_count",
        "what_was_missed_has_a_share_and_no_lateness",
    ),
    Mutation(
        "a request counts once however many agents answered in it",
        "requests_per_agent",
        "count(distinct agent_key || '|' || {{ answered }})",
        "count(distinct {{ answered }})",
        "requests_of_agents_are_divided_by_the_agents_who_answered",
    ),
    Mutation(
        "nobody known is an agent",
        "requests_per_agent",
        "where is_agent_known and",
        "where",
        "agents_whom_nobody_knows_and_answers_to_come_are_left_out_of_requests_per_agent",
    ),
    Mutation(
        "who resolves is active",
        "requests_per_agent",
        "count(distinct case when event = 'answered' then agent_key end)",
        "count(distinct agent_key)",
        "who_only_resolves_is_not_active",
    ),
    Mutation(
        "what a bot resolved alone was handled by somebody",
        "fct_agent_requests",
        "and not is_bot_only",
        "",
        "what_nobody_answered_and_what_does_not_count_is_handled_by_nobody",
    ),
    Mutation(
        "messages left offline are chats",
        "chat_wait_time",
        "and not is_offline_message",
        "",
        "messages_left_offline_tests_and_chats_to_come_are_no_chats",
    ),
    Mutation(
        "every wait that nobody ended is of a missed chat",
        "chat_wait_time",
        "avg(case when is_missed then unanswered_wait_seconds end)",
        "avg(unanswered_wait_seconds)",
        "a_missed_chat_has_a_wait_of_its_own_and_none_in_the_mean",
    ),
    Mutation(
        "missed chats are part of the time of the others",
        "chat_wait_time",
        "case when total_wait_seconds is not null then duration_seconds end",
        "duration_seconds",
        "a_missed_chat_has_a_wait_of_its_own_and_none_in_the_mean",
    ),
    Mutation(
        "who still waits counts by the age at the end of the month on any day",
        "longest_queue_delay",
        "('day', 'day_end_seconds')",
        "('day', 'month_end_seconds')",
        "who_still_waits_counts_by_the_age_at_the_end_of_the_period",
    ),
    Mutation(
        "a wait that is yet to begin has begun",
        "longest_queue_delay",
        "where {{ until_as_of('entered_at') }}",
        "",
        "who_enters_a_queue_after_as_of_is_not_in_it_yet",
    ),
    Mutation(
        "waits without a length are part of the sample",
        "longest_queue_delay",
        "count(month_end_seconds) as wait_count",
        "count(*) as wait_count",
        "a_wait_that_cannot_be_is_flagged_and_not_the_longest",
    ),
    Mutation(
        "the wait of a chat is told twice",
        "fct_queue_waits",
        "and chatted.conversation_key is null",
        "",
        "calls_chats_and_first_waits_are_each_told_once",
    ),
    Mutation(
        "a voice wait may be as long as it likes",
        "fct_queue_waits",
        "when queue_seconds <= {{ var('longest_queue_minutes') }} * 60",
        "when true",
        "voice_waits_of_more_than_four_hours_are_mistakes_and_have_no_seconds",
    ),
    Mutation(
        "short abandons were offered",
        "abandonment_rate",
        "count_if(not is_short_abandon) as offered_count",
        "count(*) as offered_count",
        "six_hung_up_of_ninety_six_are_six_and_a_quarter_in_a_hundred",
    ),
    Mutation(
        "a call that is still in the queue was not abandoned",
        "abandonment_rate",
        "and outcome is not null",
        "",
        "calls_that_were_in_no_queue_or_are_still_in_it_are_not_offered",
    ),
    Mutation(
        "the service level ends before its last second",
        "abandonment_rate",
        "answer_seconds <= {{ var('service_level_seconds') }}",
        "answer_seconds < {{ var('service_level_seconds') }}",
        "short_abandons_are_out_of_the_rate_and_of_the_service_level",
    ),
    Mutation(
        "satisfaction is a share of those who were asked",
        "customer_satisfaction",
        "'measured.satisfied_count', 'measured.answer_count'",
        "'measured.satisfied_count', 'measured.asked_count'",
        "satisfied_answers_are_divided_by_all_answers_neutral_ones_included",
    ),
    Mutation(
        "every survey is about satisfaction",
        "customer_satisfaction",
        "kind = 'csat' and",
        "",
        "other_surveys_are_left_out",
    ),
    Mutation(
        "the interval of a share is not Wilson's",
        "customer_satisfaction",
        "1.96 * 1.96 / (4.0",
        "1.96 * 1.96 / (2.0",
        "the_bounds_are_those_of_wilson",
        macro="wilson_half_width",
    ),
    Mutation(
        "9 points make no promoter",
        "net_promoter_score",
        "score >= 9",
        "score > 9",
        "groups_of_promoters_end_at_9_passives_at_7",
    ),
    Mutation(
        "7 points make a detractor",
        "net_promoter_score",
        "score <= 6",
        "score <= 7",
        "groups_of_promoters_end_at_9_passives_at_7",
    ),
    Mutation(
        "a score may lie below -100",
        "net_promoter_score",
        "at_least(-100,",
        "at_least(-1000,",
        "bounds_end_at_minus_100_points",
        macro="net_promoter_low",
    ),
    Mutation(
        "campaigns are contacts",
        "complaints",
        "is_inbound and",
        "",
        "complaints_are_counted_by_their_evidence_beside_contacts_and_customers",
    ),
    Mutation(
        "complaints of tomorrow are counted",
        "complaints",
        "{{ until_as_of('complained_at') }}",
        "true",
        "complaints_and_contacts_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "every complaint has a customer of its own",
        "complaints",
        "count(distinct customer_key)",
        "count(customer_key)",
        "complaints_are_counted_by_their_evidence_beside_contacts_and_customers",
    ),
    Mutation(
        "the unresolved are the resolved",
        "unresolved_complaint_rate",
        "count_if(not is_resolved) as unresolved_count",
        "count_if(is_resolved) as unresolved_count",
        "complaints_are_unresolved_until_they_are_resolved",
    ),
    Mutation(
        "young complaints are old",
        "unresolved_complaint_rate",
        "count(is_unresolved_after_{{ days }}_days) as",
        "count(*) as",
        "complaints_are_unresolved_until_they_are_resolved",
    ),
    Mutation(
        "complaints of tomorrow are unresolved",
        "unresolved_complaint_rate",
        "{{ until_as_of('complained_at') }}",
        "true",
        "complaints_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "the target is missed to the second",
        "complaint_resolution_time",
        "resolution_seconds <= {{ target }}",
        "resolution_seconds < {{ target }}",
        "the_target_of_days_is_met_to_the_second",
    ),
    Mutation(
        "resolutions without a time are counted",
        "complaint_resolution_time",
        "resolution_seconds is not null and",
        "",
        "without_resolved_complaints_there_is_no_time",
    ),
    Mutation(
        "the curve is that of all conversations",
        "complaint_resolution_time",
        "'complaint_resolution'",
        "'resolution'",
        "cohorts_of_complaints_stand_beside_the_months",
    ),
    Mutation(
        "contradicted thanks count",
        "acknowledged_solutions",
        "count_if(is_acknowledged) as acknowledged_count",
        "count_if(evidence is not null) as acknowledged_count",
        "solutions_are_acknowledged_by_the_surest_evidence",
    ),
    Mutation(
        "the silent are the immature",
        "acknowledged_solutions",
        "count_if(evidence is null)",
        "count_if(is_immature)",
        "solutions_are_acknowledged_by_the_surest_evidence",
    ),
    Mutation(
        "resolutions of tomorrow are counted",
        "acknowledged_solutions",
        "{{ until_as_of('first_resolved_at') }}",
        "true",
        "resolutions_after_as_of_are_not_asked_for_thanks_yet",
    ),
    Mutation(
        "repetitions alone are asking again",
        "rephrase_requests",
        "count_if(is_asked_again) as asked_again_count",
        "count_if(is_repeated) as asked_again_count",
        "customers_ask_again_after_turns_of_agents_and_bots",
        macro="rephrase_counts",
    ),
    Mutation(
        "chats of tomorrow are counted",
        "rephrase_requests",
        "{{ until_as_of('created_at') }}",
        "true",
        "chats_that_begin_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "agents fall back",
        "rephrase_requests",
        "count_if(author_type = 'bot') as bot_turn_count",
        "count(*) as bot_turn_count",
        "customers_ask_again_after_turns_of_agents_and_bots",
        macro="rephrase_counts",
    ),
    Mutation(
        "a day is compared with a week",
        "kpi_scorecard",
        "and current_values.period_grain = before.period_grain",
        "",
        "a_day_is_not_taken_for_the_week_that_begins_with_it",
    ),
    Mutation(
        "a value exactly on target is not on target",
        "kpi_scorecard",
        "compared.kpi_value <= {{ target_of('target') }}",
        "compared.kpi_value < {{ target_of('target') }}",
        "a_value_is_on_target_within_limit_or_breached_in_its_direction",
        macro="scorecard_columns",
    ),
    # ---------- calls, chats and the neighbours
    Mutation(
        "a call that was given up at once counts as abandoned",
        "fct_calls",
        "and not is_short_abandon as is_abandoned",
        "as is_abandoned",
        "abandonment_is_that_of_worked_example_11",
    ),
    Mutation(
        "a department is a team only where it is written alike",
        "fct_chats",
        "and lower(trim(chats.department_name)) = teams.team_name",
        "and chats.department_name = teams.team_name",
        "a_chat_is_of_the_team_that_its_department_is_called_after",
    ),
    Mutation(
        "what was opened after any search is its result",
        "fct_help_searches",
        "order by event_number rows between unbounded preceding and current row",
        "",
        "a_search_that_is_followed_by_another_had_no_result",
    ),
    Mutation(
        "likes are no endorsements",
        "fct_social_posts",
        "coalesce(counts_at_age.like_count, 0)",
        "0",
        "the_first_marked_post_is_the_solution_and_is_counted_at_the_age_of_a_week",
    ),
    Mutation(
        "who recommends themselves is a new customer",
        "fct_referrals",
        "where converted_at is not null and not is_self_referral",
        "where converted_at is not null",
        "a_new_customer_counts_once_and_nobody_recommends_themselves",
    ),
    Mutation(
        "scores of all scales are taken as they are",
        "fct_customer_events",
        "case when kind = 'nps' then score else normalised_score end as score",
        "score",
        "what_happens_to_a_customer_is_dated_and_measured",
    ),
    Mutation(
        "nobody stops being active",
        "fct_active_days",
        "-1 as change",
        "0 as change",
        "who_ends_on_a_day_is_not_active_at_its_end",
    ),
    Mutation(
        "the contracts of the start count for who is there at the end",
        "fct_active_months",
        "when active_months.is_active_at_start then",
        "when active_months.is_active_at_end then",
        "a_month_knows_both_of_its_ends",
    ),
    Mutation(
        "a state forgets the channel of its conversation",
        "fct_conversation_states",
        "conversations.channel,",
        "'other' as channel,",
        "a_state_is_kept_with_the_channel_of_its_conversation",
    ),
    Mutation(
        "reading time is the longest report",
        "fct_article_reads",
        "sum(engaged_milliseconds) filter",
        "max(engaged_milliseconds) filter",
        "reading_time_is_the_sum_of_what_the_events_report",
    ),
    Mutation(
        "a click and its conversation are two contacts",
        "fct_article_contacts",
        "where pairs.conversation_key is null",
        "where true",
        "a_click_and_the_conversation_that_it_opened_are_one_contact",
    ),
    Mutation(
        "the mood before a solution is that after it",
        "fct_social_threads",
        "filter (where solution_side = 'before')",
        "filter (where solution_side = 'after')",
        "a_thread_is_timed_from_its_question_to_answer_and_solution",
    ),
    Mutation(
        "what a customer paid is what they waited",
        "fct_customer_months",
        "filter (where kind = 'wait') as waited_seconds",
        "filter (where kind = 'order') as waited_seconds",
        "a_customer_comes_is_kept_goes_and_comes_back",
    ),
    Mutation(
        "an order is credited to a conversation after it",
        "fct_conversions",
        "and orders.ordered_at >= conversations.created_at",
        "",
        "an_order_is_credited_once_to_the_nearest_conversation_before_it",
    ),
    Mutation(
        "an order makes nobody active",
        "fct_active_spells",
        "and events.kind in ('contact', 'order')",
        "and events.kind = 'contact'",
        "without_contracts_a_contact_or_order_counts_for_a_year",
    ),
    Mutation(
        "more points than there are count",
        "fct_agent_evaluations",
        "and score between 0 and max_score",
        "",
        "a_review_counts_for_its_agent_and_the_team_of_the_conversation",
    ),
    Mutation(
        "what was kept too late was kept",
        "fct_sla_instances",
        "when fulfilled_at > due_at then 'breached'",
        "when fulfilled_at > due_at then 'fulfilled'",
        "what_came_first_decides_over_a_promise",
    ),
    Mutation(
        "a contact counts on the day of the click",
        "fct_help_events",
        "coalesce(visits.read_date, contacts.contacted_date) as event_date",
        "contacts.contacted_date as event_date",
        "visits_searches_contacts_and_conversations_are_events_of_their_own",
    ),
    Mutation(
        "all unknown customers are one person",
        "fct_help_events",
        "when conversations.customer_key like '%:unknown'",
        "when false",
        "one_person_in_two_helpdesks_is_one_and_unknown_customers_are_many",
    ),
    Mutation(
        "what the desk began is a contact",
        "fct_help_events",
        "where conversations.is_inbound",
        "",
        "what_the_desk_began_is_no_event_of_self_service",
    ),
    Mutation(
        "a glance at an article is a reading",
        "articles_read",
        "count_if(is_read) as read_count",
        "count_if(event = 'visit') as read_count",
        "readings_are_counted_beside_glances_votes_and_visitors",
    ),
    Mutation(
        "the self-service ratio is by conversations",
        "articles_read",
        "count(distinct case when event = 'conversation' then person_key end)",
        "count(case when event = 'conversation' then person_key end)",
        "four_visitors_for_each_customer_who_wrote_are_a_self_service_ratio_of_4",
    ),
    Mutation(
        "readings after as-of count",
        "articles_read",
        "where {{ until_as_of('event_at') }}",
        "",
        "readings_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "a reading that only scrolling tells of took no time",
        "article_reading_time",
        "nullif(reading_seconds, 0) as seconds",
        "reading_seconds as seconds",
        "a_reading_that_only_scrolling_tells_of_did_not_take_0_seconds",
    ),
    Mutation(
        "glances take reading time",
        "article_reading_time",
        "where is_read and",
        "where",
        "a_glance_at_an_article_has_no_part_in_the_reading_time",
    ),
    Mutation(
        "all readings are compared with what some should take",
        "article_reading_time",
        "avg(case when expected > 0 then seconds end)",
        "avg(seconds)",
        "readings_of_100_and_200_and_600_seconds_take_300_in_the_mean_and_200_in_the_median",
    ),
    Mutation(
        "reading times after as-of count",
        "article_reading_time",
        "and {{ until_as_of('opened_at') }}",
        "",
        "reading_times_dated_after_as_of_are_not_taken_yet",
    ),
    Mutation(
        "contacts are divided by visits",
        "contacts_from_articles",
        "count_if(is_read) as read_count",
        "count_if(event = 'visit') as read_count",
        "glances_searches_and_conversations_are_neither_readings_nor_contacts_from_articles",
    ),
    Mutation(
        "every conversation comes from an article",
        "contacts_from_articles",
        "count_if(event = 'contact') as contact_count",
        "count_if(event in ('contact', 'conversation')) as contact_count",
        "glances_searches_and_conversations_are_neither_readings_nor_contacts_from_articles",
    ),
    Mutation(
        "contacts from articles after as-of count",
        "contacts_from_articles",
        "where {{ until_as_of('event_at') }}",
        "",
        "contacts_from_articles_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "a change of mood by doubles that miss 0.2",
        "fct_social_threads",
        "round(moods.sentiment_after - moods.sentiment_before, 9)",
        "moods.sentiment_after - moods.sentiment_before",
        "a_mood_that_moves_by_no_more_than_a_fifth_is_the_same",
    ),
    Mutation(
        "a solution counts on the day of its question",
        "fct_social_events",
        "threads.solved_date as event_date",
        "threads.asked_date as event_date",
        "a_solved_thread_counts_on_three_days",
    ),
    Mutation(
        "who takes back a question has asked",
        "fct_social_events",
        "not threads.is_question_deleted",
        "true",
        "a_question_that_was_taken_back_before_anybody_answered_was_not_asked",
    ),
    Mutation(
        "solutions of the desk's own threads are timed",
        "social_time_to_solution",
        "where is_inbound and",
        "where",
        "what_the_desk_began_itself_and_what_does_not_count_has_no_time_to_a_solution",
    ),
    Mutation(
        "each event of a thread has its time to the solution",
        "social_time_to_solution",
        "case when event = 'solved' then solution_seconds end",
        "solution_seconds",
        "solutions_after_30_60_and_600_minutes_take_60_in_the_median_and_two_came_within_an_hour",
    ),
    Mutation(
        "a solution in less than an hour is one within it",
        "social_time_to_solution",
        "where seconds <= 3600",
        "where seconds < 3600",
        "solutions_after_30_60_and_600_minutes_take_60_in_the_median_and_two_came_within_an_hour",
    ),
    Mutation(
        "a question with a solution after as-of is solved",
        "social_time_to_solution",
        "{{ until_as_of('solved_at') }}",
        "solved_at is not null",
        "solutions_and_questions_dated_after_as_of_are_not_counted_yet",
    ),
    Mutation(
        "solutions that were not counted have no endorsements",
        "solution_endorsements",
        "avg(endorsement_count)",
        "avg(coalesce(endorsement_count, 0))",
        "two_solutions_with_2_and_14_endorsements_have_8_in_the_mean",
    ),
    Mutation(
        "every post of a solved thread is a solution",
        "solution_endorsements",
        "on posts.post_key = threads.solution_post_key",
        "on posts.thread_key = threads.thread_key",
        "posts_that_solve_nothing_and_threads_that_do_not_count_have_no_endorsements",
    ),
    Mutation(
        "solutions of threads that do not count are endorsed",
        "solution_endorsements",
        "where threads.is_valid and",
        "where",
        "posts_that_solve_nothing_and_threads_that_do_not_count_have_no_endorsements",
    ),
    Mutation(
        "each event of a thread changes the mood",
        "sentiment_change",
        "where event = 'solved' and",
        "where",
        "a_thread_that_does_not_count_changes_no_mood_and_is_not_solved",
    ),
    Mutation(
        "threads that do not count change the mood",
        "sentiment_change",
        "and is_valid and",
        "and",
        "a_thread_that_does_not_count_changes_no_mood_and_is_not_solved",
    ),
    Mutation(
        "who fell silent has the same mood",
        "sentiment_change",
        "avg(sentiment_change)",
        "avg(coalesce(sentiment_change, 0))",
        "moods_that_change_by_1_and_one_eighth_and_minus_three_eighths_improve_by_a_quarter",
    ),
    Mutation(
        "ratings of conversations count as overall satisfaction",
        "overall_satisfaction",
        "where kind = 'overall' and",
        "where",
        "other_surveys_are_left_out_of_overall_satisfaction",
    ),
    Mutation(
        "overall satisfaction is dated by questions too",
        "overall_satisfaction",
        "count_if(event = 'answered') as answer_count",
        "count_if(is_answered) as answer_count",
        "whoever_did_not_answer_lowers_the_response_rate_of_overall_satisfaction_alone",
    ),
    Mutation(
        "answers after as-of count in overall satisfaction",
        "overall_satisfaction",
        "where kind = 'overall' and {{ until_as_of('event_date', 'as_of_date') }}",
        "where kind = 'overall'",
        "answers_dated_after_as_of_do_not_count_in_overall_satisfaction_yet",
    ),
    Mutation(
        "the second best of four steps is praise",
        "fct_survey_events",
        "case when scale_max - scale_min >= 4 then 1 else 0 end",
        "1",
        "steps_of_a_scale_are_counted_from_its_best_end",
    ),
    Mutation(
        "a middling effort is easy",
        "customer_effort_score",
        "{% set easy = '3 * normalised_score >= 2' %}",
        "{% set easy = '2 * normalised_score >= 1' %}",
        "of_7_6_5_4_and_2_three_fifths_found_it_easy_and_the_mean_is_4_8",
    ),
    Mutation(
        "an old scale of five has a part in the mean of seven",
        "customer_effort_score",
        "where event = 'answered' and scale_steps = 7",
        "where event = 'answered'",
        "effort_on_an_old_scale_of_five_is_counted_apart_and_has_no_part_in_the_mean_of_seven",
    ),
    Mutation(
        "answers after as-of count as effort",
        "customer_effort_score",
        "where kind = 'ces' and {{ until_as_of('event_date', 'as_of_date') }}",
        "where kind = 'ces'",
        "answers_dated_after_as_of_do_not_count_in_customer_effort_score_yet",
    ),
    Mutation(
        "met is an answer to every question in words",
        "int_survey_answers_from_generic",
        "when known_kind <> 'expectations' then null",
        "",
        "yes_and_no_are_answers_and_expectations_have_four_steps_in_words",
    ),
    Mutation(
        "options of answers that do not count are listed",
        "fct_survey_options",
        "where is_counted",
        "",
        "each_option_of_a_counted_answer_is_a_row",
    ),
    Mutation(
        "partly is met",
        "expectations_met",
        "max(' ~ measured ~ '.met_count))'",
        "max(' ~ measured ~ '.partly_count))'",
        "exceeded_and_met_are_met_partly_is_not",
        macro="expectation_columns",
    ),
    Mutation(
        "other surveys speak of expectations",
        "expectations_met",
        "where kind = 'expectations' and {{ until_as_of('event_date', 'as_of_date') }}",
        "where {{ until_as_of('event_date', 'as_of_date') }}",
        "other_surveys_say_nothing_of_expectations",
    ),
    Mutation(
        "options after as-of are listed",
        "expectations_met",
        "and {{ until_as_of('answered_date', 'as_of_date') }}",
        "",
        "answers_dated_after_as_of_do_not_count_in_expectations_met_yet",
    ),
    Mutation(
        "yes exceeds expectations",
        "fct_survey_events",
        "and scale_max - scale_min > 1 then 'exceeded'",
        "then 'exceeded'",
        "expectations_are_exceeded_met_partly_met_or_not_met",
    ),
    Mutation(
        "four answers are shown",
        "agent_satisfaction",
        ">= {{ var('least_group_size') }} then",
        "> 3 then",
        "of_four_answers_nothing_is_shown_of_five_all",
        macro="unless_few",
    ),
    Mutation(
        "customers speak for the desk",
        "agent_satisfaction",
        "count_if(kind = 'agent_nps') as answer_count",
        "count_if(kind in ('agent_nps', 'nps')) as answer_count",
        "customers_have_no_part_in_what_the_people_of_the_desk_say",
    ),
    Mutation(
        "few people are taken for many",
        "agent_satisfaction",
        "{%- set part = finite_population(answers, headcount) -%}",
        "{%- set part = '1' -%}",
        "ten_answers_of_twenty_people_lie_closer_than_ten_of_many",
        macro="employee_score_columns",
    ),
    Mutation(
        "the desk's answers after as-of count",
        "agent_satisfaction",
        "where event = 'answered' and {{ until_as_of('event_date', 'as_of_date') }}",
        "where event = 'answered'",
        "answers_dated_after_as_of_do_not_count_in_agent_satisfaction_yet",
    ),
    Mutation(
        "whoever has left is still there",
        "fct_headcount_days",
        "coalesce(employments.to_date > days.calendar_date, true)",
        "true",
        "people_count_once_from_the_day_on_which_they_come_to_that_on_which_they_leave",
    ),
    Mutation(
        "a person of two helpdesks is two",
        "fct_headcount_days",
        "agent_key, person_key from people union all",
        "agent_key, agent_key as person_key from people union all",
        "people_count_once_from_the_day_on_which_they_come_to_that_on_which_they_leave",
    ),
    Mutation(
        "an answer of today has had its day",
        "dissatisfaction_follow_up",
        "{{ until_as_of('window_ends_at') }} as is_mature",
        "true as is_mature",
        "a_dissatisfied_answer_of_today_has_not_had_its_day_yet",
    ),
    Mutation(
        "follow-ups after as-of have happened",
        "dissatisfaction_follow_up",
        "coalesce({{ until_as_of('followed_up_at') }}, false) as is_followed_up",
        "followed_up_at is not null as is_followed_up",
        "dissatisfied_answers_and_follow_ups_dated_after_as_of_do_not_count_yet",
    ),
    Mutation(
        "whenever is within a day",
        "dissatisfaction_follow_up",
        "count_if(is_mature and is_followed_up_in_window) as followed_up_count",
        "count_if(is_mature and is_followed_up) as followed_up_count",
        "of_four_dissatisfied_answers_two_were_followed_up_within_a_day_one_later_and_one_never",
    ),
    Mutation(
        "what was written before the answer follows it up",
        "fct_survey_follow_ups",
        "and conversations.answered_at < messages.sent_at",
        "",
        "the_next_message_or_call_to_a_dissatisfied_customer_is_the_follow_up",
    ),
    Mutation(
        "a customer who calls is followed up",
        "fct_survey_follow_ups",
        "calls.direction = 'outbound' and calls.is_valid",
        "calls.is_valid",
        "the_next_message_or_call_to_a_dissatisfied_customer_is_the_follow_up",
    ),
    Mutation(
        "detractors in the upper half are content",
        "fct_survey_follow_ups",
        "(is_dissatisfied or (kind = 'nps' and score <= 6))",
        "is_dissatisfied",
        "dissatisfied_are_the_lower_half_of_a_scale_and_detractors",
    ),
    Mutation(
        "whoever is reviewed is active",
        "agent_performance",
        "bool_or(event = 'reply') as is_active",
        "true as is_active",
        "of_four_active_agents_two_were_evaluated",
    ),
    Mutation(
        "a person of two helpdesks is two agents",
        "agent_performance",
        "also='person_key'",
        "also='agent_key'",
        "of_four_active_agents_two_were_evaluated",
    ),
    Mutation(
        "a calibration evaluates an agent",
        "agent_performance",
        "count_if(is_counted_evaluation) >=",
        "count_if(event = 'evaluation') >=",
        "a_review_that_does_not_count_evaluates_nobody_and_a_calibration_tells_its_gap",
    ),
    Mutation(
        "answers after as-of make active",
        "agent_performance",
        "where {{ until_as_of('event_at') }} group by {{ slice_groups('event_date', "
        "segments, also='person_key') }}",
        "group by {{ slice_groups('event_date', segments, also='person_key') }}",
        "answers_and_reviews_dated_after_as_of_do_not_count_yet",
    ),
    Mutation(
        "answers to spam are work",
        "fct_agent_events",
        "and coalesce(conversations.is_valid, true)",
        "",
        "answers_and_reviews_of_an_agent_are_events",
    ),
    Mutation(
        "a calibration has a gap on each of its rows",
        "fct_agent_events",
        "case when is_first_of_calibration then calibration_gap end as",
        "calibration_gap as",
        "answers_and_reviews_of_an_agent_are_events",
    ),
    Mutation(
        "who is lost is kept",
        "customer_retention",
        "count_if(is_active_at_start and is_active_at_end) as kept_count",
        "count_if(is_active_at_start) as kept_count",
        "of_200_customers_170_are_kept_and_40_are_new",
        macro="retention_counts",
    ),
    Mutation(
        "revenue of new customers is kept",
        "customer_retention",
        "sum(amount_at_end) filter (where is_active_at_start) as amount_kept",
        "sum(amount_at_end) as amount_kept",
        "of_200_customers_170_are_kept_and_40_are_new",
        macro="retention_counts",
    ),
    Mutation(
        "months after as-of keep customers",
        "customer_retention",
        "from {{ ref('fct_customer_months') }} where {{ until_as_of('month_date', "
        "'as_of_date') }}",
        "from {{ ref('fct_customer_months') }}",
        "customers_of_a_month_after_as_of_are_not_kept_yet",
    ),
    Mutation(
        "whoever has ever been there is there",
        "fct_customer_cohorts",
        "coalesce(customer_months.is_active_at_end, false) as is_active",
        "customer_months.person_key is not null as is_active",
        "who_came_is_looked_for_after_one_three_six_and_twelve_months",
    ),
    Mutation(
        "a failed payment is a voluntary end",
        "lost_customers",
        "lost_reason = 'voluntary'",
        "lost_reason <> 'inactive'",
        "customers_leave_cannot_pay_or_are_not_heard_of_again",
    ),
    Mutation(
        "who is neither one nor the other left though satisfied",
        "lost_customers",
        "last_csat >= 0.75",
        "last_csat >= 0.5",
        "customers_leave_cannot_pay_or_are_not_heard_of_again",
    ),
    Mutation(
        "who ever wrote had complained",
        "lost_customers",
        "is_lost and complaint_count_so_far > 0",
        "is_lost and contact_count_so_far > 0",
        "customers_leave_cannot_pay_or_are_not_heard_of_again",
    ),
    Mutation(
        "customers are lost after as-of",
        "lost_customers",
        "where {{ until_as_of('month_date', 'as_of_date') }}",
        "",
        "customers_of_a_month_after_as_of_are_not_lost_yet",
    ),
    Mutation(
        "a month is compared with itself",
        "referral_growth",
        "count_if(event = 'month_after') as previous_referral_count",
        "count_if(event = 'referred') as previous_referral_count",
        "from_20_to_25_recommended_customers_is_a_quarter_more",
    ),
    Mutation(
        "whoever recommends two is two",
        "referral_growth",
        "count(distinct case when event = 'referred' then referrer_person_key end)",
        "count(case when event = 'referred' then referrer_person_key end)",
        "from_20_to_25_recommended_customers_is_a_quarter_more",
    ),
    Mutation(
        "customers are recommended after as-of",
        "referral_growth",
        "where {{ until_as_of('event_date', 'as_of_date') }}",
        "",
        "customers_recommended_after_as_of_do_not_count_yet",
    ),
    Mutation(
        "referrals that do not count grow",
        "fct_referral_events",
        "where is_counted",
        "",
        "a_new_customer_counts_in_their_month_and_is_what_the_next_is_compared_with",
    ),
    Mutation(
        "four answers are a sample",
        "customer_loyalty",
        ">= {{ var('least_answers') }}",
        ">= 4",
        "four_answers_to_one_question_are_too_few_for_all_three",
        macro="share_unless_few",
    ),
    Mutation(
        "points are taken for a share",
        "customer_loyalty",
        "(1 + {{ net }}) / 2",
        "{{ net }}",
        "loyalty_is_the_mean_of_80_percent_30_points_and_60_percent",
        macro="loyalty_columns",
    ),
    Mutation(
        "answers after as-of are loyal",
        "customer_loyalty",
        "where event = 'answered' and {{ until_as_of('event_date', 'as_of_date') }}",
        "where event = 'answered'",
        "answers_and_customers_after_as_of_are_not_loyal_yet",
    ),
    Mutation(
        "three answers agree where two do",
        "customer_loyalty",
        "and (last_csat >= 0.75) = (3 * last_ces >= 2)",
        "",
        "the_three_answers_of_a_customer_agree_or_they_do_not",
        macro="agreement_counts",
    ),
]


def text_of(project: Project, mutation: Mutation) -> tuple[Any, str]:
    """What dbt has read of a model or a macro, and which attribute holds its text."""
    if mutation.macro:
        macros = project.manifest.macros
        return macros[f"macro.{PACKAGE}.{mutation.macro}"], "macro_sql"
    return project.manifest.nodes[f"model.{PACKAGE}.{mutation.model}"], "raw_code"


def occurrences(project: Project, mutation: Mutation) -> int:
    return len(re.findall(mutation.pattern, getattr(*text_of(project, mutation))))


@contextlib.contextmanager
def planted(project: Project, mutations: Sequence[Mutation]) -> Iterator[None]:
    with contextlib.ExitStack() as changes:
        for mutation in mutations:
            holder, attribute = text_of(project, mutation)
            before = getattr(holder, attribute)
            after = mutation.new.join(re.split(mutation.pattern, before))
            changes.enter_context(mock.patch.object(holder, attribute, after))
        yield


def touched(project: Project, mutation: Mutation) -> set[str]:
    """The models that a mutation changes: its own, or all that use its macro."""
    if not mutation.macro:
        return {mutation.model}
    using = {f"macro.{PACKAGE}.{mutation.macro}"}
    while True:
        more = {
            key
            for key, macro in project.manifest.macros.items()
            if using.intersection(macro.depends_on.macros)
        }
        if more <= using:
            break
        using |= more
    return {
        node.name
        for node in project.manifest.nodes.values()
        if using.intersection(getattr(node.depends_on, "macros", []))
    }


def rounds(project: Project) -> list[list[Mutation]]:
    """The mutations, so that no two of a round touch the same model."""
    planned: list[tuple[list[Mutation], set[str]]] = []
    for mutation in MUTATIONS:
        models = touched(project, mutation)
        for members, taken in planned:
            if taken.isdisjoint(models):
                members.append(mutation)
                taken |= models
                break
        else:
            planned.append(([mutation], models))
    return [members for members, _ in planned]


@dataclass(frozen=True)
class Verdicts:
    """What became of each mutation's unit test, without it and with it."""

    before: dict[tuple[str, str], str]
    after: dict[Mutation, str]


@pytest.fixture(scope="module")
def verdicts(project: Project, new_desk: Callable[[], Desk]) -> Verdicts:
    # Unit tests bring their own rows; they only ask for the types of the columns.
    desk = new_desk()
    desk.deliver(
        {"generic/conversations.csv": "conversation_id,created_at\n1,2026-03-02\n"}
    )
    assert desk.build().success

    def unit_test(mutations: Sequence[Mutation]) -> dict[tuple[str, str], str]:
        names = sorted({mutation.caught_by for mutation in mutations})
        return project.unit_test(desk.database.parent, str(desk.exports), *names)

    after: dict[Mutation, str] = {}
    for members in rounds(project):
        with planted(project, members):
            statuses = unit_test(members)
        for mutation in members:
            test = (mutation.model, mutation.caught_by)
            after[mutation] = statuses.get(test, "missing")
    return Verdicts(unit_test(MUTATIONS), after)


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[f"{each.model}: {each.name}" for each in MUTATIONS]
)
def test_a_mistake_is_caught(
    project: Project, verdicts: Verdicts, mutation: Mutation
) -> None:
    assert occurrences(project, mutation) == 1, "the text to replace"
    test = (mutation.model, mutation.caught_by)
    assert verdicts.before.get(test) == "pass", "the unit test, without the mistake"
    assert verdicts.after[mutation] == "fail", "the unit test, with the mistake"


def test_there_is_a_mistake_for_every_event_fact_and_every_mart(
    project: Project,
) -> None:
    models = {
        node.name
        for node in project.manifest.nodes.values()
        if isinstance(node, ModelNode)
        and (node.name.startswith("fct_") or "marts" in node.fqn[:-2])
    }
    assert models - {mutation.model for mutation in MUTATIONS} == set()
