"""The oracle itself is right: hand-written exports whose answers are known."""

import gzip
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import duckdb
import pytest
from tests.python.compare import compare, load_facts
from tests.python.oracle import Facts, compute
from tests.python.oracle.generator import VARIABLES, outcomes, write_histories
from tests.python.oracle.kpis import kpis_by_slice
from tests.python.oracle.kpis.frame import KpiValue, score_bounds, wilson
from tests.python.oracle.neighbours import open_export

Row: TypeAlias = dict[str, object]

AGENT, LEAVER, CUSTOMER, OTHER, BOT = 11, 12, 21, 22, 31
OFFICE = [(day * 1440 + 540, day * 1440 + 1020) for day in range(1, 6)]
LEAST = 50
# More of these would be the desk's first days.
FEW_BY_NATURE = {"dated 1970", "dated 2001", "data issue implausibly_early"}


def at(moment: str) -> datetime:
    """Return a time as facts hold it."""
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def iso(moment: str) -> str:
    """Return a time as exports write it."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).isoformat()


class Export:
    """An export folder that a test writes row by row."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows: dict[str, list[Row]] = {}
        self.number = 1000

    def add(self, stream: str, **row: object) -> None:
        """Add a row to a stream such as `zendesk/tickets`."""
        self.rows.setdefault(stream, []).append(row)

    def user(
        self, person: int, role: str, since: str = "2020-01-01", **more: object
    ) -> None:
        """Add a version of a user."""
        self.add("zendesk/users", id=person, role=role, updated_at=iso(since), **more)

    def ticket(self, number: int, created_at: str, **more: object) -> None:
        """Add a version of a ticket."""
        row: Row = {
            "id": number,
            "created_at": iso(created_at),
            "updated_at": iso(created_at),
            "status": "open",
            "requester_id": CUSTOMER,
            "submitter_id": CUSTOMER,
            "via": {"channel": "web"},
        }
        self.add("zendesk/tickets", **(row | more))

    def say(self, number: int, moment: str, author: int, **more: object) -> None:
        """Add a comment."""
        self.number += 1
        row: Row = {
            "id": self.number,
            "ticket_id": number,
            "created_at": iso(moment),
            "author_id": author,
            "body": "text",
            "public": True,
        }
        self.add("zendesk/ticket_comments", **(row | more))

    def audit(self, number: int, moment: str, *events: Row, **more: object) -> None:
        """Add an audit."""
        self.number += 1
        row: Row = {
            "id": self.number,
            "ticket_id": number,
            "created_at": iso(moment),
            "author_id": AGENT,
            "events": list(events),
        }
        self.add("zendesk/ticket_audits", **(row | more))

    def history(
        self, number: int, *steps: tuple[str, str], field: str = "status"
    ) -> None:
        """Add the creation and the changes of a field."""
        before = None
        for moment, value in steps:
            event: Row = {"field_name": field, "value": value, "type": "Create"}
            if before is not None:
                event |= {"type": "Change", "previous_value": before}
            self.audit(number, moment, event)
            before = value

    def schedule(self, zone: str = "UTC", number: int = 1, **more: object) -> None:
        """Add a schedule from Monday to Friday, 09:00 to 17:00."""
        row: Row = {
            "id": number,
            "time_zone": zone,
            "created_at": f"2020-01-0{number}T00:00:00Z",
            "intervals": [{"start_time": a, "end_time": b} for a, b in OFFICE],
        }
        self.add("zendesk/schedules", **(row | more))

    def conversation(self, name: str, created_at: str, **more: object) -> None:
        """Add a conversation in the generic layout."""
        row: Row = {"conversation_id": name, "created_at": iso(created_at)}
        self.add("generic/conversations", **(row | more))

    def message(self, name: str, moment: str, who: str, **more: object) -> None:
        """Add a message in the generic layout."""
        self.number += 1
        row: Row = {
            "message_id": self.number,
            "conversation_id": name,
            "sent_at": iso(moment),
            "author_type": who,
            "author_id": who,
            "body": "text",
        }
        self.add("generic/messages", **(row | more))

    def change(
        self, name: str, moment: str, old: str, new: str, **more: object
    ) -> None:
        """Add a change of status in the generic layout."""
        row: Row = {
            "conversation_id": name,
            "changed_at": iso(moment),
            "field": "status",
            "old_value": old,
            "new_value": new,
        }
        self.add("generic/changes", **(row | more))

    def answer(self, name: str, moment: str | None, **more: object) -> None:
        """Add a survey answer in the generic layout."""
        row: Row = {"answer_id": name, "answered_at": moment and iso(moment)}
        self.add("generic/survey_answers", **(row | more))

    def facts(self, **variables: object) -> Facts:
        """Write the files and compute the facts."""
        for stream, rows in self.rows.items():
            path = self.root / f"{stream}.ndjson"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return compute(self.root, variables)


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Return an empty export with one agent and one customer."""
    made = Export(tmp_path)
    made.user(AGENT, "agent")
    made.user(CUSTOMER, "end-user")
    return made


def only(facts: Facts, key: str = "zendesk:1") -> Row:
    """Return one conversation."""
    return next(row for row in facts.conversations if row["conversation_key"] == key)


def waits(facts: Facts, key: str = "zendesk:1") -> list[Row]:
    """Return the waits of a conversation."""
    return [row for row in facts.responses if row["conversation_key"] == key]


def column(rows: Iterable[Row], name: str) -> list[object]:
    """Return a column."""
    return [row[name] for row in rows]


def kpi(facts: Facts, name: str, month: str) -> KpiValue:
    """Return a KPI of a month."""
    export = open_export(Path("no exports"), {}, facts)
    place = (name, "all", "all", date.fromisoformat(f"{month}-01"))
    return kpis_by_slice(facts, export)[place]


# Worked examples


def test_response_pairs(export: Export) -> None:
    export.ticket(1, "2024-05-06 10:00")
    export.say(1, "2024-05-06 10:00", CUSTOMER)
    export.say(1, "2024-05-06 10:02", CUSTOMER)
    export.say(1, "2024-05-06 10:02", BOT)
    export.say(1, "2024-05-06 10:03", AGENT, public=False)
    export.say(1, "2024-05-06 10:06", AGENT)
    export.say(1, "2024-05-06 10:07", AGENT)
    export.say(1, "2024-05-06 10:20", CUSTOMER)
    export.say(1, "2024-05-06 10:35", AGENT)
    facts = export.facts(zendesk_bot_user_ids=[BOT])
    assert column(waits(facts), "response_seconds") == [360, 900]
    assert column(waits(facts), "response_band") == ["within_limit", "breached"]
    assert column(waits(facts), "has_bot_reply") == [True, False]
    fact = only(facts)
    assert fact["first_response_seconds"] == 360
    assert fact["first_bot_response_at"] == at("2024-05-06 10:02")
    assert fact["first_response_after_handover_seconds"] == 240
    assert fact["internal_note_count"] == 1
    assert (fact["response_count"], fact["reply_count"]) == (2, 3)
    assert kpi(facts, "response_time", "2024-05").kpi_value == 10.5
    assert kpi(facts, "first_response_time", "2024-05").kpi_value == 6


def test_a_trigger_hands_nothing_over(export: Export) -> None:
    export.ticket(1, "2024-05-06 10:00")
    export.say(1, "2024-05-06 10:00", CUSTOMER)
    export.say(1, "2024-05-06 10:02", -1)
    export.say(1, "2024-05-06 10:06", AGENT)
    fact = only(export.facts())
    assert fact["first_bot_response_at"] == at("2024-05-06 10:02")
    assert fact["handed_over_at"] is None
    assert fact["first_response_after_handover_seconds"] is None


@pytest.mark.parametrize(
    ("reply", "band"),
    [
        ("10:05:00.000", "on_target"),
        ("10:05:00.400", "within_limit"),
        ("10:10:00.000", "within_limit"),
        ("10:10:00.400", "breached"),
    ],
)
def test_band_boundaries(export: Export, reply: str, band: str) -> None:
    export.ticket(1, "2024-05-06 10:00")
    export.say(1, "2024-05-06 10:00", CUSTOMER)
    export.say(1, f"2024-05-06 {reply}", AGENT)
    assert column(waits(export.facts()), "response_band") == [band]


def test_backlog_identity(export: Export) -> None:
    for number in range(10):
        export.conversation(f"old{number}", "2024-01-10", status="open")
    for number in range(5):
        export.conversation(f"new{number}", "2024-02-10", status="open")
    for number in range(2):
        name = f"back{number}"
        export.conversation(name, "2024-01-05", status="open")
        export.change(name, "2024-01-06", "open", "resolved")
        export.change(name, "2024-02-07", "resolved", "open")
    for number in range(7):
        export.change(f"old{number}", "2024-02-20", "open", "resolved")
    export.rows["generic/conversations"][9]["spam_at"] = iso("2024-02-21")
    export.conversation("later", "2024-03-01", status="open")
    facts = export.facts()
    assert kpi(facts, "backlog", "2024-01").kpi_value == 10
    assert kpi(facts, "backlog", "2024-02").kpi_value == 9


def test_first_and_full_resolution(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", status="solved")
    export.history(
        1,
        ("2024-05-06 09:00", "new"),
        ("2024-05-06 11:00", "solved"),
        ("2024-05-07 09:00", "open"),
        ("2024-05-07 10:00", "solved"),
    )
    facts = export.facts()
    fact = only(facts)
    assert fact["first_resolution_seconds"] == 2 * 3600
    assert fact["full_resolution_seconds"] == 25 * 3600
    assert (fact["resolution_count"], fact["reopen_count"]) == (2, 1)
    assert kpi(facts, "resolution_time", "2024-05").kpi_value == 25
    assert kpi(facts, "longest_resolution_time", "2024-05").kpi_value == 25


def test_full_resolution_is_null_while_reopened(export: Export) -> None:
    export.schedule()
    export.ticket(1, "2024-05-06 09:00", status="open")
    export.history(
        1,
        ("2024-05-06 09:00", "new"),
        ("2024-05-06 11:00", "solved"),
        ("2024-05-07 09:00", "open"),
    )
    fact = only(export.facts())
    assert fact["first_resolution_seconds"] == 2 * 3600
    assert fact["full_resolution_seconds"] is None
    assert fact["full_resolution_business_seconds"] is None
    assert (fact["reopen_count"], fact["is_resolved"]) == (1, False)


def test_wilson_bounds() -> None:
    found = [wilson(*sample) for sample in ((9, 10), (0, 5), (5, 5))]
    rounded = [tuple(round(100 * end, 1) for end in pair or ()) for pair in found]
    assert rounded == [(59.6, 98.2), (0, 43.4), (56.6, 100)]


def test_promoter_score(export: Export) -> None:
    for number, score in enumerate([9, 9, 10, "10", 9, 7, 8, 7, 0, 6]):
        export.answer(
            f"s{number}",
            "2024-05-06",
            kind="nps",
            score=score,
            customer_id=f"c{number}",
        )
    export.answer("s99", "2024-05-07", kind="nps", score=11, customer_id="c0")
    export.conversation("one", "2024-05-31")
    found = kpi(export.facts(), "net_promoter_score", "2024-05")
    assert (found.kpi_value, found.sample_size) == (30, 10)
    low, high = score_bounds(5, 2, 10)
    assert (found.kpi_low, found.kpi_high) == (low, high)
    assert (round(low), round(high)) == (-19, 65)
    assert round((low + high) / 2, 1) == 23.1


def test_effort_score(export: Export) -> None:
    for number, score in enumerate([7, 6, 5, 4, 2]):
        export.answer(f"s{number}", "2024-05-06", kind="ces", score=score)
    export.conversation("one", "2024-05-31")
    assert kpi(export.facts(), "customer_effort_score", "2024-05").kpi_value == 0.6


@pytest.mark.parametrize(
    ("scores", "share"), [([3, 3, 2, 1], 0.5), ([3] * 6 + [2] * 2 + [1] * 2, 0.6)]
)
def test_satisfaction_on_three_points(
    export: Export, scores: list[int], share: float
) -> None:
    for number, score in enumerate(scores):
        export.answer(
            f"s{number}",
            "2024-05-06",
            kind="csat",
            score=score,
            scale_min=1,
            scale_max=3,
        )
    export.conversation("one", "2024-05-31")
    found = kpi(export.facts(), "customer_satisfaction", "2024-05")
    assert found.kpi_value == share


@pytest.mark.parametrize(
    ("created_at", "reply", "holidays", "minutes"),
    [
        ("2024-05-10 16:30", "2024-05-13 09:15", [], 45),
        ("2024-05-10 16:30", "2024-05-13 09:15", ["2024-05-13"], 30),
        ("2024-05-10 16:30", "2024-05-14 09:15", ["2024-05-13"], 45),
        ("2024-05-11 10:00", "2024-05-12 10:00", [], 0),
        ("2024-03-08 16:30", "2024-03-11 09:15", [], 45),
    ],
)
def test_business_minutes(
    export: Export, created_at: str, reply: str, holidays: list[str], minutes: int
) -> None:
    export.schedule()
    for number, closed in enumerate(holidays):
        export.add(
            "zendesk/holidays",
            schedule_id=1,
            name=str(number),
            start_date=closed,
            end_date=closed,
        )
    export.ticket(1, created_at)
    export.say(1, created_at, CUSTOMER)
    export.say(1, reply, AGENT)
    fact = only(export.facts())
    assert fact["first_response_business_seconds"] == minutes * 60


# What the best packages get right, and wrong


@pytest.mark.parametrize(
    ("created_at", "reply", "calendar", "business"),
    [
        ("2024-03-29 15:30", "2024-03-31 22:00", 196_200, 1_800),
        ("2024-03-29 15:30", "2024-04-01 07:15", 229_500, 2_700),
        ("2024-10-25 14:30", "2024-10-28 08:15", 236_700, 2_700),
    ],
)
def test_first_reply_over_clock_changes(
    export: Export, created_at: str, reply: str, calendar: int, business: int
) -> None:
    export.schedule("Madrid")
    export.ticket(1, created_at)
    export.say(1, created_at, CUSTOMER)
    export.say(1, reply, AGENT)
    fact = only(export.facts())
    assert fact["first_response_seconds"] == calendar
    assert fact["first_response_business_seconds"] == business


@pytest.mark.parametrize(
    ("interval", "saturday", "minutes"),
    [
        # The clock goes back at 03:00: 02:30 is the later one.
        ((90, 150), "2024-10-26", 120),
        ((0, 1440), "2024-10-26", 25 * 60),
        # The clock goes forward at 02:00: 02:30 becomes 03:30.
        ((90, 150), "2024-03-30", 60),
        ((150, 240), "2024-03-30", 30),
        ((0, 1440), "2024-03-30", 23 * 60),
    ],
)
def test_intervals_on_clock_changes(
    export: Export, interval: tuple[int, int], saturday: str, minutes: int
) -> None:
    opens, closes = interval
    intervals = [{"start_time": opens, "end_time": closes}]
    export.schedule("Madrid", intervals=intervals)
    start = at(saturday) + timedelta(hours=12)
    export.ticket(1, str(start))
    export.say(1, str(start), CUSTOMER)
    export.say(1, str(start + timedelta(days=2)), AGENT)
    fact = only(export.facts())
    assert fact["first_response_business_seconds"] == minutes * 60


def test_agent_opened_ticket(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", submitter_id=AGENT)
    export.say(1, "2024-05-06 09:00", AGENT)
    export.say(1, "2024-05-06 10:00", CUSTOMER)
    export.say(1, "2024-05-06 10:20", AGENT)
    facts = export.facts()
    assert only(facts)["is_agent_opened"] is True
    assert only(facts)["is_valid"] is True
    assert only(facts)["first_response_seconds"] == 1200
    assert column(waits(facts), "response_seconds") == [1200]


def test_total_reply_time_starts_at_the_first_unanswered_message(
    export: Export,
) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:30", CUSTOMER)
    export.say(1, "2024-05-06 09:40", AGENT)
    export.say(1, "2024-05-06 10:00", CUSTOMER)
    export.say(1, "2024-05-06 10:10", CUSTOMER)
    export.say(1, "2024-05-06 10:20", AGENT)
    assert column(waits(export.facts()), "response_seconds") == [2400, 1200]


def test_rating_good_then_bad(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00")
    for score, moment in (("good", "2024-05-07"), ("bad", "2024-05-08")):
        export.add(
            "zendesk/satisfaction_ratings",
            id=1,
            ticket_id=1,
            score=score,
            created_at=iso("2024-05-07"),
            updated_at=iso(moment),
        )
    [survey] = export.facts().surveys
    assert (survey["first_score"], survey["score"]) == (1, 0)
    assert survey["answered_at"] == at("2024-05-08")


def test_solved_without_an_agent_message(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", status="solved")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.history(1, ("2024-05-06 09:00", "new"), ("2024-05-06 12:00", "solved"))
    facts = export.facts()
    assert only(facts)["response_count"] == 0
    [wait] = waits(facts)
    assert wait["wait_outcome"] == "closed_without_reply"
    assert (wait["response_band"], wait["is_acknowledgement"]) == ("breached", False)


def test_open_and_never_answered(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    [wait] = waits(export.facts())
    assert (wait["wait_outcome"], wait["response_band"]) == ("open", None)


def test_seventy_eight_weeks(export: Export) -> None:
    export.schedule()
    export.ticket(1, "2023-01-02 09:00", status="solved")
    export.history(1, ("2023-01-02 09:00", "new"), ("2024-06-27 17:00", "solved"))
    fact = only(export.facts())
    assert fact["full_resolution_business_seconds"] == 186_720 * 60


def test_requester_missing_from_users(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", requester_id=99, submitter_id=99)
    export.say(1, "2024-05-06 09:00", 99)
    export.say(1, "2024-05-06 09:10", AGENT)
    facts = export.facts()
    assert only(facts)["customer_key"] == "zendesk:99"
    assert kpi(facts, "conversation_volume", "2024-05").kpi_value == 1
    assert kpi(facts, "backlog", "2024-05").kpi_value == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"deleted": True},
        {"_sdc_deleted_at": "2024-05-06T09:11:00Z"},
        {"_fivetran_deleted": True},
        {"body": "▇▇ ▇▇▇"},
        {"body": "<p> &nbsp;\u00a0</p>"},
        {"via": {"channel": "rule"}},
        {"public": False},
    ],
)
def test_first_agent_comment_is_none(export: Export, odd: Row) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:10", AGENT, **odd)
    export.say(1, "2024-05-06 11:00", AGENT)
    assert only(export.facts())["first_response_seconds"] == 120 * 60


def test_deleted_ticket(export: Export) -> None:
    export.ticket(1, "2024-03-06", status="deleted", updated_at=iso("2024-05-10"))
    export.ticket(2, "2024-03-06", status="deleted", subject="SCRUBBED")
    export.ticket(3, "2024-07-01")
    export.history(1, ("2024-03-06", "new"), ("2024-05-07", "deleted"))
    facts = export.facts()
    assert only(facts)["is_deleted"] is True
    assert only(facts)["is_valid"] is False
    assert only(facts)["status"] == "new"
    assert only(facts)["removed_at"] == at("2024-05-07")
    assert only(facts, "zendesk:2")["removed_at"] is None
    months = ("2024-03", "2024-04", "2024-05", "2024-06")
    assert [kpi(facts, "backlog", month).kpi_value for month in months] == [1, 1, 0, 0]
    assert kpi(facts, "conversation_volume", "2024-03").kpi_value == 0


def test_restored_ticket(export: Export) -> None:
    export.ticket(1, "2024-05-06", status="deleted", generated_timestamp=100)
    export.ticket(1, "2024-05-06", status="open", generated_timestamp=200)
    export.ticket(1, "2024-05-06", status="scrubbed", generated_timestamp=50)
    export.history(
        1, ("2024-05-06", "open"), ("2024-05-07", "deleted"), ("2024-05-08", "open")
    )
    fact = only(export.facts())
    assert (fact["is_deleted"], fact["reopen_count"]) == (False, 0)
    assert (fact["is_valid"], fact["removed_at"]) == (True, None)
    assert fact["is_history_complete"] is True


def test_spam(export: Export) -> None:
    export.user(OTHER, "end-user", suspended=False)
    export.user(OTHER, "end-user", "2024-06-01", suspended=True)
    export.ticket(1, "2024-05-06", status="deleted", requester_id=OTHER)
    assert only(export.facts())["is_spam"] is True


def test_answered_by_somebody_who_has_left(export: Export) -> None:
    export.user(LEAVER, "agent")
    export.user(LEAVER, "end-user", "2024-06-01")
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 10:00", LEAVER)
    export.say(1, "2024-05-06 11:00", AGENT)
    facts = export.facts()
    assert only(facts)["first_response_seconds"] == 60 * 60
    assert only(facts)["first_response_agent_key"] == f"zendesk:{LEAVER}"


def test_never_assigned(export: Export) -> None:
    export.ticket(1, "2024-05-06", status="solved")
    export.history(1, ("2024-05-06", "new"), ("2024-05-07", "solved"))
    fact = only(export.facts())
    assert fact["agent_key"] == fact["resolved_agent_key"] == "zendesk:unknown"
    assert fact["priority"] == fact["created_priority"] == "none"


def test_unknown_zone_and_schedule(export: Export) -> None:
    export.schedule("Atlantis")
    export.ticket(1, "2024-05-06 09:00")
    export.ticket(2, "2024-05-06 09:00")
    for number in (1, 2):
        export.say(number, "2024-05-06 09:00", CUSTOMER)
        export.say(number, "2024-05-06 10:00", AGENT)
    export.audit(
        2, "2024-05-06 09:00", {"type": "ScheduleAssignment", "new_schedule_id": 7}
    )
    facts = export.facts()
    assert only(facts)["first_response_business_seconds"] is None
    assert only(facts)["data_issue"] == "unknown_time_zone"
    assert only(facts, "zendesk:2")["data_issue"] == "unknown_schedule"
    assert column(facts.responses, "response_business_band") == [None, None]


def test_several_schedules(export: Export) -> None:
    export.schedule(number=1)
    export.schedule("UTC", 2, intervals=[{"start_time": 0, "end_time": 10080}])
    export.ticket(1, "2024-05-06 16:00", status="solved")
    export.history(1, ("2024-05-06 16:00", "new"), ("2024-05-06 20:00", "solved"))
    for moment, number in (("2024-05-06 16:10", 1), ("2024-05-06 19:00", 2)):
        event: Row = {"type": "ScheduleAssignment", "new_schedule_id": number}
        export.audit(1, moment, event)
    fact = only(export.facts())
    assert fact["full_resolution_business_seconds"] == 2 * 3600


def test_merged_ticket(export: Export) -> None:
    export.ticket(1, "2024-05-06", status="closed", tags=["closed_by_merge"])
    export.ticket(2, "2024-05-05", status="closed")
    export.ticket(3, "2024-05-04")
    for number, side, other in ((1, "to", 2), (2, "from", 1), (2, "to", 3)):
        via = {"channel": "web", "source": {"rel": "merge", side: {"ticket_id": other}}}
        export.say(number, f"2024-05-07 0{number}:00", AGENT, via=via)
    export.say(3, "2024-05-04 00:10", AGENT)
    export.add(
        "zendesk/satisfaction_ratings",
        id=1,
        ticket_id=1,
        score="good",
        created_at=iso("2024-05-08"),
        updated_at=iso("2024-05-08"),
    )
    facts = export.facts()
    assert column(facts.conversations, "is_merged") == [True, True, False]
    assert only(facts)["merged_into_key"] == "zendesk:2"
    assert only(facts)["removed_at"] == at("2024-05-07 01:00")
    assert only(facts)["agent_message_count"] == 0
    assert facts.surveys[0]["conversation_key"] == "zendesk:3"
    assert facts.surveys[0]["agent_key"] == f"zendesk:{AGENT}"
    assert kpi(facts, "conversation_volume", "2024-05").kpi_value == 1


def test_backlog_day_is_local(export: Export) -> None:
    export.ticket(1, "2024-04-20", status="solved")
    export.history(1, ("2024-04-20", "new"), ("2024-04-30 23:00", "solved"))
    export.ticket(2, "2024-06-01")
    assert kpi(export.facts(), "backlog", "2024-04").kpi_value == 0
    local = export.facts(reporting_time_zone="Europe/Madrid")
    assert kpi(local, "backlog", "2024-04").kpi_value == 1


def test_durations_are_exact(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00:00.250", status="solved")
    export.history(
        1, ("2024-05-06 09:00:00.250", "new"), ("2024-05-06 09:01:30.125", "solved")
    )
    assert only(export.facts())["full_resolution_seconds"] == Decimal("89.875")


def test_as_of_leaves_out_a_few_far_dates(export: Export) -> None:
    export.ticket(1, "2024-05-06")
    for number in range(1200):
        export.say(1, f"2024-05-06 10:{number % 60:02}", CUSTOMER)
    export.say(1, "2099-01-01", AGENT)
    facts = export.facts()
    assert facts.as_of == at("2024-05-06 10:59")
    assert kpi(facts, "response_time", "2024-05").sample_size == 0
    assert export.facts(as_of="2024-05-06T10:30:00Z").as_of == at("2024-05-06 10:30")


# Our own rules


def test_outbound(export: Export) -> None:
    for number in (1, 2):
        export.ticket(number, "2024-05-06 09:00", tags=["campaign"])
        export.say(number, "2024-05-06 09:00", AGENT)
    export.say(2, "2024-05-06 10:00", CUSTOMER)
    export.say(2, "2024-05-06 10:05", AGENT)
    facts = export.facts()
    assert column(facts.conversations, "is_valid") == [False, True]
    assert column(facts.responses, "response_seconds") == [300]
    assert kpi(facts, "conversation_volume", "2024-05").kpi_value == 0
    assert kpi(facts, "backlog", "2024-05").kpi_value == 1


@pytest.mark.parametrize(
    ("again", "soft", "hard"),
    [
        ("2024-05-07 10:00:00", 1, 0),
        ("2024-05-07 11:00:00", 1, 0),
        ("2024-05-07 11:00:00.400", 0, 1),
    ],
)
def test_soft_reopen(export: Export, again: str, soft: int, hard: int) -> None:
    export.ticket(1, "2024-05-06 09:00", status="solved")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 11:00", AGENT)
    export.say(1, "2024-05-07 10:00", CUSTOMER, body="Thanks!")
    export.history(
        1,
        ("2024-05-06 09:00", "new"),
        ("2024-05-06 11:00", "solved"),
        ("2024-05-07 10:00", "open"),
        (again, "solved"),
    )
    facts = export.facts()
    fact = only(facts)
    assert (fact["soft_reopen_count"], fact["reopen_count"]) == (soft, hard)
    last = at("2024-05-06 11:00") if soft else at(again)
    assert fact["last_resolved_at"] == last
    assert waits(facts)[-1]["is_acknowledgement"] is True
    assert waits(facts)[-1]["response_band"] is None


def test_reply_in_a_short_reopen_is_no_soft_one(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", status="solved")
    export.say(1, "2024-05-07 10:00", CUSTOMER)
    export.say(1, "2024-05-07 10:30", AGENT)
    export.history(
        1,
        ("2024-05-06 09:00", "new"),
        ("2024-05-06 11:00", "solved"),
        ("2024-05-07 10:00", "open"),
        ("2024-05-07 10:30", "solved"),
    )
    fact = only(export.facts())
    assert (fact["soft_reopen_count"], fact["reopen_count"]) == (0, 1)


def test_created_as_solved_and_closed_later(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", status="closed")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.history(1, ("2024-05-06 09:00", "solved"), ("2024-05-10", "closed"))
    facts = export.facts()
    fact = only(facts)
    assert (fact["full_resolution_seconds"], fact["resolution_count"]) == (0, 1)
    assert (fact["status"], fact["reopen_count"]) == ("closed", 0)
    assert kpi(facts, "backlog", "2024-05").kpi_value == 0
    [wait] = waits(facts)
    assert (wait["wait_outcome"], wait["response_band"]) == (
        "closed_without_reply",
        None,
    )


def test_order_within_one_second(export: Export) -> None:
    export.conversation("one", "2024-05-06", status="open")
    export.change("one", "2024-05-07", "open", "resolved", sequence=1)
    export.change("one", "2024-05-07", "resolved", "open", sequence=2)
    export.change("one", "2024-05-07", "new", "open", sequence=0)
    fact = only(export.facts(), "generic:one")
    assert (fact["status"], fact["reopen_count"]) == ("open", 1)
    assert fact["is_history_complete"] is True


def test_history_wins_over_the_rows_own_times(export: Export) -> None:
    export.conversation(
        "one", "2024-05-06", status="closed", resolved_at=iso("2024-05-20")
    )
    export.change("one", "2024-05-07", "new", "resolved")
    fact = only(export.facts(), "generic:one")
    assert fact["last_resolved_at"] == at("2024-05-07")


@pytest.mark.parametrize(
    ("times", "resolved_at", "is_estimated"),
    [
        ({"resolved_at": "2024-05-08", "closed_at": "2024-05-12"}, "2024-05-08", False),
        ({"closed_at": "2024-05-12"}, "2024-05-12", False),
        ({}, "2024-05-30", True),
    ],
)
def test_status_without_history(
    export: Export, times: dict[str, str], resolved_at: str, *, is_estimated: bool
) -> None:
    row = {name: iso(moment) for name, moment in times.items()}
    export.conversation(
        "one", "2024-05-06", status="closed", updated_at=iso("2024-05-30"), **row
    )
    fact = only(export.facts(), "generic:one")
    assert fact["last_resolved_at"] == at(resolved_at)
    assert fact["is_resolution_time_estimated"] is is_estimated
    assert (fact["full_resolution_seconds"] is None) is is_estimated
    assert fact["is_history_complete"] is False


def test_row_newer_than_its_history(export: Export) -> None:
    export.ticket(1, "2024-05-06", status="solved", updated_at=iso("2024-05-20"))
    export.history(1, ("2024-05-06", "new"), ("2024-05-07", "open"))
    fact = only(export.facts())
    assert fact["data_issue"] == "resolution_time_estimated"
    assert fact["last_resolved_at"] == at("2024-05-20")
    assert fact["is_history_complete"] is False


def test_bad_order(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 08:00", AGENT)
    export.ticket(2, "2024-05-06 09:00", status="solved")
    export.history(2, ("2024-05-06 08:00", "new"), ("2024-05-06 08:30", "solved"))
    facts = export.facts()
    assert only(facts)["data_issue"] == "reply_before_creation"
    assert only(facts)["first_response_seconds"] is None
    assert column(waits(facts), "response_seconds") == [None]
    fact = only(facts, "zendesk:2")
    assert fact["data_issue"] == "resolved_before_creation"
    assert fact["full_resolution_seconds"] is None


def test_comments_of_audits_and_privacy(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:10", AGENT, id=77)
    export.audit(
        1,
        "2024-05-06 09:20",
        {"type": "CommentPrivacyChange", "comment_id": 77, "public": False},
        {"type": "Comment", "id": 78, "body": "Hello", "public": True},
        {"type": "Comment", "id": 77, "body": "Hello", "public": True},
    )
    facts = export.facts()
    assert only(facts)["first_response_seconds"] == 20 * 60
    assert only(facts)["internal_note_count"] == 1


def test_state_at_the_moment(export: Export) -> None:
    export.ticket(1, "2024-05-06 09:00", group_id=5, priority="urgent")
    export.history(
        1, ("2024-05-06 09:00", "3"), ("2024-05-06 09:10", "4"), field="group_id"
    )
    export.history(
        1, ("2024-05-06 09:00", "low"), ("2024-05-06 09:05", "high"), field="priority"
    )
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:10", AGENT)
    facts = export.facts()
    [wait] = waits(facts)
    assert (wait["team_key"], wait["priority"]) == ("zendesk:4", "high")
    assert wait["severity"] == "low"
    fact = only(facts)
    assert (fact["created_team_key"], fact["team_key"]) == ("zendesk:3", "zendesk:5")
    assert (fact["created_priority"], fact["priority"]) == ("low", "urgent")
    assert fact["transfer_count"] == 1


def test_bot_only(export: Export) -> None:
    via = {"channel": "answer_bot_for_web_widget"}
    for number in (1, 2, 3):
        assignee = AGENT if number == 2 else None
        export.ticket(number, "2024-05-06 09:00", assignee_id=assignee)
        export.say(number, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:01", -1, via=via)
    export.say(2, "2024-05-06 09:01", -1, via=via)
    export.say(3, "2024-05-06 09:01", -1, via={"channel": "rule"})
    facts = export.facts()
    assert column(facts.conversations, "is_bot_only") == [True, False, False]


def test_newest_version_and_rejected_rows(export: Export, tmp_path: Path) -> None:
    export.ticket(1, "2024-05-06", priority="low", generated_timestamp=300)
    export.ticket(1, "2024-05-06", priority="high", generated_timestamp=200)
    export.ticket(1, "2024-05-06", priority="low", generated_timestamp=300)
    export.add("zendesk/tickets", id=2, created_at="yesterday")
    folder = tmp_path / "zendesk" / "tickets"
    folder.mkdir(parents=True)
    late = {"id": 1.0, "created_at": "2024-05-06T00:00:00Z", "generated_timestamp": 100}
    (folder / "late.jsonl.gz").write_bytes(
        gzip.compress(b"not json\n" + json.dumps(late).encode())
    )
    facts = export.facts()
    assert (facts.rejected_count, facts.duplicate_count) == (2, 1)
    assert (facts.superseded_count, only(facts)["priority"]) == (2, "low")


def write_csv(path: Path, row: Row) -> None:
    """Write a CSV file."""
    values = ",".join(str(value) for value in row.values())
    path.with_suffix(".csv").write_text(f"{','.join(row)}\n{values}\nonly one\n")


def write_json(path: Path, row: Row) -> None:
    """Write a JSON array."""
    path.with_suffix(".json").write_text(json.dumps([row]))


def write_parquet(path: Path, row: Row) -> None:
    """Write a Parquet file."""
    table = import_module("pyarrow").Table.from_pylist([row])
    import_module("pyarrow.parquet").write_table(table, path.with_suffix(".parquet"))


@pytest.mark.parametrize("write", [write_csv, write_json, write_parquet])
def test_file_kinds(tmp_path: Path, write: Callable[[Path, Row], None]) -> None:
    (tmp_path / "generic").mkdir()
    row: Row = {"conversation_id": "a", "created_at": "2024-05-06T10:00:00+02:00"}
    write(tmp_path / "generic" / "conversations_2024", row)
    facts = compute(tmp_path, {})
    assert column(facts.conversations, "conversation_key") == ["generic:a"]
    assert column(facts.conversations, "created_at") == [at("2024-05-06 08:00")]


def test_addresses_are_hashed(export: Export) -> None:
    export.conversation("one", "2024-05-06", customer_id=" Ana@Example.com")
    key = only(export.facts(), "generic:one")["customer_key"]
    assert key == "generic:cdb9d6a1dddc375a09cc83e3001598dc"


# The generator and the comparison


def test_generator_covers_everything(tmp_path: Path) -> None:
    counts = write_histories(tmp_path, 3000, seed=7)
    facts = compute(tmp_path, VARIABLES)
    counts.update(outcomes(facts))
    for name, count in sorted(counts.items()):
        print(f"{count:7,d}  {name}")
    assert min(counts[name] for name in FEW_BY_NATURE) > 5
    rare = {name for name, count in counts.items() if count < LEAST}
    assert rare <= FEW_BY_NATURE
    assert facts.first_event is not None
    assert facts.first_event.year > 2001
    assert facts.as_of is not None
    assert facts.as_of.year < 2099


def test_generator_writes_the_same_again(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write_histories(folder, 60, seed=3)
    contents = [
        {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*.*")
        }
        for folder in folders
    ]
    assert contents[0] == contents[1]


def test_comparison_names_what_differs(export: Export, tmp_path: Path) -> None:
    export.ticket(1, "2024-05-06 09:00")
    export.say(1, "2024-05-06 09:00", CUSTOMER)
    export.say(1, "2024-05-06 09:05", AGENT)
    facts = export.facts()
    assert compare(facts, facts.conversations, facts.responses, []) == []
    wrong = [{**row, "channel": "chat"} for row in facts.conversations]
    differences = compare(facts, wrong, [], [])
    assert differences == [
        "conversation zendesk:1: channel is 'chat', the oracle says 'web'",
        "response zendesk:1#1: missing from the build",
    ]
    database = tmp_path / "build.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema facts")
        for table in ("fct_conversations", "fct_responses", "fct_survey_answers"):
            connection.execute(f"create table facts.{table} as select 1 as number")
    assert load_facts(database) == ([{"number": 1}], [{"number": 1}], [{"number": 1}])
