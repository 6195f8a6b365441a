"""Streams of the neighbouring systems: what each rule and each kind of dirt makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.python import compare
from tests.python.oracle import compute, customers, help_centre, neighbours
from tests.python.project import Build, Content, Desk, Project, Row, parquet

from simulator.run import Request, simulate
from simulator.world import Settings

CONVERSATIONS = 1500
# Of few rows one that is damaged is a large share.
SMALL_DESK = {"max_rejected_share": 0.2}
# The oracle knows who is who in these.
SOURCES = ("zendesk", "generic")
MONDAY = "2026-03-02"


@dataclass
class Told:
    """What a build says of a simulated export, and what the oracle says."""

    desk: Desk
    export: neighbours.Export


@pytest.fixture(scope="module")
def simulated(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Told:
    exports = tmp_path_factory.mktemp("simulated")
    settings = Settings(CONVERSATIONS, 5, date(2025, 3, 1), date(2026, 2, 28))
    request = Request(settings, SOURCES, 0, months_per_file=2)
    simulate(request, exports, workers=1, is_quiet=True)
    desk = Desk(project, tmp_path_factory.mktemp("simulated_desk"))
    build = desk.build(
        "--select",
        "+path:models/facts",
        exports=str(exports),
        variables=SMALL_DESK,
    )
    assert build.success, build.log
    facts = compute(exports, SMALL_DESK)
    return Told(desk, neighbours.open_export(exports, SMALL_DESK, facts))


ORACLE: dict[str, tuple[str, Callable[[neighbours.Export], list[Any]], str]] = {
    "article reads": ("fct_article_reads", neighbours.article_reads, ""),
    "article contacts": ("fct_article_contacts", help_centre.article_contacts, ""),
    "searches": ("fct_help_searches", neighbours.searches, ""),
    "social threads": ("fct_social_threads", neighbours.social_threads, ""),
    "social waits": (
        "fct_responses",
        neighbours.social_responses,
        "where response_kind = 'social'",
    ),
    "promises": ("fct_sla_instances", neighbours.promises, ""),
    "evaluations": ("fct_agent_evaluations", neighbours.evaluations, ""),
    "orders": ("fct_conversions", customers.conversions, ""),
    "referrals": ("fct_referrals", customers.referrals, ""),
    "active days": ("fct_active_days", customers.active_days, ""),
    "customer months": ("fct_customer_months", customers.customer_months, ""),
}


@pytest.mark.parametrize("what", ORACLE)
def test_facts_of_the_neighbours_are_the_oracles_row_by_row(
    simulated: Told, what: str
) -> None:
    table, told, where = ORACLE[what]
    expected = told(simulated.export)
    actual = simulated.desk.rows(f"select * from facts.{table} {where}")
    differences = compare.compare_rows(
        what, expected, actual, (next(iter(expected[0])),)
    )
    assert len(expected) > 50
    assert not differences, "\n".join(differences[:20])


# -- One hand-made export


def at(clock: str, day: str = MONDAY) -> str:
    return f"{day}T{clock}:00Z"


def row(key: str, made_of: Mapping[str, object], **more: object) -> Row:
    return {**made_of, next(iter(made_of)): key, **more}


CONVERSATION: Row = {
    "conversation_id": "",
    "created_at": at("09:00"),
    "channel": "email",
    "status": "open",
    "customer_id": "P0",
}
EVENT: Row = {
    "event_id": "",
    "occurred_at": at("10:00"),
    "session_id": "s",
    "event_name": "page_view",
    "visitor_id": "v",
    "article_id": "H1",
}
POST: Row = {
    "post_id": "",
    "thread_id": "T1",
    "posted_at": at("10:00"),
    "author_id": "P1",
    "author_type": "customer",
}
REPLY: Row = {**POST, "author_type": "agent", "author_id": "A1"}
CONTRACT: Row = {
    "subscription_id": "",
    "customer_id": "P1",
    "started_at": "2026-01-01",
}
PROMISE: Row = {
    "sla_id": "",
    "conversation_id": "C0",
    "metric": "resolution",
    "applied_at": at("10:00"),
    "due_at": at("18:00"),
}
# Months from before everything until after it.
FRAME = [
    row("C0", CONVERSATION, created_at="2025-11-30T09:00:00Z"),
    row("C99", CONVERSATION, created_at="2026-06-30T09:00:00Z"),
]
CUSTOMERS: list[Row] = [
    {"customer_id": "P9", "name": "Staff", "email": "", "is_staff": True},
    {"customer_id": "P91", "name": "One", "email": "one@example.org"},
]

# Dirt 41: an event in two tables, one of them corrected, and another that comes late.
OPENED = row("41a", EVENT, session_id="s41", article_id="H41")
READING = {
    **OPENED,
    "event_id": "41b",
    "event_name": "engagement",
    "engaged_milliseconds": 4000,
}
LATE = {**READING, "event_id": "41c", "engaged_milliseconds": 7000}
# A session past midnight.
NIGHT = row("45a", EVENT, session_id="s45", article_id="H45", occurred_at=at("23:59"))
MORNING = {
    **NIGHT,
    "event_id": "45b",
    "occurred_at": at("00:01", "2026-03-03"),
}
# Staff, a machine, a customer who is staff; somebody from outside.
INSIDE = [
    row("51a", EVENT, session_id="a", article_id="H51", is_staff=True),
    row("51b", EVENT, session_id="a", article_id="H51"),
    row("51c", EVENT, session_id="b", article_id="H51", is_bot=True),
    row("51d", EVENT, session_id="c", article_id="H51", customer_id="P9"),
    row("51e", EVENT, session_id="d", article_id="H52"),
]
# A chat begins on an article; its event names none.
CHAT = [
    row("61a", EVENT, session_id="s61", article_id="H61"),
    row(
        "61b",
        EVENT,
        session_id="s61",
        event_name="chat_open",
        occurred_at=at("10:02"),
        article_id=None,
        customer_id="P61",
    ),
]
CHATTED = row(
    "C61",
    CONVERSATION,
    channel="chat",
    created_at=at("10:04"),
    opened_from_article_id="H61",
    customer_id="P61",
)
# T71 became C71, which has a message; T72 became none.
THREADS = [
    row("71a", POST, thread_id="T71", conversation_id="C71"),
    row("72a", POST, thread_id="T72"),
    row("72b", REPLY, thread_id="T72", posted_at=at("10:07")),
]
# A deleted question, a deleted answer, and one that stays.
DELETED = [
    row("73a", POST, thread_id="T73", is_deleted=True),
    row(
        "73b",
        REPLY,
        thread_id="T73",
        posted_at=at("10:03"),
        is_deleted=True,
        is_solution=True,
    ),
    row("73c", REPLY, thread_id="T73", posted_at=at("11:00"), is_solution=True),
]
# Two solutions, one of which was counted at the age of a week.
SOLVED = [
    row("74a", POST, thread_id="T74"),
    row("74b", REPLY, thread_id="T74", posted_at=at("12:00"), is_solution=True),
    row("75a", POST, thread_id="T75"),
    row("75b", REPLY, thread_id="T75", posted_at=at("12:00"), is_solution=True),
]
COUNTS: list[Row] = [
    {"post_id": "74b", "counted_at": at("12:00", "2026-03-03"), "likes": 3},
    {"post_id": "74b", "counted_at": at("15:00", "2026-03-09"), "likes": 8},
    {"post_id": "74b", "counted_at": at("12:00", "2026-04-02"), "likes": 90},
    {"post_id": "75b", "counted_at": at("12:00", "2026-04-02"), "likes": 90},
]
# Dirt 45: P81 comes back after 20 days, P82 after 50; P83 only tries.
FAILED = {"ended_at": "2026-02-10", "cancel_reason": "payment_failed"}
CONTRACTS = [
    row("S1", CONTRACT, customer_id="P81", **FAILED),
    row("S2", CONTRACT, customer_id="P81", started_at="2026-03-02"),
    row("S3", CONTRACT, customer_id="P82", ended_at="2026-02-10"),
    row("S4", CONTRACT, customer_id="P82", started_at="2026-04-01"),
    row("S5", CONTRACT, customer_id="P83", is_trial=True),
    row(
        "S6",
        CONTRACT,
        customer_id="P84",
        started_at="2026-02-01",
        ended_at="2026-04-01",
    ),
]
# Somebody with a ticket in Zendesk and an order in the shop.
TICKET: Row = {
    "id": 7,
    "created_at": at("09:00"),
    "updated_at": at("09:00"),
    "generated_timestamp": 1772442000,
    "status": "open",
    "requester_id": 11,
    "submitter_id": 11,
    "via": {"channel": "email"},
}
USER: Row = {
    "id": 11,
    "role": "end-user",
    "email": "ONE@example.org ",
    "updated_at": at("09:00"),
}
ORDERS = parquet(
    "select 'O1' as order_id, 'P91' as customer_id, "
    "timestamptz '2026-03-09T09:00:00Z' as ordered_at"
)
# Dirt 48: an empty file, a column that nobody reads, columns that are not there.
TABLE: list[Row] = [
    {
        "event_id": "48a",
        "occurred_at": at("10:00"),
        "session_id": "s48",
        "event_name": "PAGE_VIEW",
        "article_id": "H48",
        "device": "phone",
    }
]
MESSAGE: Row = {
    "message_id": "M71",
    "conversation_id": "C71",
    "sent_at": at("10:00"),
    "author_type": "customer",
}
FILES: dict[str, Content] = {
    "zendesk/tickets.ndjson": [TICKET],
    "zendesk/users.ndjson": [USER],
    "generic/conversations.ndjson": [*FRAME, CHATTED, row("C71", CONVERSATION)],
    "generic/messages.ndjson": [MESSAGE],
    "generic/customers.csv": CUSTOMERS,
    "generic/page_events/empty.csv": "",
    "generic/page_events/intraday.ndjson": [OPENED, READING, READING],
    "generic/page_events/daily.ndjson": [
        OPENED,
        {**READING, "engaged_milliseconds": 5000},
        NIGHT,
        *INSIDE,
        *CHAT,
    ],
    "generic/page_events/rewritten.ndjson": [
        {**LATE, "occurred_at": at("09:59")},
        LATE,
        MORNING,
    ],
    "generic/page_events/table.csv": TABLE,
    "generic/social_posts.ndjson": [*THREADS, *DELETED, *SOLVED],
    "generic/social_counts.csv": COUNTS,
    "generic/subscriptions.csv": CONTRACTS,
    "generic/orders.parquet": ORDERS,
    "generic/sla_instances.ndjson": [
        *(row(f"L{number}", PROMISE) for number in range(199)),
        {**PROMISE, "sla_id": None},
    ],
}


class Facts:
    """What the facts say about one thing."""

    def __init__(self, desk: Desk, build: Build) -> None:
        self.desk = desk
        self.build = build

    def read(self, article: str) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_article_reads where article_key = ?",
            f"generic:{article}",
        )

    def thread(self, name: str) -> dict[str, Any]:
        return self.desk.row(
            "select * from facts.fct_social_threads where thread_key = ?",
            f"generic:{name}",
        )

    def months(self, customer: str) -> dict[int, dict[str, Any]]:
        """The months of 2026 of a customer."""
        found = self.desk.rows(
            "select * from facts.fct_customer_months where customer_key = ? "
            "and month_date >= date '2026-01-01' order by month_date",
            f"generic:{customer}",
        )
        return {row["month_date"].month: row for row in found}


@pytest.fixture(scope="module")
def facts(new_desk: Callable[[], Desk]) -> Facts:
    desk = new_desk()
    desk.deliver(FILES)
    build = desk.build("--select", "+path:models/facts")
    assert build.success, build.log
    return Facts(desk, build)


# -- The help centre


def test_a_page_event_counts_once_however_often_it_is_exported(facts: Facts) -> None:
    read = facts.read("H41")
    assert read["reading_seconds"] == Decimal(12)
    assert read["view_count"] == 1
    assert read["is_read"]


def test_a_session_past_midnight_is_one_read_of_its_first_day(facts: Facts) -> None:
    read = facts.read("H45")
    assert read["read_date"] == date(2026, 3, 2)
    assert read["view_count"] == 2


def test_staff_and_machines_read_nothing(facts: Facts) -> None:
    query = "select count(*) from facts.fct_article_reads where article_key = ?"
    assert facts.desk.value(query, "generic:H51") == 0
    assert facts.desk.value(query, "generic:H52") == 1


def test_the_chat_that_begins_on_an_article_is_its_contact(facts: Facts) -> None:
    """The click names no article; the conversation two minutes on is the same."""
    read = facts.read("H61")
    assert read["contact_count"] == 1
    assert read["conversation_key"] == "generic:C61"
    assert read["customer_key"] == "generic:P61"
    assert facts.desk.value("select count(*) from facts.fct_article_contacts") == 1


def test_empty_files_and_missing_and_extra_columns_do_no_harm(facts: Facts) -> None:
    assert facts.read("H48")["view_count"] == 1
    counts = facts.desk.row(
        "select staged_count, rejected_count from ("
        "select sum(row_count) as row_count, sum(staged_count) as staged_count, "
        "sum(rejected_count) as rejected_count from staging.files_read "
        "where stream = 'page_events' and file_path like '%table.csv')"
    )
    assert counts == {"staged_count": 1, "rejected_count": 0}


# -- Social networks


def test_a_thread_of_a_conversation_waits_once(facts: Facts) -> None:
    waits = facts.desk.rows(
        "select response_key, response_band from facts.fct_responses "
        "where conversation_key = 'generic:C71' or response_key like '%T7_#social' "
        "order by response_key"
    )
    assert [wait["response_key"] for wait in waits] == [
        "generic:C71#1",
        *(f"generic:T7{number}#social" for number in (2, 3, 4, 5)),
    ]
    assert waits[1]["response_band"] == "within_limit"


def test_a_deleted_answer_is_none_and_a_deleted_question_keeps_its_thread(
    facts: Facts,
) -> None:
    thread = facts.thread("T73")
    assert thread["is_question_deleted"]
    assert thread["first_staff_post_seconds"] == 3600
    assert thread["solution_seconds"] == 3600


def test_endorsements_are_those_of_a_week_or_none(facts: Facts) -> None:
    """Totals grow for ever: a count of a month later says nothing of the week."""
    assert facts.thread("T74")["endorsement_count"] == 8
    assert facts.thread("T75")["endorsement_count"] is None


def test_social_waits_of_a_later_load_are_those_of_one_build(desk: Desk) -> None:
    """The reply of the first thread comes late, and the second thread with it."""
    query = (
        "select response_key, wait_outcome, response_seconds from facts.fct_responses "
        "where response_kind = 'social' order by 1"
    )
    desk.deliver({"generic/social_posts/1.ndjson": [row("1", POST)]})
    assert desk.build("--select", "+fct_responses").success
    assert [tuple(wait.values()) for wait in desk.rows(query)] == [
        ("generic:T1#social", "open", None)
    ]
    desk.deliver(
        {
            "generic/social_posts/2.ndjson": [
                row("2", REPLY, posted_at=at("10:03")),
                row("3", POST, thread_id="T2"),
            ]
        }
    )
    assert desk.build("--select", "+fct_responses").success
    assert [tuple(wait.values()) for wait in desk.rows(query)] == [
        ("generic:T1#social", "answered", Decimal(180)),
        ("generic:T2#social", "open", None),
    ]


# -- Customers


def test_who_subscribes_again_within_the_grace_was_never_lost(facts: Facts) -> None:
    one, two = facts.months("P81"), facts.months("P82")
    assert not any(month["is_lost"] for month in one.values())
    assert one[2]["is_active_at_end"]
    assert two[2]["is_lost"]
    assert two[2]["lost_reason"] == "voluntary"
    assert two[2]["lost_date"] == date(2026, 2, 10)
    assert two[4]["is_returned"]
    assert not two[4]["is_new"]


def test_a_trial_makes_no_customer(facts: Facts) -> None:
    assert not facts.months("P83")


def test_customers_come_and_go_on_the_day_that_the_contract_says(facts: Facts) -> None:
    """From 1 February until 1 April: active in both months, lost in April."""
    found = facts.months("P84")
    assert list(found) == [2, 3, 4]
    assert found[2]["is_new"]
    assert found[3]["is_active_at_end"]
    assert found[4]["is_lost"]


def test_a_person_in_two_helpdesks_is_one_customer(facts: Facts) -> None:
    """The ticket is in Zendesk, the order in the shop; the address is the same."""
    order = facts.desk.row("select * from facts.fct_conversions")
    assert order["conversation_key"] == "zendesk:7"
    assert order["conversion_seconds"] == 7 * 86400
    march = facts.months("P91")[3]
    assert march["contact_count"] == 1
    assert march["order_count"] == 1


def test_without_contracts_a_contact_keeps_a_customer_for_a_year(desk: Desk) -> None:
    contact = row("C1", CONVERSATION, customer_id="P1")
    desk.deliver({"generic/conversations.ndjson": [*FRAME, contact]})
    build = desk.build("--select", "+fct_customer_months", "+fct_active_days")
    assert build.success, build.log
    found = Facts(desk, build).months("P1")
    assert found[3]["is_new"]
    assert found[6]["is_active_at_end"]
    counts = {
        day["calendar_date"]: day["active_customer_count"]
        for day in desk.rows("select * from facts.fct_active_days")
    }
    assert counts[date(2026, 3, 1)] == 1
    assert counts[date(2026, 3, 2)] == 2


# -- Files


def test_a_row_without_its_key_is_kept_aside(facts: Facts) -> None:
    """One of two hundred promises has none; the others are open and late."""
    late = "select count(*) from facts.fct_sla_instances where is_open_and_late"
    assert facts.desk.value(late) == 199
    reason = "select reason from staging.rows_rejected where stream = 'sla_instances'"
    assert facts.desk.value(reason) == "sla_id is missing"


def test_times_without_an_offset_are_in_the_zone_of_the_source(desk: Desk) -> None:
    """Dirt 46: a spreadsheet writes the reviewer's clock."""
    review: Row = {
        "evaluation_id": "Q1",
        "agent_id": "A1",
        "evaluated_at": "2026-07-01 10:00:00",
    }
    desk.deliver({"generic/agent_evaluations.csv": [review]})
    zones = {"source_time_zones": {"generic": "Europe/Madrid"}}
    build = desk.read("generic__agent_evaluations", variables=zones)
    assert build.success, build.log
    evaluated_at = desk.value(
        "select evaluated_at from staging.base_generic__agent_evaluations"
    )
    assert evaluated_at == datetime.fromisoformat("2026-07-01T08:00:00")
