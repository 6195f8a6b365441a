"""What is peculiar to Help Scout: each case is written down above its tests.

One export holds every case; it is built once, by the first test that asks for it.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.python import compare
from tests.python.help_scout_export import (
    AGENT,
    BILLING,
    COLLEAGUE,
    CUSTOMER,
    HELP_SCOUT,
    ORDERS,
    HelpScoutExport,
    customer,
    snake,
    user,
)
from tests.python.oracle import compute, generator
from tests.python.project import Desk, Project, Row

from simulator.run import Request, simulate
from simulator.world import Settings

MINUTE, HOUR = 60, 3600
HISTORIES, SEED = 1000, 20261125
TEAM, LISTED_BOT = 90, 91
EXPORT = HelpScoutExport()
EXPORT.users += [
    {"id": AGENT, "firstName": "Ona", "lastName": "Vall", "email": "ona@example.com"},
    {"id": CUSTOMER, "firstName": "Pol", "lastName": None, "email": "pol@example.com"},
    {"id": TEAM, "firstName": "Second line", "type": "team"},
]
EXPORT.customers += [
    {
        "id": CUSTOMER,
        "firstName": "Roc",
        "_embedded": {"emails": [{"id": 1, "value": "roc@example.org"}]},
    },
    {"id": 22, "firstName": "Ona", "emails": [{"value": "Ona@example.com"}]},
]
EXPORT.mailboxes += [{"id": BILLING, "name": "Billing"}, {"id": ORDERS, "name": "Shop"}]


def at(when: str) -> str:
    """A time on Monday 2 March 2026, unless it says on which day; UTC."""
    day, _, clock = when.rpartition(" ")
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    return f"{day or '2026-03-02'}T{clock:0>8}Z"


def moment(when: str) -> datetime:
    return datetime.fromisoformat(at(when)).replace(tzinfo=None)


class Facts:
    """What the facts say about one conversation."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def conversation(self, number: int) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_conversations where conversation_key = ?",
            f"help_scout:{number}",
        )

    def _of(self, table: str, number: int, order: str) -> list[dict[str, Any]]:
        return self.desk.rows(
            f"select * from facts.{table} where conversation_key = ? order by {order}",
            f"help_scout:{number}",
        )

    def waits(self, number: int) -> list[dict[str, Any]]:
        return self._of("fct_responses", number, "wait_number")

    def messages(self, number: int) -> list[dict[str, Any]]:
        return self._of("fct_messages", number, "message_number")

    def spells(self, number: int) -> list[tuple[str, datetime]]:
        spells = self._of("fct_status_spells", number, "spell_number")
        return [(spell["status"], spell["started_at"]) for spell in spells]

    def statuses(self, number: int) -> list[str]:
        return [status for status, _ in self.spells(number)]

    def is_in_backlog(self, number: int, when: str) -> bool:
        entered: int = self.desk.value(
            "select coalesce(sum(backlog_change), 0) from facts.fct_backlog_changes "
            "where conversation_key = ? and changed_at <= ?",
            f"help_scout:{number}",
            moment(when),
        )
        assert entered in {0, 1}
        return entered == 1

    def answer(self, thread: int) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_survey_answers where survey_answer_key = ?",
            f"help_scout:{thread}",
        )


@pytest.fixture(scope="module")
def facts(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(EXPORT.files("1"))
    desk.deliver(LATER.files("2"))
    variables = {"help_scout_bot_user_ids": [str(HELP_SCOUT), str(LISTED_BOT)]}
    build = desk.build(variables=variables)
    assert build.success, build.log
    return Facts(desk)


LATER = HelpScoutExport(first_id=9001)

# -- nochange: the status stays; customerWaitingSince may be an empty object

PLAIN = EXPORT.conversation(at("9:00"))
EXPORT.thread(PLAIN, at("9:20"), status="pending")
EXPORT.thread(PLAIN, at("9:30"), status="nochange")
EXPORT.thread(PLAIN, at("9:40"), "customer", status="active")
EXPORT.thread(PLAIN, at("9:50"), status="closed")


def test_nochange_leaves_the_status_and_a_thread_carries_the_one_after_it(
    facts: Facts,
) -> None:
    assert facts.spells(PLAIN) == [
        ("new", moment("9:00")),
        ("waiting_customer", moment("9:20")),
        ("open", moment("9:40")),
        ("resolved", moment("9:50")),
    ]
    assert facts.conversation(PLAIN)["is_history_complete"]


def test_responses_run_from_the_first_unanswered_message(facts: Facts) -> None:
    seconds = [wait["response_seconds"] for wait in facts.waits(PLAIN)]
    assert seconds == [20 * MINUTE, 10 * MINUTE]
    assert facts.conversation(PLAIN)["full_resolution_seconds"] == 50 * MINUTE


# -- Drafts, notes, forwards, hidden threads and workflows are no responses

NO_REPLY = EXPORT.conversation(at("9:00"))
EXPORT.thread(NO_REPLY, at("9:01"), state="draft", status="closed")
EXPORT.thread(NO_REPLY, at("9:02"), state="underreview")
EXPORT.thread(NO_REPLY, at("9:03"), "note")
EXPORT.thread(NO_REPLY, at("9:04"), "forwardparent")
EXPORT.thread(NO_REPLY, at("9:05"), state="hidden")
EXPORT.thread(NO_REPLY, at("9:06"), source={"type": "workflow", "via": "user"})
EXPORT.thread(NO_REPLY, at("9:07"), action={"type": "automatic-workflow"})
EXPORT.thread(NO_REPLY, at("9:08"), createdBy={"id": 5, "type": "system_user"})
EXPORT.thread(NO_REPLY, at("9:09"), createdBy=user(LISTED_BOT))
EXPORT.thread(NO_REPLY, at("9:10"), body="<p>&nbsp;</p>")
EXPORT.line_item(NO_REPLY, at("9:11"), "changed-ticket-assignee")
EXPORT.thread(NO_REPLY, at("9:30"), createdBy=user(COLLEAGUE))


def test_only_a_published_message_of_a_person_is_a_reply(facts: Facts) -> None:
    (wait,) = facts.waits(NO_REPLY)
    assert wait["response_seconds"] == 30 * MINUTE
    assert wait["agent_key"] == f"help_scout:{COLLEAGUE}"
    assert wait["has_bot_reply"]


def test_a_draft_is_no_message_and_changes_no_status(facts: Facts) -> None:
    assert facts.statuses(NO_REPLY) == ["new", "open"]
    sent = [message["sent_at"] for message in facts.messages(NO_REPLY)]
    assert moment("9:01") not in sent
    assert moment("9:02") not in sent


def test_notes_forwards_and_hidden_threads_are_internal(facts: Facts) -> None:
    assert facts.conversation(NO_REPLY)["internal_note_count"] == 3
    assert facts.conversation(NO_REPLY)["bot_message_count"] == 4


BOT_ONLY = EXPORT.conversation(at("9:00"))
EXPORT.thread(
    BOT_ONLY,
    at("9:00:05"),
    status="closed",
    createdBy={"id": 5, "type": "system_user"},
)
ACKNOWLEDGED = EXPORT.conversation(at("9:00"))
EXPORT.thread(
    ACKNOWLEDGED,
    at("9:00:05"),
    status="closed",
    action={"type": "automatic-workflow"},
    createdBy=user(HELP_SCOUT),
)


def test_what_an_ai_closes_is_bot_only_what_a_workflow_acknowledges_is_not(
    facts: Facts,
) -> None:
    assert facts.conversation(BOT_ONLY)["is_bot_only"]
    assert not facts.conversation(ACKNOWLEDGED)["is_bot_only"]


# -- A draft that is sent later, and a thread that is hidden later

SENT_LATER = EXPORT.conversation(at("9:00"))
WRITTEN = EXPORT.thread(SENT_LATER, at("9:07"), state="draft")
LATER.threads.append({**EXPORT.threads[-1], "state": "published"})
HIDDEN_LATER = EXPORT.conversation(at("9:00"))
EXPORT.thread(HIDDEN_LATER, at("9:02"))
LATER.threads.append({**EXPORT.threads[-1], "state": "hidden"})
EXPORT.thread(HIDDEN_LATER, at("9:25"))


def test_the_newest_version_of_a_thread_counts(facts: Facts) -> None:
    (sent,) = facts.waits(SENT_LATER)
    assert sent["response_seconds"] == 7 * MINUTE
    (hidden,) = facts.waits(HIDDEN_LATER)
    assert hidden["response_seconds"] == 25 * MINUTE


# -- Chat, phone, and what a user types in for the customer

CHAT = EXPORT.conversation(
    at("9:00"), opening=None, type="chat", source={"type": "beacon-v2", "via": "user"}
)
EXPORT.thread(CHAT, at("9:00"), "beaconchat", createdBy=customer(CUSTOMER))
EXPORT.thread(CHAT, at("9:01"), "beaconchat")
CALLED = EXPORT.conversation(at("9:00"), source={"type": "beacon-v2", "via": "user"})
EXPORT.thread(CALLED, at("9:20"), "phone")
TYPED_IN = EXPORT.conversation(at("9:00"), opening="message", type="phone")
EXPORT.thread(TYPED_IN, at("10:00"), "customer", createdBy=user(AGENT))
EXPORT.thread(TYPED_IN, at("10:05"))


def test_a_beacon_chat_is_a_chat_and_its_turns_are_messages(facts: Facts) -> None:
    assert facts.conversation(CHAT)["channel"] == "chat"
    (wait,) = facts.waits(CHAT)
    assert wait["response_seconds"] == MINUTE


def test_a_phone_thread_answers(facts: Facts) -> None:
    assert facts.conversation(CALLED)["channel"] == "web"
    (wait,) = facts.waits(CALLED)
    assert wait["response_seconds"] == 20 * MINUTE


def test_begun_by_a_user_waits_run_from_the_first_customer_thread(
    facts: Facts,
) -> None:
    found = facts.conversation(TYPED_IN)
    assert found["is_agent_opened"]
    assert found["is_valid"]
    assert found["channel"] == "phone"
    assert found["first_response_seconds"] == 5 * MINUTE
    assert [row["author_type"] for row in facts.messages(TYPED_IN)] == [
        "agent",
        "customer",
        "agent",
    ]


# -- The same person as user and customer; one number in two id spaces

COLLEAGUE_ASKS = EXPORT.conversation(
    at("9:00"), primaryCustomer=customer(22), createdBy=customer(22), opening=None
)
EXPORT.thread(COLLEAGUE_ASKS, at("9:00"), "customer", createdBy=customer(22))
EXPORT.thread(COLLEAGUE_ASKS, at("9:04"), createdBy=user(CUSTOMER))


def test_who_is_user_and_customer_is_what_the_thread_says(facts: Facts) -> None:
    authors = [row["author_type"] for row in facts.messages(COLLEAGUE_ASKS)]
    assert authors == ["customer", "agent"]
    (wait,) = facts.waits(COLLEAGUE_ASKS)
    assert wait["agent_key"] == f"help_scout:{CUSTOMER}"


def test_one_number_is_a_user_here_and_a_customer_there(facts: Facts) -> None:
    agent = facts.desk.value(
        "select agent_name from facts.dim_agents where agent_key = ?",
        f"help_scout:{CUSTOMER}",
    )
    name = facts.desk.value(
        "select customer_name from facts.dim_customers where customer_key = ?",
        f"help_scout:{CUSTOMER}",
    )
    assert (agent, name) == ("Pol", "Roc")


def test_a_colleague_who_asks_is_one_person_and_staff(facts: Facts) -> None:
    asking = facts.desk.row(
        "select * from facts.dim_customers where customer_key = 'help_scout:22'"
    )
    answering = facts.desk.value(
        "select person_key from facts.dim_agents where agent_key = ?",
        f"help_scout:{AGENT}",
    )
    assert asking["person_key"] == answering
    assert asking["is_staff"]


# -- Closed may reopen; closedBy 0 is nobody

REOPENED = EXPORT.conversation(at("9:00"))
EXPORT.thread(REOPENED, at("10:00"), status="closed")
EXPORT.thread(REOPENED, at("2026-03-03 9:00"), "customer", status="active")
EXPORT.thread(REOPENED, at("2026-03-03 10:00"), status="closed")


def test_closed_opens_again_when_the_customer_writes(facts: Facts) -> None:
    found = facts.conversation(REOPENED)
    assert found["reopen_count"] == 1
    assert found["first_resolution_seconds"] == HOUR
    assert found["full_resolution_seconds"] == 25 * HOUR


BY_NOBODY = EXPORT.conversation(at("9:00"), assignee={"id": 0}, closedBy=0)
EXPORT.line_item(BY_NOBODY, at("10:00"), "changed-ticket-status", status="closed")


def test_0_is_nobody(facts: Facts) -> None:
    found = facts.conversation(BY_NOBODY)
    assert found["agent_key"] == "help_scout:unknown"
    assert found["resolved_agent_key"] == "help_scout:unknown"
    zeros = facts.desk.rows(
        "select agent_key from facts.dim_agents where agent_key = 'help_scout:0'"
    )
    assert zeros == []


# -- Assignees and mailboxes

ASSIGNED = EXPORT.conversation(at("9:00"), mailboxId=ORDERS, assignee=user(COLLEAGUE))
EXPORT.threads[-1]["assignedTo"] = {"id": TEAM, "type": "team"}
EXPORT.line_item(ASSIGNED, at("9:10"), "moved-from-mailbox", mailbox=BILLING)
EXPORT.thread(ASSIGNED, at("9:20"), status="closed", assignedTo=user(AGENT))
EXPORT.thread(ASSIGNED, at("9:30"), "customer", status="active")
EXPORT.line_item(ASSIGNED, at("9:40"), "changed-ticket-assignee")
EXPORT.threads[-1]["assignedTo"] = user(COLLEAGUE)


def test_the_mailbox_is_the_team_and_a_move_a_transfer(facts: Facts) -> None:
    found = facts.conversation(ASSIGNED)
    assert found["created_team_key"] == f"help_scout:{BILLING}"
    assert found["team_key"] == f"help_scout:{ORDERS}"
    assert found["transfer_count"] == 1
    teams = facts.desk.values(
        "select team_name from facts.dim_teams where source_system = 'help_scout' "
        "order by all"
    )
    assert teams == ["Billing", "Shop", "unknown"]


def test_who_was_assigned_when_it_was_closed_resolved_it(facts: Facts) -> None:
    found = facts.conversation(ASSIGNED)
    assert found["resolved_agent_key"] == f"help_scout:{AGENT}"
    assert found["agent_key"] == f"help_scout:{COLLEAGUE}"


# -- Spam and deleted; what is taken back counts as if it had not been

SPAM = EXPORT.conversation(at("9:00"))
EXPORT.line_item(SPAM, at("11:00"), "changed-ticket-status", status="spam")
UNSPAMMED = EXPORT.conversation(at("9:00"))
EXPORT.line_item(UNSPAMMED, at("11:00"), "changed-ticket-status", status="spam")
EXPORT.line_item(UNSPAMMED, at("12:00"), "changed-ticket-status", status="active")
DELETED = EXPORT.conversation(at("9:00"), state="deleted")
EXPORT.line_item(DELETED, at("11:00"), "deleted-ticket")
DRAFTED = EXPORT.conversation(at("9:00"), opening="message", state="draft")


def test_spam_and_deleted_leave_the_backlog_when_they_became_so(facts: Facts) -> None:
    for number, flag in ((SPAM, "is_spam"), (DELETED, "is_deleted")):
        found = facts.conversation(number)
        assert found[flag]
        assert not found["is_valid"]
        assert found["removed_at"] == moment("11:00")
        assert facts.is_in_backlog(number, "10:00")
        assert not facts.is_in_backlog(number, "11:00")


def test_spam_for_an_hour_was_no_spam(facts: Facts) -> None:
    assert facts.conversation(UNSPAMMED)["is_valid"]
    assert facts.is_in_backlog(UNSPAMMED, "11:30")
    assert facts.statuses(UNSPAMMED) == ["new", "open"]


def test_a_draft_of_a_conversation_is_not_valid(facts: Facts) -> None:
    assert not facts.conversation(DRAFTED)["is_valid"]


# -- Merges: told by the target, or by where all threads have gone

SOURCE = EXPORT.conversation(at("9:30"))
TARGET = EXPORT.conversation(at("9:00"))
EXPORT.line_item(TARGET, at("10:00"), "merged", originalConversation=SOURCE)
EXPORT.thread(TARGET, at("10:30"), status="closed")
NAMELESS = EXPORT.conversation(at("9:30"))
NAMELESS_TARGET = EXPORT.conversation(at("9:00"))
LATER.threads.append(
    {
        **next(row for row in EXPORT.threads if row["conversationId"] == NAMELESS),
        "conversationId": NAMELESS_TARGET,
    }
)
EXPORT.line_item(NAMELESS_TARGET, at("10:00"), "merged")
OLDER = EXPORT.conversation(at("2026-02-20 9:00"))
EXPORT.thread(OLDER, at("2026-02-20 9:10"), status="closed")
YOUNGER = EXPORT.conversation(at("9:00"))
LATER.threads += [
    {**row, "conversationId": YOUNGER}
    for row in EXPORT.threads
    if row["conversationId"] == OLDER
]
EXPORT.line_item(YOUNGER, at("9:30"), "merged", originalConversation=OLDER)
EXPORT.thread(YOUNGER, at("9:45"))


@pytest.mark.parametrize(
    ("number", "target"), [(SOURCE, TARGET), (NAMELESS, NAMELESS_TARGET)]
)
def test_a_merged_conversation_counts_nowhere(
    facts: Facts, number: int, target: int
) -> None:
    found = facts.conversation(number)
    assert found["is_merged"]
    assert not found["is_valid"]
    assert found["merged_into_key"] == f"help_scout:{target}"
    assert found["removed_at"] == moment("10:00")
    assert not facts.is_in_backlog(number, "10:00")


def test_the_target_keeps_its_own_time(facts: Facts) -> None:
    assert facts.conversation(TARGET)["full_resolution_seconds"] == 90 * MINUTE


def test_a_thread_that_moved_counts_where_it_is(facts: Facts) -> None:
    assert facts.conversation(NAMELESS)["customer_message_count"] == 0
    assert facts.conversation(NAMELESS_TARGET)["customer_message_count"] == 2


def test_what_a_merge_brings_from_before_the_creation_is_not_the_targets(
    facts: Facts,
) -> None:
    found = facts.conversation(YOUNGER)
    assert facts.spells(YOUNGER)[0] == ("new", moment("9:00"))
    assert found["resolution_count"] == 0
    assert found["first_response_seconds"] == 45 * MINUTE
    assert found["data_issue"] is None
    assert found["customer_message_count"] == 1


# -- Snoozes: the versions of the row tell them

SNOOZED = EXPORT.conversation(at("9:00"))
EXPORT.thread(SNOOZED, at("9:10"), status="pending")
EXPORT.conversations[SNOOZED] |= {
    "userUpdatedAt": at("9:15"),
    "snooze": {"snoozedBy": AGENT, "snoozedUntil": at("2026-04-01 9:00")},
}
WOKEN = EXPORT.conversation(at("9:00"))
EXPORT.keep_version(
    WOKEN, userUpdatedAt=at("9:15"), snooze={"snoozedUntil": at("2026-03-03 9:00")}
)
EXPORT.thread(WOKEN, at("11:00"), "customer", status="nochange")
TIMED = EXPORT.conversation(at("9:00"))
EXPORT.keep_version(
    TIMED,
    userUpdatedAt=at("9:15"),
    snooze={"snoozedUntil": at("12:00"), "unsnoozeOnCustomerReply": False},
)
EXPORT.thread(TIMED, at("11:00"), "customer", status="nochange")
EXPORT.thread(TIMED, at("13:00"), "note")


def test_a_snooze_lasts_until_its_time_is_seen_to_have_come(facts: Facts) -> None:
    assert facts.spells(SNOOZED)[-1] == ("snoozed", moment("9:15"))
    found = facts.conversation(SNOOZED)
    assert found["status"] == "snoozed"
    assert found["snoozed_until_at"] == moment("2026-04-01 9:00")


def test_a_customers_reply_wakes_it(facts: Facts) -> None:
    assert facts.spells(WOKEN) == [
        ("new", moment("9:00")),
        ("snoozed", moment("9:15")),
        ("new", moment("11:00")),
    ]


def test_a_timer_wakes_what_no_reply_may(facts: Facts) -> None:
    assert facts.spells(TIMED) == [
        ("new", moment("9:00")),
        ("snoozed", moment("9:15")),
        ("new", moment("12:00")),
        ("open", moment("13:00")),
    ]


# -- Happiness is a scale of its own

RATED = EXPORT.conversation(at("9:00"))
RATED_THREADS = [
    EXPORT.thread(EXPORT.conversation(at("9:00")), at("9:10"), status="closed")
    for _ in range(10)
]
for place, thread in enumerate(RATED_THREADS):
    rated = next(row for row in EXPORT.threads if row["id"] == thread)
    score = 1 if place < 6 else 2 if place < 8 else 3
    EXPORT.rating(rated["conversationId"], thread, at("12:00"), score)
CHANGED = EXPORT.thread(RATED, at("9:10"), createdBy=user(COLLEAGUE))
EXPORT.rating(RATED, CHANGED, at("2026-04-02 12:00"), 1)
EXPORT.rating(RATED, CHANGED, at("2026-04-02 13:00"), 3)
EXPORT.ratings[-1]["ratingUserId"] = 0


def test_great_is_satisfied_okay_neutral_and_none_of_them_good_or_bad(
    facts: Facts,
) -> None:
    mart = facts.desk.row(
        "select * from marts.customer_satisfaction where segment_type = "
        "'source_system' and segment_value = 'help_scout' and period_grain = 'month' "
        "and period_start_date = ?",
        date(2026, 3, 1),
    )
    assert mart["sample_size"] == 10
    assert mart["kpi_value"] == pytest.approx(0.6)
    satisfied, dissatisfied = mart["satisfied_count"], mart["dissatisfied_count"]
    assert (satisfied, mart["neutral_count"], dissatisfied) == (6, 2, 2)
    assert 100 * (satisfied - dissatisfied) / mart["sample_size"] == 40
    assert mart["binary_answer_count"] == 0
    assert mart["five_point_answer_count"] == 0
    assert mart["response_rate"] is None


def test_a_changed_rating_keeps_its_first_score_and_counts_once(facts: Facts) -> None:
    answer = facts.answer(CHANGED)
    assert (answer["score"], answer["first_score"]) == (1, 3)
    assert answer["is_dissatisfied"]
    assert answer["is_counted"]
    assert answer["agent_key"] == f"help_scout:{COLLEAGUE}"
    assert facts.answer(RATED_THREADS[0])["agent_key"] == f"help_scout:{AGENT}"


# -- Threads missing: the row alone speaks

ROW_ONLY = EXPORT.conversation(at("9:00"), opening=None, status="closed")
EXPORT.conversations[ROW_ONLY]["closedAt"] = at("11:00")
HEADLESS = EXPORT.conversation(at("9:00"), opening=None)
EXPORT.thread(HEADLESS, at("12:00"), status="pending")
STRAY = EXPORT.thread(4004, at("9:00"), "customer")


def test_without_threads_the_history_is_what_the_row_says(facts: Facts) -> None:
    found = facts.conversation(ROW_ONLY)
    assert facts.spells(ROW_ONLY) == [
        ("open", moment("9:00")),
        ("resolved", moment("11:00")),
    ]
    assert found["full_resolution_seconds"] == 2 * HOUR
    assert not found["is_history_complete"]


def test_without_its_first_thread_the_history_is_incomplete(facts: Facts) -> None:
    assert not facts.conversation(HEADLESS)["is_history_complete"]
    assert facts.statuses(HEADLESS) == ["new", "waiting_customer"]


def test_a_thread_of_no_conversation_is_flagged(facts: Facts) -> None:
    issue = facts.desk.value(
        "select issue from quality.flagged_rows where record_key = ?",
        f"help_scout:{STRAY}",
    )
    assert issue == "conversation_not_exported"


# -- Dirt

OLD_VERSION = EXPORT.conversation(at("9:00"))
LATER.versions.append({**EXPORT.conversations[OLD_VERSION], "status": "spam"})
EXPORT.thread(OLD_VERSION, at("9:30"), status="pending")
CLOSED_BY_WORKFLOW = EXPORT.conversation(at("9:00"))
EXPORT.keep_version(CLOSED_BY_WORKFLOW)
EXPORT.conversations[CLOSED_BY_WORKFLOW] |= {
    "status": "closed",
    "closedAt": at("15:00"),
}
MYSTERY = EXPORT.conversation(at("9:00"), source={"type": "pigeon"})
EXPORT.thread(MYSTERY, at("9:30"), status="parked")
SNAKE = EXPORT.conversation(at("9:00"))
EXPORT.thread(SNAKE, at("9:06"), status="closed")


def test_an_older_version_that_comes_later_does_not_win(facts: Facts) -> None:
    assert facts.conversation(OLD_VERSION)["status"] == "waiting_customer"
    assert facts.conversation(OLD_VERSION)["is_valid"]


def test_a_closing_that_moves_no_users_update_is_newer(facts: Facts) -> None:
    found = facts.conversation(CLOSED_BY_WORKFLOW)
    assert found["status"] == "resolved"
    assert found["last_resolved_at"] == moment("15:00")


def test_unknown_codes_are_open_or_other_and_reported(facts: Facts) -> None:
    assert facts.conversation(MYSTERY)["channel"] == "other"
    assert facts.statuses(MYSTERY) == ["new", "open"]
    codes = facts.desk.values(
        "select native_code from quality.unknown_codes "
        "where source_system = 'help_scout' order by all"
    )
    assert codes == ["parked", "pigeon"]


def test_names_in_snake_case_say_the_same(desk: Desk, facts: Facts) -> None:
    streams = {
        "conversations": [EXPORT.conversations[SNAKE]],
        "threads": [row for row in EXPORT.threads if row["conversationId"] == SNAKE],
        "ratings": EXPORT.ratings[:1],
    }
    rows = {name: [snake(row) for row in found] for name, found in streams.items()}
    rows["ratings"][0]["conversation_id"] = rows["ratings"][0].pop("id")
    rows["ratings"][0]["thread_id"] = rows["ratings"][0].pop("threadid")
    desk.deliver(
        {f"help_scout/{name}.ndjson": found for name, found in rows.items()}
        | {f"help_scout/{name}/camel.ndjson": found for name, found in streams.items()}
    )
    build = desk.build("--select", "+fct_survey_answers", "+fct_responses")
    assert build.success, build.log
    told = "select * exclude (conversation_bucket) from facts.fct_responses where "
    told += f"conversation_key = 'help_scout:{SNAKE}'"
    assert desk.rows(told) == facts.desk.rows(told)
    assert desk.value("select score from facts.fct_survey_answers") == 3
    staged = desk.rows(
        "select stream, sum(staged_count) as staged, sum(duplicate_count) as again "
        "from staging.files_read group by stream order by stream"
    )
    assert [(row["staged"], row["again"]) for row in staged] == [(1, 1), (1, 1), (2, 2)]


def test_ids_inside_objects_carry_the_account_too(desk: Desk) -> None:
    export = HelpScoutExport(first_id=1)
    source = export.conversation(at("9:00"))
    target = export.conversation(at("9:00"), mailboxId=ORDERS, assignee=user(AGENT))
    export.line_item(target, at("9:10"), "moved-from-mailbox", mailbox=BILLING)
    export.line_item(target, at("9:20"), "merged", originalConversation=source)
    export.thread(target, at("9:30"), assignedTo=user(AGENT))
    desk.deliver(
        {
            name.replace("help_scout/", "help_scout-emea/"): content
            for name, content in export.files().items()
        }
    )
    build = desk.build("--select", "+fct_conversations")
    assert build.success, build.log
    rows = desk.rows("select * from facts.fct_conversations order by conversation_key")
    merged, found = rows
    assert merged["merged_into_key"] == found["conversation_key"]
    assert found["conversation_key"] == f"help_scout:emea:{target}"
    assert found["native_id"] == str(target)
    assert found["account"] == "emea"
    assert found["customer_key"] == f"help_scout:emea:{CUSTOMER}"
    assert found["agent_key"] == f"help_scout:emea:{AGENT}"
    assert found["first_response_agent_key"] == f"help_scout:emea:{AGENT}"
    assert found["created_team_key"] == f"help_scout:emea:{BILLING}"
    assert found["transfer_count"] == 1


def test_a_row_without_its_key_or_time_is_kept_aside(desk: Desk) -> None:
    good: list[Row] = [
        {"id": number, "createdAt": at("9:00"), "type": "customer"}
        for number in range(1, 10)
    ]
    bad: list[Row] = [
        {"id": 10},
        {"id": 11, "createdAt": "soon"},
        {"createdAt": at("9:00")},
    ]
    desk.deliver({"help_scout/threads.ndjson": [*good, *bad]})
    build = desk.read("help_scout__threads", variables={"max_rejected_share": 0.5})
    assert build.success, build.log
    reasons = desk.values("select reason from staging.rows_rejected order by all")
    assert reasons == [
        "created_at can't be read as timestamp: soon",
        "created_at is missing",
        "id is missing",
    ]


# -- The simulated desk, told by Help Scout

CONVERSATION_KEYS = {
    *("id", "number", "threads", "type", "folderId", "status", "state", "subject"),
    *("preview", "mailboxId", "createdBy", "createdAt", "closedBy", "closedAt"),
    *("userUpdatedAt", "customerWaitingSince", "source", "tags", "cc", "bcc"),
    *("primaryCustomer", "customFields"),
}
THREAD_KEYS = {
    *("id", "type", "status", "state", "action", "body", "source", "customer"),
    *("createdBy", "savedReplyId", "to", "cc", "bcc", "createdAt", "openedAt"),
    *("_embedded", "conversationId"),
}


def test_the_simulator_writes_what_the_api_gives(tmp_path: Path) -> None:
    settings = Settings(600, 11, date(2026, 2, 1), date(2026, 4, 30), "mirror")
    request = Request(settings, ("help_scout",), 0, months_per_file=1)
    kinds = simulate(request, tmp_path, workers=1, is_quiet=True)["help_scout"]
    assert kinds["conversation"] == 600
    for kind in ("draft that is never sent", "threads of a merged conversation moved"):
        assert kinds[kind] > 0, kind
    for stream, keys, optional in (
        ("conversations", CONVERSATION_KEYS, {"assignee", "snooze"}),
        ("threads", THREAD_KEYS, {"assignedTo"}),
    ):
        for path in (tmp_path / "help_scout" / stream).iterdir():
            for line in path.read_text().splitlines():
                if line.endswith("}") and line.count("{") == line.count("}"):
                    assert json.loads(line).keys() - optional == keys, line


# -- All at once, against the oracle


def test_random_histories_are_the_oracles_row_by_row(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exports = tmp_path_factory.mktemp("help_scout_histories")
    generator.write_histories(exports, HISTORIES, SEED, ("help_scout",))
    variables = generator.VARIABLES | {
        "max_rejected_share": 0.2,
        "max_flagged_share": 1,
    }
    desk = Desk(project, tmp_path_factory.mktemp("help_scout_desk"))
    build = desk.build("--select", "+facts", exports=str(exports), variables=variables)
    assert build.success, build.log
    oracle = compute(Path(exports), dict(variables))
    facts = compare.load_facts(desk.database)
    differences = compare.compare(oracle, *facts)
    assert len(facts[0]) > HISTORIES
    assert len(facts[2]) > HISTORIES / 2
    assert not differences, "\n".join(differences[:20])
    spells = desk.rows(
        "select conversation_key, spell_number, status, changed_at, started_at, "
        "ended_at, is_estimated from facts.fct_status_spells "
        "order by conversation_key, spell_number"
    )
    expected = sorted(
        oracle.status_spells,
        key=lambda spell: (str(spell["conversation_key"]), spell["spell_number"]),
    )
    assert spells == expected
    as_of = desk.value("select as_of_at from facts.dim_as_of")
    assert as_of == oracle.as_of
    desk.close()
