"""Where the best existing packages are wrong on Intercom exports.

One export holds every case. Each is written down above the test that tells its right
answer; the export is built once, by the first test that asks for it.
"""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest
from tests.python.intercom_export import (
    ADA,
    BILLING,
    BOB,
    CUSTOMER,
    OPERATOR,
    OPERATOR_ADDRESS,
    TECHNICAL,
    IntercomExport,
    admin,
    bot,
    contact,
    epoch,
)
from tests.python.project import Desk

MINUTE, HOUR = 60, 3600
SECOND_CUSTOMER = "65a1000000000000000000c2"
DISGUISED = 903

EXPORT = IntercomExport()
EXPORT.admins += [
    {"id": str(ADA), "name": "Ada", "email": "ada@desk.io", "team_ids": [71, 72]},
    {"id": str(BOB), "name": "Bob", "email": "bob@desk.io", "team_ids": [72]},
    {"id": str(OPERATOR), "name": "Fin", "email": OPERATOR_ADDRESS, "team_ids": []},
    {"id": str(DISGUISED), "name": "Operator", "email": OPERATOR_ADDRESS.upper()},
]
EXPORT.teams += [
    {"id": str(BILLING), "name": "Billing", "admin_ids": [ADA]},
    {"id": str(TECHNICAL), "name": "Technical", "admin_ids": [ADA, BOB]},
]
COMPANIES = {"type": "list", "data": [{"id": "c1"}, {"id": "c2"}], "total_count": 2}
EXPORT.contacts += [
    {"id": CUSTOMER, "role": "user", "email": "carla@example.org", "name": "Carla"},
    {"id": SECOND_CUSTOMER, "email": "ines@example.org", "companies": COMPANIES},
]


def moment(when: str) -> datetime:
    return datetime.fromtimestamp(epoch(when), UTC).replace(tzinfo=None)


class Facts:
    """What the facts say about one conversation."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def conversation(self, number: int) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_conversations where conversation_key = ?",
            f"intercom:{number}",
        )

    def _of(self, table: str, number: int, order: str) -> list[dict[str, Any]]:
        return self.desk.rows(
            f"select * from facts.{table} where conversation_key = ? order by {order}",
            f"intercom:{number}",
        )

    def waits(self, number: int) -> list[dict[str, Any]]:
        return self._of("fct_responses", number, "wait_number")

    def wait(self, number: int) -> dict[str, Any]:
        (wait,) = self.waits(number)
        return wait

    def statuses(self, number: int) -> list[str]:
        spells = self._of("fct_status_spells", number, "spell_number")
        return [spell["status"] for spell in spells]

    def authors(self, number: int) -> list[str]:
        messages = self._of("fct_messages", number, "message_number")
        return [message["author_type"] for message in messages]

    def answers(self, number: int) -> list[dict[str, Any]]:
        return self._of("fct_survey_answers", number, "survey_answer_key")

    def mart(self, kpi: str, kind: str, value: str, grain: str, start: str) -> Any:
        return self.desk.row(
            f"select * from marts.{kpi} where segment_type = ? and segment_value = ? "
            "and period_grain = ? and period_start_date = ?",
            kind,
            value,
            grain,
            date.fromisoformat(start),
        )


@pytest.fixture(scope="module")
def facts(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(EXPORT.files())
    # The hours of this desk in place of those of the repository's seed, which has none.
    assert desk.build("--select", "business_hours").success
    with contextlib.closing(duckdb.connect(str(desk.database))) as connection:
        for weekday in ("monday", "tuesday", "wednesday", "thursday", "friday"):
            connection.execute(
                "insert into facts.business_hours by name select "
                "'intercom' as source_system, 'office' as schedule, "
                "'Europe/Madrid' as time_zone, ? as weekday, "
                "'09:00' as opens_at, '17:00' as closes_at",
                [weekday],
            )
    build = desk.build("--exclude", "business_hours")
    assert build.success, build.log
    return Facts(desk)


# -- What dbt_intercom gets wrong

ONCE = EXPORT.conversation("10:00")
EXPORT.reply(ONCE, "10:20")
EXPORT.part(ONCE, "12:00", "close")
TWICE = EXPORT.conversation("10:00")
EXPORT.reply(TWICE, "10:20")
EXPORT.writes(TWICE, "11:00")
EXPORT.reply(TWICE, "11:10")
EXPORT.part(TWICE, "12:00", "close")


def test_time_to_close_runs_from_the_creation_however_often_the_customer_writes(
    facts: Facts,
) -> None:
    for number in (ONCE, TWICE):
        row = facts.conversation(number)
        assert row["full_resolution_seconds"] == 2 * HOUR
        assert row["first_resolution_seconds"] == 2 * HOUR
        assert row["first_response_seconds"] == 20 * MINUTE


ADMINS_OWN = EXPORT.conversation(
    "09:00", author=admin(), delivered_as="admin_initiated"
)
EXPORT.reply(ADMINS_OWN, "09:30")
CAMPAIGN = EXPORT.conversation(
    "09:00", author=admin(), delivered_as="campaigns_initiated"
)
EXPORT.writes(CAMPAIGN, "15:00")
EXPORT.reply(CAMPAIGN, "15:04")


def test_what_the_company_started_has_no_wait_until_the_customer_writes(
    facts: Facts,
) -> None:
    row = facts.conversation(ADMINS_OWN)
    assert (row["is_outbound"], row["is_valid"]) == (True, False)
    assert row["first_response_seconds"] is None
    assert facts.waits(ADMINS_OWN) == []
    row = facts.conversation(CAMPAIGN)
    assert (row["is_outbound"], row["is_valid"], row["is_inbound"]) == (
        True,
        True,
        False,
    )
    assert facts.wait(CAMPAIGN)["waiting_since_at"] == moment("15:00")
    assert row["first_response_seconds"] == 4 * MINUTE


CLOSED_WITH_REPLY = EXPORT.conversation("10:00")
EXPORT.part(CLOSED_WITH_REPLY, "10:30", "close", admin(BOB), "<p>Done.</p>")
CLOSED_SILENTLY = EXPORT.conversation("10:00")
EXPORT.part(CLOSED_SILENTLY, "10:30", "close", admin(BOB))
ASSIGNED_WITH_REPLY = EXPORT.conversation("10:00")
EXPORT.part(
    ASSIGNED_WITH_REPLY,
    "10:07",
    "assignment",
    admin(),
    "<p>My colleague will help.</p>",
    assigned_to={"type": "admin", "id": str(BOB)},
)


def test_a_message_sent_together_with_a_close_is_a_response(facts: Facts) -> None:
    row = facts.conversation(CLOSED_WITH_REPLY)
    assert row["first_response_seconds"] == 30 * MINUTE
    assert row["full_resolution_seconds"] == 30 * MINUTE
    wait = facts.wait(CLOSED_WITH_REPLY)
    assert (wait["wait_outcome"], wait["agent_key"]) == ("answered", f"intercom:{BOB}")
    wait = facts.wait(CLOSED_SILENTLY)
    assert wait["wait_outcome"] == "closed_without_reply"


def test_a_message_sent_together_with_an_assignment_is_its_writers(
    facts: Facts,
) -> None:
    wait = facts.wait(ASSIGNED_WITH_REPLY)
    assert wait["response_seconds"] == 7 * MINUTE
    assert wait["agent_key"] == f"intercom:{ADA}"


LEAKING = EXPORT.conversation("10:00")
MENDED = EXPORT.reply(LEAKING, "10:15")
EXPORT.parts.append(
    {**MENDED, "part_type": "close", "updated_at": MENDED["updated_at"] - 1}
)
EXPORT.part(LEAKING, "14:00", "close")


def test_superseded_versions_of_parts_count_nowhere(facts: Facts) -> None:
    row = facts.conversation(LEAKING)
    assert row["first_resolution_seconds"] == 4 * HOUR
    assert row["agent_message_count"] == 1
    assert facts.statuses(LEAKING) == ["new", "open", "resolved"]


TWO_TEAMS = EXPORT.conversation("2026-04-06 10:00", admin_assignee_id=ADA)
EXPORT.reply(TWO_TEAMS, "2026-04-06 10:05")
TWO_COMPANIES = EXPORT.conversation(
    "2026-04-06 10:00",
    author=contact(SECOND_CUSTOMER),
    contacts={"contacts": [{"id": SECOND_CUSTOMER}]},
)


def test_an_admin_in_two_teams_counts_once(facts: Facts) -> None:
    agents = facts.desk.rows(
        "select * from facts.dim_agents where agent_key = ?", f"intercom:{ADA}"
    )
    assert [agent["team_key"] for agent in agents] == [f"intercom:{BILLING}"]
    april = facts.mart(
        "response_time", "agent", f"intercom:{ADA}", "month", "2026-04-01"
    )
    assert april["sample_size"] == 1


def test_a_contact_in_two_companies_counts_once(facts: Facts) -> None:
    customers = facts.desk.rows(
        "select * from facts.dim_customers where customer_key = ?",
        f"intercom:{SECOND_CUSTOMER}",
    )
    assert len(customers) == 1
    april = facts.mart("conversation_volume", "all", "all", "month", "2026-04-01")
    assert april["kpi_value"] == 2


REOPENED = {}
for kind in ("open", "note_and_reopen", "assign_and_reopen"):
    REOPENED[kind] = EXPORT.conversation("08:00")
    EXPORT.reply(REOPENED[kind], "08:10")
    EXPORT.part(REOPENED[kind], "09:00", "close")
    note = "<p>Not done.</p>" if kind == "note_and_reopen" else None
    EXPORT.part(REOPENED[kind], "13:00", kind, admin(BOB), note)


@pytest.mark.parametrize("kind", list(REOPENED))
def test_every_way_to_reopen_is_a_reopen(facts: Facts, kind: str) -> None:
    row = facts.conversation(REOPENED[kind])
    assert row["reopen_count"] == 1
    assert row["full_resolution_seconds"] is None
    assert row["first_resolution_seconds"] == HOUR
    assert row["reply_count"] == 1
    assert row["internal_note_count"] == (kind == "note_and_reopen")


def test_there_is_a_table_by_day(facts: Facts) -> None:
    monday = facts.mart("conversation_volume", "all", "all", "day", "2026-04-06")
    assert monday["kpi_value"] == 2


OVER_THE_WEEKEND = EXPORT.conversation("2026-03-27 15:30")
EXPORT.reply(OVER_THE_WEEKEND, "2026-03-30 07:15")


def test_business_hours_are_those_of_the_seed_and_follow_the_clock(
    facts: Facts,
) -> None:
    row = facts.conversation(OVER_THE_WEEKEND)
    assert row["first_response_seconds"] == 63 * HOUR + 45 * MINUTE
    assert row["first_response_business_seconds"] == 45 * MINUTE


HAPPY = EXPORT.conversation(
    "2026-05-04 10:00",
    conversation_rating={
        "rating": 5,
        "created_at": epoch("2026-05-04 11:00"),
        "updated_at": epoch("2026-05-04 11:30"),
        "teammate": {"type": "admin", "id": str(ADA)},
    },
)
EXPORT.reply(HAPPY, "2026-05-04 10:05", BOB)
UNHAPPY = EXPORT.conversation(
    "2026-05-04 10:00",
    conversation_rating={"rating": 2, "created_at": epoch("2026-05-04 11:00")},
    ai_agent_participated=True,
    ai_agent={
        "rating": 5,
        "resolution_state": "escalated",
        "created_at": epoch("2026-05-04 10:00:10"),
        "updated_at": epoch("2026-05-04 10:03"),
    },
)
EXPORT.part(
    UNHAPPY,
    "2026-05-04 10:00:10",
    author=bot(from_ai_agent=True, is_ai_answer=True),
    body="<p>Have you tried this?</p>",
)
EXPORT.reply(UNHAPPY, "2026-05-04 10:30", BOB)
ASKED = EXPORT.conversation(
    "2026-05-04 10:00",
    conversation_rating={"rating": None, "created_at": epoch("2026-05-04 11:00")},
)


def test_a_rating_belongs_to_the_teammate_that_it_names_else_to_the_last_replier(
    facts: Facts,
) -> None:
    (happy,) = facts.answers(HAPPY)
    assert (happy["agent_key"], happy["is_satisfied"]) == (f"intercom:{ADA}", True)
    assert happy["asked_at"] == moment("2026-05-04 11:00")
    assert happy["answered_at"] == moment("2026-05-04 11:30")
    _, unhappy = facts.answers(UNHAPPY)
    assert (unhappy["agent_key"], unhappy["score"]) == (f"intercom:{BOB}", 2)
    (asked,) = facts.answers(ASKED)
    assert (asked["is_answered"], asked["answered_at"]) == (False, None)


def test_ratings_of_the_ai_agent_and_of_people_stand_apart(facts: Facts) -> None:
    of_ai, of_people = facts.answers(UNHAPPY)
    assert of_ai["agent_key"] == f"intercom:{OPERATOR}"
    assert (of_ai["score"], of_people["score"]) == (5, 2)
    assert of_ai["is_counted"]
    assert of_people["is_counted"]


def test_there_is_a_share_of_satisfied_answers(facts: Facts) -> None:
    may = facts.mart("customer_satisfaction", "all", "all", "month", "2026-05-01")
    assert may["sample_size"] == 3
    assert may["kpi_value"] == pytest.approx(2 / 3)


def test_there_are_numbers_of_bots(facts: Facts) -> None:
    row = facts.conversation(UNHAPPY)
    assert (row["bot_message_count"], row["agent_message_count"]) == (1, 1)
    assert row["first_bot_response_seconds"] == 10
    assert row["first_response_seconds"] == 30 * MINUTE
    assert facts.wait(UNHAPPY)["has_bot_reply"]


def test_every_response_is_a_row(facts: Facts) -> None:
    assert [wait["response_seconds"] for wait in facts.waits(TWICE)] == [
        20 * MINUTE,
        10 * MINUTE,
    ]


# -- What else Intercom's exports are wrong about

BOTS = EXPORT.conversation("10:00")
EXPORT.part(BOTS, "10:01", author=admin(OPERATOR), body="<p>We are on it.</p>")
EXPORT.part(BOTS, "10:02", author=admin(DISGUISED), body="<p>Still on it.</p>")
EXPORT.part(
    BOTS, "10:03", author=admin(777, email=OPERATOR_ADDRESS), body="<p>Soon.</p>"
)
EXPORT.part(BOTS, "10:04", author=admin(ADA, from_ai_agent=True), body="<p>So.</p>")
EXPORT.reply(BOTS, "10:40")


def test_operator_and_fin_are_bots_although_listed_as_admins(facts: Facts) -> None:
    assert facts.authors(BOTS) == ["customer", "bot", "bot", "bot", "bot", "agent"]
    assert facts.conversation(BOTS)["first_response_seconds"] == 40 * MINUTE
    bots = facts.desk.values(
        "select agent_key from facts.dim_agents where is_bot order by agent_key"
    )
    assert bots == [f"intercom:{number}" for number in (777, OPERATOR, DISGUISED)]


THANKS = EXPORT.conversation("10:00")
EXPORT.part(THANKS, "11:00", "close", body="<p>Bye.</p>")
EXPORT.writes(THANKS, "13:00")
SLEPT = EXPORT.conversation("10:00")
EXPORT.reply(SLEPT, "10:05")
EXPORT.part(SLEPT, "10:06", "snoozed")
EXPORT.writes(SLEPT, "11:00")
STAYED = EXPORT.conversation("10:00")
EXPORT.part(STAYED, "11:00", "close", body="<p>Bye.</p>")
EXPORT.writes(STAYED, "13:00", state="closed")
EXPORT.conversations[STAYED]["state"] = "closed"
TIMED = EXPORT.conversation("10:00")
EXPORT.reply(TIMED, "10:05")
EXPORT.part(TIMED, "10:06", "snoozed")
EXPORT.part(TIMED, "2026-03-03 09:00", "timer_unsnooze", bot())


def test_a_customer_who_writes_after_a_close_reopens_it(facts: Facts) -> None:
    assert facts.statuses(THANKS) == ["new", "resolved", "open"]
    row = facts.conversation(THANKS)
    assert (row["reopen_count"], row["full_resolution_seconds"]) == (1, None)
    assert facts.waits(THANKS)[-1]["wait_outcome"] == "open"


def test_a_customer_who_writes_during_a_snooze_wakes_it(facts: Facts) -> None:
    assert facts.statuses(SLEPT) == ["new", "open", "snoozed", "open"]
    assert facts.conversation(SLEPT)["reopen_count"] == 0


def test_the_state_of_the_part_beats_the_rule(facts: Facts) -> None:
    assert facts.statuses(STAYED) == ["new", "resolved"]
    assert facts.conversation(STAYED)["reopen_count"] == 0


def test_a_snooze_that_ends_by_itself_is_no_reopen(facts: Facts) -> None:
    assert facts.statuses(TIMED) == ["new", "open", "snoozed", "open"]
    assert facts.conversation(TIMED)["reopen_count"] == 0


PROACTIVE = EXPORT.conversation(
    "10:00", author=bot(), delivered_as="operator_initiated", body="<p>Need help?</p>"
)
EXPORT.writes(PROACTIVE, "12:00")
EXPORT.reply(PROACTIVE, "12:05")
IGNORED = EXPORT.conversation(
    "10:00", author=bot(), delivered_as="operator_initiated", body="<p>Need help?</p>"
)


def test_what_a_bot_began_counts_once_the_customer_writes(facts: Facts) -> None:
    row = facts.conversation(PROACTIVE)
    assert (row["is_valid"], row["is_inbound"]) == (True, True)
    assert row["first_response_seconds"] == 5 * MINUTE
    assert not facts.conversation(IGNORED)["is_valid"]
    assert facts.waits(IGNORED) == []


LONG = EXPORT.conversation(
    "10:00",
    statistics={
        "count_conversation_parts": 502,
        "first_admin_reply_at": epoch("10:09"),
    },
)
EXPORT.reply(LONG, "2026-03-09 10:00")
WHOLE = EXPORT.conversation("10:00", statistics={"count_conversation_parts": 2})
EXPORT.reply(WHOLE, "10:30")


def test_a_conversation_with_missing_parts_is_flagged(facts: Facts) -> None:
    assert not facts.conversation(LONG)["is_history_complete"]
    assert facts.conversation(WHOLE)["is_history_complete"]
    issues = facts.desk.values(
        "select issue from quality.flagged_rows where record_key = ?",
        f"intercom:{LONG}",
    )
    assert issues == ["history_incomplete"]


def test_a_first_reply_that_is_missing_is_dated_by_intercoms_own_record(
    facts: Facts,
) -> None:
    row = facts.conversation(LONG)
    assert row["first_response_seconds"] == 9 * MINUTE
    assert row["first_response_agent_key"] == "intercom:unknown"
    (wait,) = facts.waits(LONG)
    assert wait["responded_at"] == moment("10:09")


NOBODY = EXPORT.conversation("10:00", admin_assignee_id=0, team_assignee_id="0")
EXPORT.part(NOBODY, "10:05", "assignment", assigned_to={"type": "admin", "id": 0})
EXPORT.part(NOBODY, "10:06", "assignment", assigned_to={"type": "team", "id": "0"})


def test_the_id_0_is_nobody(facts: Facts) -> None:
    row = facts.conversation(NOBODY)
    assert row["agent_key"] == "intercom:unknown"
    assert row["team_key"] == "intercom:unknown"
    assert row["transfer_count"] == 0


REMOVED = EXPORT.conversation("10:00")
EXPORT.reply(REMOVED, "10:05")
EXPORT.deleted.append(
    {"id": str(REMOVED), "metrics_retained": True, "deleted_at": epoch("12:00")}
)


def test_what_was_deleted_counts_nowhere(facts: Facts) -> None:
    row = facts.conversation(REMOVED)
    assert (row["is_deleted"], row["is_valid"]) == (True, False)
    assert row["removed_at"] == moment("12:00")


WITHDRAWN = EXPORT.conversation("10:00")
EXPORT.part(WITHDRAWN, "10:10", redacted=True)
EXPORT.reply(WITHDRAWN, "12:00")


def test_a_redacted_reply_is_none(facts: Facts) -> None:
    assert facts.conversation(WITHDRAWN)["first_response_seconds"] == 2 * HOUR


MERGED_CONTACT = EXPORT.conversation(
    "10:00", contacts={"contacts": [{"id": SECOND_CUSTOMER}]}
)
EXPORT.older_conversations.append(
    {
        **EXPORT.conversations[MERGED_CONTACT],
        "updated_at": epoch("10:00") - 1,
        "contacts": {"contacts": [{"id": "65a1000000000000000000ff"}]},
    }
)


def test_a_merged_contact_is_the_one_that_it_was_merged_into(facts: Facts) -> None:
    row = facts.conversation(MERGED_CONTACT)
    assert row["customer_key"] == f"intercom:{SECOND_CUSTOMER}"


def test_conversations_are_found_by_text_and_by_number(facts: Facts) -> None:
    # The export writes conversations.id as text and conversation_id as a number.
    assert facts.conversation(ONCE)["agent_message_count"] == 1
    assert facts.desk.value("select count(*) from quality.rejected_rows") == 0
