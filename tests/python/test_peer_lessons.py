"""Where the best existing packages are wrong, or only just right, on Zendesk exports.

One export holds every case. Each is written down above the test that tells its right
answer; the export is built once, by the first test that asks for it.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.python.project import Desk
from tests.python.zendesk_export import (
    AGENT,
    BILLING,
    COLLEAGUE,
    CUSTOMER,
    SYSTEM,
    TECHNICAL,
    ZendeskExport,
    via,
)

LEAVER, LATE_LEAVER, UNSEEN_AGENT, SPAMMER, PROMOTED = 13, 14, 15, 22, 23
MISSING_CUSTOMER, SECOND_CUSTOMER = 99, 24
OFFICE, NOWHERE, ALWAYS, ABSENT = 501, 502, 503, 599
DAY, MINUTE, HOUR = 1440, 60, 3600

EXPORT = ZendeskExport()
EXPORT.user(AGENT, "agent", "2020-01-01T00:00:00Z")
EXPORT.user(COLLEAGUE, "admin", "2020-01-01T00:00:00Z")
EXPORT.user(LEAVER, "agent", "2020-01-01T00:00:00Z")
EXPORT.user(LEAVER, "end-user", "2026-04-20T00:00:00Z", active=False)
EXPORT.user(LATE_LEAVER, "end-user", "2026-04-20T00:00:00Z", active=False)
EXPORT.user(PROMOTED, "end-user", "2020-01-01T00:00:00Z")
EXPORT.user(PROMOTED, "agent", "2026-04-20T00:00:00Z")
EXPORT.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
EXPORT.user(SECOND_CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
EXPORT.user(SPAMMER, "end-user", "2020-01-01T00:00:00Z", suspended=True)
for group in (BILLING, TECHNICAL):
    EXPORT.groups.append(
        {"id": group, "name": f"Group {group}", "updated_at": "2020-01-01T00:00:00Z"}
    )
WEEK = [(weekday * DAY + 540, weekday * DAY + 1020) for weekday in range(1, 6)]
EXPORT.schedule(OFFICE, "Madrid", *WEEK, created_at="2020-01-01T00:00:00Z")
EXPORT.schedule(NOWHERE, "Middle Earth", *WEEK, created_at="2021-01-01T00:00:00Z")
EXPORT.schedule(ALWAYS, "Madrid", (0, 7 * DAY), created_at="2022-01-01T00:00:00Z")
for holiday in ("2024-12-25", "2026-05-01"):
    EXPORT.holidays.append(
        {"schedule_id": OFFICE, "name": "Closed", "start_date": holiday}
    )


def at(when: str) -> str:
    """A time on Monday 2 March 2026, unless it says on which day; UTC."""
    day, _, clock = when.rpartition(" ")
    seconds = "" if clock.count(":") == 2 else ":00"
    return f"{day or '2026-03-02'}T{clock}{seconds}Z"


def moment(when: str) -> datetime:
    return datetime.fromisoformat(at(when)).replace(tzinfo=None)


class Facts:
    """What the facts say about one ticket."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def conversation(self, ticket: int) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_conversations where conversation_key = ?",
            f"zendesk:{ticket}",
        )

    def _of(self, table: str, ticket: int, order: str) -> list[dict[str, Any]]:
        return self.desk.rows(
            f"select * from facts.{table} where conversation_key = ? order by {order}",
            f"zendesk:{ticket}",
        )

    def waits(self, ticket: int) -> list[dict[str, Any]]:
        return self._of("fct_responses", ticket, "wait_number")

    def wait(self, ticket: int) -> dict[str, Any]:
        (wait,) = self.waits(ticket)
        return wait

    def spells(self, ticket: int) -> list[dict[str, Any]]:
        return self._of("fct_status_spells", ticket, "spell_number")

    def statuses(self, ticket: int) -> list[str]:
        return [spell["status"] for spell in self.spells(ticket)]

    def authors(self, ticket: int) -> list[str]:
        messages = self._of("fct_messages", ticket, "message_number")
        return [message["author_type"] for message in messages]

    def backlog(self, ticket: int) -> list[dict[str, Any]]:
        return self._of("fct_backlog_changes", ticket, "changed_at, backlog_change")

    def is_in_backlog(self, ticket: int, when: str) -> bool:
        entered: int = self.desk.value(
            "select coalesce(sum(backlog_change), 0) from facts.fct_backlog_changes "
            "where conversation_key = ? and changed_at <= ?",
            f"zendesk:{ticket}",
            moment(when),
        )
        assert entered in {0, 1}
        return entered == 1

    def answer(self, rating: dict[str, Any]) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_survey_answers where survey_answer_key = ?",
            f"zendesk:{rating['id']}",
        )

    def mart(self, kpi: str, grain: str, start: str, channel: str = "") -> Any:
        """The slice of a period, of the whole desk or of a channel."""
        return self.desk.row(
            f"select * from marts.{kpi} where segment_type = ? and segment_value = ? "
            "and period_grain = ? and period_start_date = ?",
            "channel" if channel else "all",
            channel or "all",
            grain,
            date.fromisoformat(start),
        )


@pytest.fixture(scope="module")
def facts(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(EXPORT.files())
    build = desk.build()
    assert build.success, build.log
    return Facts(desk)


# -- What dbt_zendesk gets right

SPRING = EXPORT.ticket(at("2026-03-27 15:30"))
EXPORT.reply(SPRING, at("2026-03-30 07:15"))


def test_first_reply_over_the_change_to_summer_time(facts: Facts) -> None:
    row = facts.conversation(SPRING)
    assert row["first_response_seconds"] == 63 * HOUR + 45 * MINUTE
    assert row["first_response_business_seconds"] == 45 * MINUTE


AUTUMN = EXPORT.ticket(at("2025-10-24 14:30"))
EXPORT.reply(AUTUMN, at("2025-10-27 08:15"))


def test_first_reply_over_the_change_to_winter_time(facts: Facts) -> None:
    row = facts.conversation(AUTUMN)
    assert row["first_response_seconds"] == 65 * HOUR + 45 * MINUTE
    assert row["first_response_business_seconds"] == 45 * MINUTE


SHORT_NIGHT = EXPORT.ticket(at("2026-03-28 23:00"))
EXPORT.assign_schedule(SHORT_NIGHT, at("2026-03-28 23:00"), ALWAYS)
EXPORT.reply(SHORT_NIGHT, at("2026-03-29 04:00"))


def test_an_hour_that_the_clock_leaves_out_is_no_open_hour(facts: Facts) -> None:
    row = facts.conversation(SHORT_NIGHT)
    assert row["first_response_seconds"] == 5 * HOUR
    assert row["first_response_business_seconds"] == 5 * HOUR


HOLIDAY = EXPORT.ticket(at("2026-04-30 14:30"))
EXPORT.reply(HOLIDAY, at("2026-05-04 07:15"))


def test_first_reply_over_a_holiday(facts: Facts) -> None:
    row = facts.conversation(HOLIDAY)
    assert row["first_response_seconds"] == 88 * HOUR + 45 * MINUTE
    assert row["first_response_business_seconds"] == 45 * MINUTE


WEEKEND = EXPORT.ticket(at("2026-03-07 10:00"))
EXPORT.reply(WEEKEND, at("2026-03-07 11:00"))


def test_a_reply_out_of_hours_took_no_business_time(facts: Facts) -> None:
    row = facts.conversation(WEEKEND)
    assert row["first_response_seconds"] == HOUR
    assert row["first_response_business_seconds"] == 0


LOGGED = EXPORT.ticket(at("08:00"), submitter=AGENT)
EXPORT.comment(LOGGED, at("10:00"), CUSTOMER)
EXPORT.reply(LOGGED, at("10:30"))
LOGGED_ONLY = EXPORT.ticket(at("08:00"), submitter=AGENT)


def test_a_ticket_that_the_agent_opened_waits_from_the_first_customer_message(
    facts: Facts,
) -> None:
    row = facts.conversation(LOGGED)
    assert row["is_agent_opened"]
    assert row["is_valid"]
    assert row["first_response_seconds"] == 30 * MINUTE
    assert facts.wait(LOGGED)["waiting_since_at"] == moment("10:00")


def test_a_ticket_that_only_the_agent_wrote_in_has_no_first_response(
    facts: Facts,
) -> None:
    assert facts.conversation(LOGGED_ONLY)["first_response_seconds"] is None
    assert facts.waits(LOGGED_ONLY) == []


TWO_QUESTIONS = EXPORT.ticket(at("10:00"))
EXPORT.comment(TWO_QUESTIONS, at("10:20"), CUSTOMER)
EXPORT.reply(TWO_QUESTIONS, at("10:40"))
EXPORT.reply(TWO_QUESTIONS, at("10:45"))
EXPORT.comment(TWO_QUESTIONS, at("11:00"), CUSTOMER)
EXPORT.reply(TWO_QUESTIONS, at("11:20"))


def test_a_reply_is_measured_from_the_first_unanswered_customer_message(
    facts: Facts,
) -> None:
    seconds = [wait["response_seconds"] for wait in facts.waits(TWO_QUESTIONS)]
    assert seconds == [40 * MINUTE, 20 * MINUTE]
    assert sum(seconds) == 60 * MINUTE


# -- What dbt_zendesk gets wrong

GOOD_THEN_BAD = EXPORT.ticket(at("2026-04-06 10:00"), channel="chat")
EXPORT.reply(GOOD_THEN_BAD, at("2026-04-06 10:01"), channel="chat")
EXPORT.change(GOOD_THEN_BAD, at("2026-04-06 10:02"), status="solved")
CHANGED_RATING = EXPORT.rating(GOOD_THEN_BAD, "good", at("2026-04-07 10:00"))
EXPORT.ratings.append(
    {**CHANGED_RATING, "score": "bad", "updated_at": at("2026-04-08 10:00")}
)


def test_a_rating_that_went_from_good_to_bad_is_bad_and_was_good(facts: Facts) -> None:
    answer = facts.answer(CHANGED_RATING)
    assert (answer["first_score"], answer["score"]) == (1, 0)
    assert answer["is_dissatisfied"]
    assert not answer["is_satisfied"]
    assert answer["answered_at"] == moment("2026-04-08 10:00")
    assert answer["is_counted"]


def test_satisfaction_counts_the_newest_score_only(facts: Facts) -> None:
    april = facts.mart("customer_satisfaction", "month", "2026-04-01", "chat")
    assert april["sample_size"] == 1
    assert april["kpi_value"] == 0


ZERO_TOUCH = EXPORT.ticket(at("10:00"))
EXPORT.change(ZERO_TOUCH, at("10:05"), status="solved")


def test_solved_without_a_message_of_ours_is_zero_touch(facts: Facts) -> None:
    row = facts.conversation(ZERO_TOUCH)
    assert row["is_resolved"]
    assert (row["agent_message_count"], row["response_count"]) == (0, 0)
    assert row["first_response_seconds"] is None


UNANSWERED = EXPORT.ticket(at("2026-04-06 09:00"), channel="voice")


def test_open_and_never_answered_counts_as_unreplied(facts: Facts) -> None:
    assert facts.wait(UNANSWERED)["wait_outcome"] == "open"
    assert facts.conversation(UNANSWERED)["response_count"] == 0


def test_the_mart_counts_what_is_unreplied(facts: Facts) -> None:
    april = facts.mart("first_response_time", "month", "2026-04-01", "phone")
    assert april["still_unanswered_count"] == 1
    assert april["kpi_value"] is None
    responses = facts.mart("response_time", "month", "2026-04-01", "phone")
    assert responses["sample_size"] == 0
    assert responses["unanswered_past_limit_count"] == 1


REOPENED = EXPORT.ticket(at("08:00"))
EXPORT.reply(REOPENED, at("09:30"))
EXPORT.change(REOPENED, at("10:00"), status="solved")
EXPORT.comment(REOPENED, at("2026-03-03 08:00"), CUSTOMER)
EXPORT.change(REOPENED, at("2026-03-03 08:00"), status="open")


def test_a_reopened_ticket_has_no_full_resolution_on_any_clock(facts: Facts) -> None:
    row = facts.conversation(REOPENED)
    assert row["reopen_count"] == 1
    assert not row["is_resolved"]
    assert row["full_resolution_seconds"] is None
    assert row["full_resolution_business_seconds"] is None
    assert row["first_resolution_seconds"] == 2 * HOUR
    assert row["first_resolution_business_seconds"] == 2 * HOUR
    assert facts.is_in_backlog(REOPENED, "2026-03-03 08:00")


LONG = EXPORT.ticket(at("2024-07-01 07:00"))
EXPORT.change(LONG, at("2025-12-29 08:00"), status="solved")


def test_78_weeks_have_186720_business_minutes(facts: Facts) -> None:
    row = facts.conversation(LONG)
    assert row["full_resolution_business_seconds"] == 186_720 * MINUTE
    assert row["full_resolution_seconds"] == 78 * 7 * 24 * HOUR + HOUR


STRANGER = EXPORT.ticket(at("10:00"), requester=MISSING_CUSTOMER)
EXPORT.reply(STRANGER, at("10:10"))


def test_a_ticket_whose_requester_is_not_among_the_users_counts(facts: Facts) -> None:
    row = facts.conversation(STRANGER)
    assert row["customer_key"] == f"zendesk:{MISSING_CUSTOMER}"
    assert row["is_valid"]
    assert row["first_response_seconds"] == 10 * MINUTE
    assert facts.is_in_backlog(STRANGER, "12:00")
    customer = facts.desk.row(
        "select * from facts.dim_customers where customer_key = ?", row["customer_key"]
    )
    assert customer["customer_name"] == "unknown"


RETRACTED = EXPORT.ticket(at("10:00"))
FIRST_TRY = EXPORT.reply(RETRACTED, at("10:10"))
EXPORT.comments[-1]["deleted"] = True
EXPORT.reply(RETRACTED, at("12:00"))
REDACTED = EXPORT.ticket(at("10:00"))
EXPORT.reply(REDACTED, at("10:10"), body="▇▇▇▇ ▇▇\n")
EXPORT.reply(REDACTED, at("12:00"))


@pytest.mark.parametrize("ticket", [RETRACTED, REDACTED])
def test_a_deleted_comment_is_no_first_reply(facts: Facts, ticket: int) -> None:
    row = facts.conversation(ticket)
    assert row["first_response_seconds"] == 120 * MINUTE
    assert row["agent_message_count"] == 1


DELETED = EXPORT.ticket(at("10:00"))
EXPORT.keep_version(DELETED)
EXPORT.change(DELETED, at("2026-03-04 10:00"), status="deleted")
DELETED_SOMETIME = EXPORT.ticket(
    at("10:00"), with_history=False, status="deleted", subject="SCRUBBED"
)


def test_a_deleted_ticket_is_excluded_and_leaves_the_backlog(facts: Facts) -> None:
    row = facts.conversation(DELETED)
    assert row["is_deleted"]
    assert not row["is_spam"]
    assert not row["is_valid"]
    assert facts.is_in_backlog(DELETED, "2026-03-04 09:59")
    assert not facts.is_in_backlog(DELETED, "2026-03-04 10:00")


def test_what_was_deleted_at_a_time_unknown_was_never_in_the_backlog(
    facts: Facts,
) -> None:
    assert not facts.conversation(DELETED_SOMETIME)["is_valid"]
    assert facts.backlog(DELETED_SOMETIME) == []


LEFT = EXPORT.ticket(at("10:00"))
EXPORT.reply(LEFT, at("11:00"), LEAVER)
EXPORT.reply(LEFT, at("12:00"))
LEFT_BEFORE_EXPORT = EXPORT.ticket(at("10:00"))
EXPORT.change(LEFT_BEFORE_EXPORT, at("10:30"), assignee_id=LATE_LEAVER)
EXPORT.reply(LEFT_BEFORE_EXPORT, at("11:00"), LATE_LEAVER)
EXPORT.change(LEFT_BEFORE_EXPORT, at("11:30"), assignee_id=AGENT)
EXPORT.reply(LEFT_BEFORE_EXPORT, at("12:00"))


@pytest.mark.parametrize("ticket", [LEFT, LEFT_BEFORE_EXPORT])
def test_the_reply_of_somebody_who_has_since_left_is_a_reply(
    facts: Facts, ticket: int
) -> None:
    assert facts.conversation(ticket)["first_response_seconds"] == 60 * MINUTE
    assert facts.authors(ticket) == ["customer", "agent", "agent"]


UNASSIGNED = EXPORT.ticket(at("10:00"))
EXPORT.change(UNASSIGNED, at("2026-03-03 10:00"), status="solved")


def test_a_ticket_that_nobody_was_assigned_to_was_unassigned_all_the_time(
    facts: Facts,
) -> None:
    row = facts.conversation(UNASSIGNED)
    assert row["agent_key"] == row["resolved_agent_key"] == "zendesk:unknown"
    changes = facts.backlog(UNASSIGNED)
    assert all(change["is_unassigned"] for change in changes)
    assert (changes[0]["changed_at"], changes[-1]["changed_at"]) == (
        moment("10:00"),
        moment("2026-03-03 10:00"),
    )


ZONELESS = EXPORT.ticket(at("10:00"))
EXPORT.assign_schedule(ZONELESS, at("10:00"), NOWHERE)
EXPORT.reply(ZONELESS, at("11:00"))
EXPORT.change(ZONELESS, at("12:00"), status="solved")


def test_an_unknown_time_zone_gives_null_and_says_so(facts: Facts) -> None:
    row = facts.conversation(ZONELESS)
    assert row["data_issue"] == "unknown_time_zone"
    assert row["first_response_business_seconds"] is None
    assert row["full_resolution_business_seconds"] is None
    assert facts.wait(ZONELESS)["response_business_seconds"] is None
    assert row["first_response_seconds"] == HOUR


MERGE_TARGET = EXPORT.ticket(at("10:00"))
MERGE_SOURCE = EXPORT.ticket(at("10:30"))
EXPORT.comment(
    MERGE_SOURCE,
    at("11:00"),
    AGENT,
    via=via("web", rel="merge", to={"ticket_id": MERGE_TARGET}),
)
EXPORT.change(MERGE_SOURCE, at("11:00"), status="closed")
EXPORT.comment(
    MERGE_TARGET,
    at("11:00"),
    AGENT,
    via=via("web", rel="merge", from_={"ticket_id": MERGE_SOURCE}),
)
EXPORT.reply(MERGE_TARGET, at("12:00"))
EXPORT.change(MERGE_TARGET, at("13:00"), status="solved")
MOVED_RATING = EXPORT.rating(MERGE_SOURCE, "good", at("14:00"))


def test_the_source_of_a_merge_counts_nowhere(facts: Facts) -> None:
    source = facts.conversation(MERGE_SOURCE)
    assert source["is_merged"]
    assert not source["is_valid"]
    assert source["merged_into_key"] == f"zendesk:{MERGE_TARGET}"
    assert facts.is_in_backlog(MERGE_SOURCE, "10:59")
    assert not facts.is_in_backlog(MERGE_SOURCE, "11:00")
    assert not any(wait["is_inbound"] for wait in facts.waits(MERGE_SOURCE))


def test_the_target_of_a_merge_keeps_its_own_time(facts: Facts) -> None:
    target = facts.conversation(MERGE_TARGET)
    assert target["is_valid"]
    assert target["first_response_seconds"] == 2 * HOUR
    assert target["full_resolution_seconds"] == 3 * HOUR
    assert facts.authors(MERGE_TARGET) == ["customer", "system", "agent"]


def test_the_rating_of_a_merged_ticket_moves_to_the_target(facts: Facts) -> None:
    answer = facts.answer(MOVED_RATING)
    assert answer["conversation_key"] == f"zendesk:{MERGE_TARGET}"
    assert answer["is_counted"]


EXACT = EXPORT.ticket(at("10:00"))
EXPORT.reply(EXACT, at("10:01:59"))
EXPORT.change(EXACT, at("10:01:59"), status="open")
EXPORT.change(EXACT, at("10:03:01.250"), status="pending")
EXPORT.change(EXACT, at("10:04:05.500"), status="solved")


def test_durations_are_exact(facts: Facts) -> None:
    assert facts.conversation(EXACT)["first_response_seconds"] == 119
    assert facts.conversation(EXACT)["full_resolution_seconds"] == Decimal("245.500")
    seconds = [spell["spell_seconds"] for spell in facts.spells(EXACT)]
    assert seconds == [119, Decimal("62.250"), Decimal("64.250"), None]


AGEING = EXPORT.ticket(at("2026-04-01 07:15"), channel="sms")


def test_an_open_spell_runs_to_the_as_of_time_of_the_data(facts: Facts) -> None:
    (spell,) = facts.spells(AGEING)
    assert spell["ended_at"] is None
    assert spell["is_current"]
    assert facts.desk.value("select as_of_at from facts.dim_as_of") == moment(
        "2026-05-04 07:15"
    )
    may = facts.mart("backlog", "month", "2026-05-01", "sms")
    assert may["kpi_value"] == 1
    assert may["oldest_age_hours"] == 33 * 24


# -- Cases that the design decides

WORKED = EXPORT.ticket(at("10:00"), channel="native_messaging")
EXPORT.comment(WORKED, at("10:02"), CUSTOMER)
EXPORT.comment(WORKED, at("10:02"), SYSTEM, channel="answer_bot_for_web_widget")
EXPORT.comment(WORKED, at("10:03"), AGENT, public=False)
EXPORT.reply(WORKED, at("10:06"))
EXPORT.reply(WORKED, at("10:07"))
EXPORT.comment(WORKED, at("10:20"), CUSTOMER)
EXPORT.reply(WORKED, at("10:35"))


def test_the_worked_example_of_response_pairs(facts: Facts) -> None:
    waits = facts.waits(WORKED)
    assert [wait["response_seconds"] for wait in waits] == [6 * MINUTE, 15 * MINUTE]
    assert [wait["response_band"] for wait in waits] == ["within_limit", "breached"]
    assert [wait["has_bot_reply"] for wait in waits] == [True, False]
    row = facts.conversation(WORKED)
    assert row["first_response_seconds"] == 6 * MINUTE
    assert row["first_bot_response_seconds"] == 2 * MINUTE
    assert row["internal_note_count"] == 1


BOUNDARIES = EXPORT.ticket(at("10:00"))
EXPORT.reply(BOUNDARIES, at("10:05"))
EXPORT.comment(BOUNDARIES, at("11:00"), CUSTOMER)
EXPORT.reply(BOUNDARIES, at("11:05:00.400"))
EXPORT.comment(BOUNDARIES, at("12:00"), CUSTOMER)
EXPORT.reply(BOUNDARIES, at("12:10"))
EXPORT.comment(BOUNDARIES, at("13:00"), CUSTOMER)
EXPORT.reply(BOUNDARIES, at("13:10:00.001"))


def test_exactly_five_minutes_are_on_target_and_ten_within_the_limit(
    facts: Facts,
) -> None:
    bands = [wait["response_band"] for wait in facts.waits(BOUNDARIES)]
    assert bands == ["on_target", "within_limit", "within_limit", "breached"]


NOT_WANTED = EXPORT.ticket(at("10:00"), submitter=AGENT, tags=["campaign"])
WANTED = EXPORT.ticket(at("10:00"), submitter=AGENT, tags=["vip", "outbound"])
EXPORT.comment(WANTED, at("12:00"), CUSTOMER)
EXPORT.reply(WANTED, at("12:04"))


def test_a_campaign_is_valid_only_once_the_customer_writes(facts: Facts) -> None:
    assert not facts.conversation(NOT_WANTED)["is_valid"]
    assert facts.backlog(NOT_WANTED) == []
    row = facts.conversation(WANTED)
    assert row["is_outbound"]
    assert row["is_valid"]
    wait = facts.wait(WANTED)
    assert wait["response_seconds"] == 4 * MINUTE
    assert not wait["is_inbound"]
    assert not facts.is_in_backlog(WANTED, "11:59")
    assert facts.is_in_backlog(WANTED, "12:00")


CLOSED_SOON = EXPORT.ticket(at("10:00"))
EXPORT.change(CLOSED_SOON, at("10:10"), status="solved")
CLOSED_LATE = EXPORT.ticket(at("10:00"))
EXPORT.change(CLOSED_LATE, at("10:10:01"), status="solved")
THANKS = EXPORT.ticket(at("10:00"))
EXPORT.reply(THANKS, at("10:02"))
EXPORT.comment(THANKS, at("10:05"), CUSTOMER, body="Thanks!")
EXPORT.change(THANKS, at("11:00"), status="solved")


def test_resolved_without_a_reply_ends_the_wait(facts: Facts) -> None:
    soon, late = facts.wait(CLOSED_SOON), facts.wait(CLOSED_LATE)
    assert soon["wait_outcome"] == late["wait_outcome"] == "closed_without_reply"
    assert (soon["response_band"], late["response_band"]) == (None, "breached")
    assert soon["response_seconds"] is late["response_seconds"] is None


def test_thanks_after_a_reply_of_ours_are_no_breach(facts: Facts) -> None:
    _, thanks = facts.waits(THANKS)
    assert thanks["is_acknowledgement"]
    assert thanks["wait_outcome"] == "closed_without_reply"
    assert thanks["response_band"] is None


CLOSED = EXPORT.ticket(at("10:00"))
EXPORT.change(CLOSED, at("11:00"), status="solved")
EXPORT.change(CLOSED, at("2026-03-06 11:00"), status="closed")
BORN_SOLVED = EXPORT.ticket(at("10:00"), submitter=AGENT, status="solved")


def test_solved_to_closed_is_no_second_resolution(facts: Facts) -> None:
    row = facts.conversation(CLOSED)
    assert (row["resolution_count"], row["reopen_count"]) == (1, 0)
    assert row["full_resolution_seconds"] == HOUR
    assert facts.statuses(CLOSED) == ["new", "resolved", "closed"]


def test_created_as_solved_is_resolved_at_once_and_never_in_the_backlog(
    facts: Facts,
) -> None:
    row = facts.conversation(BORN_SOLVED)
    assert row["is_resolved"]
    assert row["full_resolution_seconds"] == 0
    assert facts.backlog(BORN_SOLVED) == []


SILENT = EXPORT.ticket(at("10:00"))
EXPORT.reply(SILENT, at("10:05"), body="<p>&nbsp; <br/></p>")
EXPORT.reply(SILENT, at("10:30"), body="", attachments=[{"id": 1}])
SILENT_QUESTION = EXPORT.ticket(at("10:00"), opening=None)
EXPORT.comment(SILENT_QUESTION, at("10:10"), CUSTOMER, body="")
EXPORT.reply(SILENT_QUESTION, at("10:20"))


def test_an_empty_message_of_ours_is_no_response_an_attachment_is(facts: Facts) -> None:
    assert facts.conversation(SILENT)["first_response_seconds"] == 30 * MINUTE


def test_an_empty_customer_message_does_wait(facts: Facts) -> None:
    row = facts.conversation(SILENT_QUESTION)
    assert row["customer_message_count"] == 1
    assert row["first_customer_message_at"] == moment("10:10")


OWN_TICKET = EXPORT.ticket(at("10:00"), requester=AGENT)
EXPORT.reply(OWN_TICKET, at("10:10"), COLLEAGUE)
BEFORE_PROMOTION = EXPORT.ticket(at("10:00"), requester=PROMOTED)
EXPORT.reply(BEFORE_PROMOTION, at("10:10"))
LEAVERS_TICKET = EXPORT.ticket(at("10:00"), requester=LATE_LEAVER)
EXPORT.reply(LEAVERS_TICKET, at("10:10"))
BY_NOTE = EXPORT.ticket(at("10:00"))
EXPORT.comment(BY_NOTE, at("10:05"), UNSEEN_AGENT, public=False)
EXPORT.reply(BY_NOTE, at("10:10"), UNSEEN_AGENT)
NOBODY = EXPORT.ticket(at("10:00"))
EXPORT.comment(NOBODY, at("10:05"), 98)
EXPORT.reply(NOBODY, at("10:10"))


def test_somebody_not_yet_promoted_is_the_customer(facts: Facts) -> None:
    assert facts.authors(BEFORE_PROMOTION) == ["customer", "agent"]


def test_the_requester_is_the_customer_unless_proven_an_agent_then(
    facts: Facts,
) -> None:
    assert facts.authors(LEAVERS_TICKET) == ["customer", "agent"]
    assert facts.authors(OWN_TICKET) == ["agent", "agent"]


def test_who_wrote_an_internal_note_is_an_agent(facts: Facts) -> None:
    assert facts.authors(BY_NOTE) == ["customer", "agent", "agent"]
    assert facts.conversation(BY_NOTE)["first_response_seconds"] == 10 * MINUTE


def test_a_comment_by_an_unknown_user_is_a_customer_message(facts: Facts) -> None:
    assert facts.authors(NOBODY) == ["customer", "customer", "agent"]


BOT_ONLY = EXPORT.ticket(at("10:00"))
EXPORT.comment(BOT_ONLY, at("10:01"), SYSTEM, channel="answer_bot_for_sdk")
EXPORT.change(BOT_ONLY, at("10:30"), status="solved")
HANDED_OVER = EXPORT.ticket(at("10:00"))
EXPORT.comment(HANDED_OVER, at("10:01"), SYSTEM, channel="answer_bot_for_sdk")
EXPORT.change(HANDED_OVER, at("10:02"), assignee_id=AGENT)
ACKNOWLEDGED = EXPORT.ticket(at("10:00"))
EXPORT.comment(ACKNOWLEDGED, at("10:01"), SYSTEM, channel="rule")
EXPORT.change(ACKNOWLEDGED, at("10:30"), status="solved")


def test_bot_only_is_what_a_bot_resolved_and_no_acknowledgement(facts: Facts) -> None:
    assert facts.conversation(BOT_ONLY)["is_bot_only"]
    assert not facts.conversation(HANDED_OVER)["is_bot_only"]
    assert not facts.conversation(ACKNOWLEDGED)["is_bot_only"]
    assert facts.authors(ACKNOWLEDGED) == ["customer", "bot"]


SPAM = EXPORT.ticket(at("10:00"), requester=SPAMMER)
EXPORT.keep_version(SPAM)
EXPORT.change(SPAM, at("10:30"), status="deleted")


def test_spam_is_a_deleted_ticket_of_a_suspended_requester(facts: Facts) -> None:
    row = facts.conversation(SPAM)
    assert row["is_spam"]
    assert row["is_deleted"]
    assert not row["is_valid"]


UNSCHEDULED = EXPORT.ticket(at("2026-03-06 15:30"))
EXPORT.assign_schedule(UNSCHEDULED, at("2026-03-06 15:30"), ABSENT)
EXPORT.reply(UNSCHEDULED, at("2026-03-06 15:45"))
SWITCHED = EXPORT.ticket(at("2026-03-06 15:30"))
EXPORT.assign_schedule(SWITCHED, at("2026-03-06 15:30"), OFFICE)
EXPORT.assign_schedule(SWITCHED, at("2026-03-06 20:00"), ALWAYS, OFFICE)
EXPORT.reply(SWITCHED, at("2026-03-06 21:00"))


def test_a_schedule_that_is_not_there_gives_null_and_says_so(facts: Facts) -> None:
    row = facts.conversation(UNSCHEDULED)
    assert row["data_issue"] == "unknown_schedule"
    assert row["first_response_business_seconds"] is None
    assert row["first_response_seconds"] == 15 * MINUTE


def test_each_schedule_counts_for_the_time_in_which_it_applied(facts: Facts) -> None:
    row = facts.conversation(SWITCHED)
    assert row["first_response_business_seconds"] == 30 * MINUTE + HOUR


WITHDRAWN = EXPORT.ticket(at("10:00"))
EXPORT.change(WITHDRAWN, at("11:00"), status="solved")
WITHDRAWN_RATING = EXPORT.rating(WITHDRAWN, "good", at("12:00"))
EXPORT.ratings.append(
    {**WITHDRAWN_RATING, "score": "offered", "updated_at": at("13:00")}
)
NOT_ASKED = EXPORT.rating(WITHDRAWN, "unoffered", at("14:00"))


def test_a_rating_that_was_withdrawn_is_asked_and_not_answered(facts: Facts) -> None:
    answer = facts.answer(WITHDRAWN_RATING)
    assert answer["first_score"] == 1
    assert answer["score"] is None
    assert answer["asked_at"] == moment("12:00")
    assert answer["answered_at"] is None
    assert not answer["is_answered"]
    assert not answer["is_counted"]


def test_a_rating_that_was_never_offered_is_no_question(facts: Facts) -> None:
    keys = facts.desk.values("select survey_answer_key from facts.fct_survey_answers")
    assert f"zendesk:{NOT_ASKED['id']}" not in keys


TIMELESS = EXPORT.ticket(at("10:00"))
EXPORT.comments[-1]["created_at"] = at("09:30")
EXPORT.reply(TIMELESS, at("09:45"))


def test_a_reply_before_the_creation_leaves_no_duration(facts: Facts) -> None:
    row = facts.conversation(TIMELESS)
    assert row["data_issue"] == "reply_before_creation"
    assert row["first_response_seconds"] is None
    assert row["first_response_business_seconds"] is None


FOLLOW_UP = EXPORT.ticket(
    at("2026-03-09 10:00"),
    via=via("closed_ticket", from_={"ticket_id": CLOSED}, rel="follow_up"),
)


def test_a_follow_up_counts_and_names_what_it_follows(facts: Facts) -> None:
    row = facts.conversation(FOLLOW_UP)
    assert row["follow_up_of_key"] == f"zendesk:{CLOSED}"
    assert row["is_valid"]


PAUSED = EXPORT.ticket(at("10:00"))
EXPORT.change(PAUSED, at("11:00"), status="pending")
EXPORT.change(PAUSED, at("12:00"), status="hold")
EXPORT.change(PAUSED, at("13:00"), status="escalated")


def test_waiting_tickets_stay_in_the_backlog(facts: Facts) -> None:
    assert facts.statuses(PAUSED) == [
        "new",
        "waiting_customer",
        "waiting_other",
        "open",
    ]
    assert all(
        facts.is_in_backlog(PAUSED, when) for when in ("10:00", "11:30", "12:30")
    )


def test_an_unknown_status_is_open(facts: Facts) -> None:
    row = facts.conversation(PAUSED)
    assert row["status"] == "open"
    assert not row["is_resolved"]
    assert facts.is_in_backlog(PAUSED, "2026-05-04 00:00")


AT_ONCE = EXPORT.ticket(at("10:00"))
EXPORT.change(AT_ONCE, at("11:00"), status="solved")
EXPORT.change(AT_ONCE, at("11:00"), status="open")
EXPORT.change(AT_ONCE, at("11:00"), status="closed")


def test_two_changes_within_one_second_are_two_changes(facts: Facts) -> None:
    assert facts.statuses(AT_ONCE) == ["new", "resolved", "open", "closed"]
    row = facts.conversation(AT_ONCE)
    assert (row["resolution_count"], row["reopen_count"]) == (2, 1)


SOFT = EXPORT.ticket(at("10:00"))
EXPORT.reply(SOFT, at("10:30"))
EXPORT.change(SOFT, at("11:00"), status="solved")
EXPORT.comment(SOFT, at("15:00"), CUSTOMER, body="Thank you!")
EXPORT.change(SOFT, at("15:00"), status="open")
EXPORT.change(SOFT, at("15:20"), status="solved")


def test_thanks_that_reopen_it_move_no_resolution(facts: Facts) -> None:
    row = facts.conversation(SOFT)
    assert (row["reopen_count"], row["soft_reopen_count"]) == (0, 1)
    assert row["resolution_count"] == 1
    assert row["full_resolution_seconds"] == HOUR


HIDDEN = EXPORT.ticket(at("10:00"))
MISTAKE = EXPORT.reply(HIDDEN, at("10:05"))
EXPORT.audit(
    HIDDEN,
    at("10:06"),
    AGENT,
    {"type": "CommentPrivacyChange", "comment_id": MISTAKE, "public": False},
)
EXPORT.reply(HIDDEN, at("10:20"))


def test_a_reply_that_was_made_private_is_no_response(facts: Facts) -> None:
    row = facts.conversation(HIDDEN)
    assert row["first_response_seconds"] == 20 * MINUTE
    assert row["internal_note_count"] == 1


ONLY_AUDITED = EXPORT.ticket(at("10:00"))
EXPORT.audit(
    ONLY_AUDITED,
    at("10:15"),
    AGENT,
    {"type": "Comment", "body": "Done.", "public": True, "author_id": AGENT},
)
WITHOUT_TICKET = EXPORT.ticket(at("10:00"))
AUDIT = EXPORT.audit(WITHOUT_TICKET, at("10:25"), AGENT, {"type": "Notification"})
EXPORT.comment(None, at("10:25"), AGENT, audit_id=AUDIT)


def test_a_comment_that_only_the_audits_hold_is_a_message(facts: Facts) -> None:
    assert facts.conversation(ONLY_AUDITED)["first_response_seconds"] == 15 * MINUTE


def test_a_comment_without_a_ticket_has_that_of_its_audit(facts: Facts) -> None:
    assert facts.conversation(WITHOUT_TICKET)["first_response_seconds"] == 25 * MINUTE


UNAUDITED = EXPORT.ticket(at("10:00"), with_history=False, status="closed")
EXPORT.comment(UNAUDITED, at("2026-03-05 10:00"), CUSTOMER)


def test_a_closing_whose_time_is_a_guess_is_in_no_duration(facts: Facts) -> None:
    row = facts.conversation(UNAUDITED)
    assert row["is_resolved"]
    assert not row["is_history_complete"]
    assert row["data_issue"] == "resolution_time_estimated"
    assert row["full_resolution_seconds"] is row["first_resolution_seconds"] is None
    assert facts.is_in_backlog(UNAUDITED, "2026-03-05 09:59")
    assert not facts.is_in_backlog(UNAUDITED, "2026-03-05 10:00")


SAMPLE_TICKET = EXPORT.ticket(at("10:00"), channel="sample_ticket")


def test_the_vendors_sample_ticket_is_a_test(facts: Facts) -> None:
    row = facts.conversation(SAMPLE_TICKET)
    assert row["is_test"]
    assert not row["is_valid"]
    assert facts.backlog(SAMPLE_TICKET) == []


RESTORED = EXPORT.ticket(at("10:00"))
EXPORT.change(RESTORED, at("11:00"), status="deleted")
EXPORT.keep_version(RESTORED)
EXPORT.change(RESTORED, at("12:00"), status="new")


def test_a_ticket_that_was_restored_counts_as_if_never_deleted(facts: Facts) -> None:
    row = facts.conversation(RESTORED)
    assert not row["is_deleted"]
    assert row["is_valid"]
    assert facts.statuses(RESTORED) == ["new"]
    assert facts.is_in_backlog(RESTORED, "11:30")


MOVED = EXPORT.ticket(at("10:00"), group_id=BILLING, priority="low")
EXPORT.change(MOVED, at("10:10"), assignee_id=AGENT)
EXPORT.change(MOVED, at("10:20"), group_id=TECHNICAL, priority="urgent")
EXPORT.reply(MOVED, at("10:30"), COLLEAGUE)
EXPORT.change(MOVED, at("10:40"), group_id=BILLING, priority="high")
EXPORT.change(MOVED, at("11:00"), status="solved")


def test_a_response_belongs_to_the_team_and_priority_then(facts: Facts) -> None:
    wait = facts.wait(MOVED)
    assert wait["team_key"] == f"zendesk:{TECHNICAL}"
    assert wait["priority"] == "urgent"
    assert wait["severity"] == "low"


def test_credit_goes_to_who_replied(facts: Facts) -> None:
    assert facts.wait(MOVED)["agent_key"] == f"zendesk:{COLLEAGUE}"
    row = facts.conversation(MOVED)
    assert row["first_response_agent_key"] == f"zendesk:{COLLEAGUE}"
    assert row["resolved_agent_key"] == f"zendesk:{AGENT}"
    assert row["agent_key"] == f"zendesk:{AGENT}"


def test_each_moment_has_the_team_and_priority_then(facts: Facts) -> None:
    row = facts.conversation(MOVED)
    assert row["created_team_key"] == f"zendesk:{BILLING}"
    assert row["created_priority"] == "low"
    assert row["first_response_team_key"] == f"zendesk:{TECHNICAL}"
    assert row["resolved_priority"] == "high"
    assert row["transfer_count"] == 2


def test_every_ticket_is_in_the_facts_once(facts: Facts) -> None:
    keys = facts.desk.values("select conversation_key from facts.fct_conversations")
    assert sorted(keys) == sorted(f"zendesk:{ticket}" for ticket in EXPORT.tickets)


def test_the_backlog_of_the_desk_is_that_of_its_tickets(facts: Facts) -> None:
    for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-04-30"):
        expected = sum(
            facts.is_in_backlog(ticket, f"{day} 23:59:59.999")
            for ticket in EXPORT.tickets
        )
        if day != "2026-04-30":
            counted = facts.desk.value(
                "select backlog_count from facts.fct_backlog_days where "
                "segment_type = 'all' and calendar_date = ?",
                date.fromisoformat(day),
            )
        else:
            counted = facts.mart("backlog", "month", "2026-04-01")["kpi_value"]
        assert counted == expected


# -- Another reporting time zone, and a desk without any priority event

MIDNIGHT = ZendeskExport()
EVENING = MIDNIGHT.ticket("2026-03-03T03:30:00Z")
MIDNIGHT.change(EVENING, "2026-03-05T03:30:00Z", status="solved")
BACKGROUND = MIDNIGHT.ticket("2026-03-01T12:00:00Z")
MIDNIGHT.comment(BACKGROUND, "2026-03-10T12:00:00Z", CUSTOMER)


@pytest.fixture(scope="module")
def new_york(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(MIDNIGHT.files())
    build = desk.build(variables={"reporting_time_zone": "America/New_York"})
    assert build.success, build.log
    return Facts(desk)


def test_a_backlog_day_is_one_of_the_reporting_time_zone(new_york: Facts) -> None:
    days = new_york.desk.rows(
        "select calendar_date, backlog_count from facts.fct_backlog_days where "
        "segment_type = 'all' and calendar_date between ? and ? order by 1",
        date(2026, 3, 1),
        date(2026, 3, 5),
    )
    assert [day["backlog_count"] for day in days] == [1, 2, 2, 1, 1]
    assert new_york.conversation(EVENING)["created_date"] == date(2026, 3, 2)
    assert new_york.conversation(EVENING)["created_hour"] == 22
    second_of_march = new_york.mart("backlog", "day", "2026-03-02")
    assert second_of_march["kpi_value"] == 2
    assert second_of_march["entered_count"] == 1


def test_a_desk_without_any_priority_event_builds(new_york: Facts) -> None:
    priorities = new_york.desk.values(
        "select distinct priority from facts.fct_backlog_changes"
    )
    assert priorities == ["none"]


# -- What arrives late is there after the next build


class Late:
    """Two deliveries: what one build knew, and what the next one knows."""

    def __init__(self) -> None:
        early = ZendeskExport()
        early.user(AGENT, "end-user", "2026-02-01T00:00:00Z")
        early.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
        self.long_closed = early.ticket(at("2024-01-01 10:00"))
        self.changed = early.ticket(at("10:00"))
        self.asked = early.ticket(at("10:00"))
        early.reply(self.asked, at("10:30"))
        self.untouched = early.ticket(at("2026-05-01 10:00"))
        self.merged = early.ticket(at("10:00"))
        self.target = early.ticket(at("09:00"))
        self.erased = early.ticket(at("10:00"))
        self.first_files = early.files("first")
        late = ZendeskExport(first_id=early.new_id())
        late.tickets = {number: dict(row) for number, row in early.tickets.items()}
        del late.tickets[self.untouched], late.tickets[self.target]
        late.user(AGENT, "agent", "2026-03-01T00:00:00Z")
        late.change(self.long_closed, at("2024-01-02 10:00"), status="solved")
        late.change(self.changed, at("11:00"), status="pending")
        late.change(self.changed, at("12:00"), status="open")
        late.change(self.erased, at("2026-03-03 10:00"), status="deleted")
        merge = via("web", rel="merge", to={"ticket_id": self.target})
        late.comment(self.merged, at("11:00"), AGENT, via=merge)
        self.new = late.ticket(at("2026-03-01 10:00"))
        self.second_files = late.files("second")


LATE = Late()


@pytest.fixture(scope="module")
def after_both(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    facts = Facts(desk)
    desk.deliver(LATE.first_files)
    first = desk.build()
    assert first.success, first.log
    assert facts.is_in_backlog(LATE.long_closed, "2026-03-23 00:00")
    assert facts.is_in_backlog(LATE.erased, "2026-04-01 00:00")
    assert facts.conversation(LATE.asked)["first_response_seconds"] is None
    desk.deliver(LATE.second_files)
    second = desk.build()
    assert second.success, second.log
    assert "rebuilt in full" not in second.log
    return facts


def test_a_closure_that_arrives_late_leaves_no_phantom_backlog(
    after_both: Facts,
) -> None:
    row = after_both.conversation(LATE.long_closed)
    assert row["full_resolution_seconds"] == 24 * HOUR
    assert after_both.is_in_backlog(LATE.long_closed, "2024-01-02 09:59")
    assert not after_both.is_in_backlog(LATE.long_closed, "2024-01-02 10:00")
    days = after_both.desk.value(
        "select sum(backlog_count) from facts.fct_backlog_days where "
        "segment_type = 'all' and calendar_date < date '2026-03-01'"
    )
    assert days == 1


def test_a_status_change_that_arrives_late_is_in_the_history(after_both: Facts) -> None:
    assert after_both.statuses(LATE.changed) == ["new", "waiting_customer", "open"]
    statuses = [
        (change["status"], change["backlog_change"])
        for change in after_both.backlog(LATE.changed)
        if change["changed_at"] == moment("11:00")
    ]
    assert statuses == [("new", -1), ("waiting_customer", 1)]


def test_a_ticket_that_arrives_late_is_counted_on_its_own_day(
    after_both: Facts,
) -> None:
    assert after_both.is_in_backlog(LATE.new, "2026-03-01 10:00")
    march = after_both.mart("conversation_volume", "day", "2026-03-01")
    assert march["kpi_value"] == 1


def test_a_role_that_arrives_late_makes_a_message_a_reply(after_both: Facts) -> None:
    row = after_both.conversation(LATE.asked)
    assert row["first_response_seconds"] == 30 * MINUTE
    assert after_both.authors(LATE.asked) == ["customer", "agent"]


def test_a_merge_that_arrives_late_takes_the_source_out(after_both: Facts) -> None:
    assert not after_both.conversation(LATE.merged)["is_valid"]
    assert not after_both.is_in_backlog(LATE.merged, "11:00")
    assert after_both.is_in_backlog(LATE.target, "2026-05-01 10:00")


def test_a_deletion_that_arrives_late_takes_the_ticket_out(after_both: Facts) -> None:
    assert not after_both.conversation(LATE.erased)["is_valid"]
    assert not after_both.is_in_backlog(LATE.erased, "2026-04-01 00:00")


def test_what_nothing_new_was_said_of_is_as_it_was(after_both: Facts) -> None:
    keys = after_both.desk.values(
        "select conversation_key from facts.fct_conversations"
    )
    assert sorted(keys) == sorted(
        f"zendesk:{ticket}"
        for ticket in (
            LATE.long_closed,
            LATE.changed,
            LATE.asked,
            LATE.untouched,
            LATE.merged,
            LATE.target,
            LATE.erased,
            LATE.new,
        )
    )
