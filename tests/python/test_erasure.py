"""Whom privacy_requests.csv names is found nowhere after the next build."""

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.python.private import documents, told
from tests.python.project import Build, Content, Desk, Project, Row

from publish import compact_after_erasure, publish
from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings

SMALL_DESK = {"max_rejected_share": 0.2, "max_flagged_share": 1}
HEADER = [
    "requested_at",
    "source_system",
    "person_id",
    "email",
    "phone",
    "name",
    "comment",
]
# The stream of customers of each source, and what their conversations are known by.
CUSTOMERS = {
    "zendesk": ("users", "tickets", "requester_id"),
    "freshdesk": ("contacts", "tickets", "requester_id"),
    "generic": ("customers", "conversations", "customer_id"),
}
TEXT_KPIS = {
    "acknowledged_solutions",
    "complaints",
    "complaint_resolution_time",
    "unresolved_complaint_rate",
    "rephrase_requests",
}
VALUES = """
select concat_ws('|', kpi, statistic, segment_type, segment_value, period_grain,
    period_start_date) as slice, sample_size, kpi_value, kpi_low, kpi_high
from marts.kpi_values
where sample_size > 0
order by slice
"""


@dataclass(frozen=True)
class Person:
    """Somebody whom the exports name, and everything by which they are known."""

    source: str
    native_id: str
    email: str
    name: str
    words: frozenset[str]

    @property
    def traces(self) -> set[str]:
        return {self.email, self.name, *self.words}


def requests(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"requested_at": "2026-03-01", **row} for row in rows)
    return text.getvalue()


def rows_of(exports: Path, source: str, stream: str) -> list[Any]:
    return [
        row
        for file, row in documents(exports)
        if file.startswith((f"{source}/{stream}/", f"{source}/{stream}."))
        and isinstance(row, dict)
    ]


def find_person(exports: Path, source: str) -> tuple[Person, str]:
    """A customer of a source who is nobody's namesake, and a conversation of theirs."""
    people, conversations, link = CUSTOMERS[source]
    by_customer = {
        str(row.get(link)): str(row.get("id") or row.get("conversation_id"))
        for row in rows_of(exports, source, conversations)
    }
    records = rows_of(exports, source, people)
    for row in records:
        native_id = str(row.get("id") or row.get("customer_id"))
        name, email = str(row.get("name")), str(row.get("email"))
        namesakes = {row["email"] for row in records if row.get("name") == name}
        is_known = "@" in email and " " in name and len(namesakes) == 1
        if (
            row.get("role") in (None, "end-user")
            and native_id in by_customer
            and is_known
        ):
            words = frozenset({f"A secret of {source}", f"An answer of {source}"})
            person = Person(source, native_id, email, name, words)
            return person, by_customer[native_id]
    raise AssertionError(f"{source}: nobody to forget")


def said(person: Person, conversation: str) -> dict[str, Content]:
    """What they wrote in it, and what an agent answered."""
    secret, answer = sorted(person.words)
    at = "2026-02-20T10:00:00Z"
    match person.source:
        case "zendesk":
            rows: list[Row] = [
                {
                    "id": 7_000_000_000 + number,
                    "ticket_id": int(conversation),
                    "author_id": int(person.native_id) if number else 370000000028,
                    "body": text,
                    "html_body": f"<p>{text}</p>",
                    "plain_body": text,
                    "public": True,
                    "created_at": at,
                }
                for number, text in enumerate((answer, secret))
            ]
            stream = "ticket_comments"
        case "freshdesk":
            rows = [
                {
                    "id": 7_000_000_000 + number,
                    "ticket_id": int(conversation),
                    "user_id": int(person.native_id) if number else 82000000003,
                    "body": f"<div>{text}</div>",
                    "body_text": text,
                    "incoming": bool(number),
                    "private": False,
                    "source": 0,
                    "created_at": at,
                    "updated_at": at,
                }
                for number, text in enumerate((answer, secret))
            ]
            stream = "conversations"
        case _:
            rows = [
                {
                    "message_id": f"SECRET{number}",
                    "conversation_id": conversation,
                    "author_type": "customer" if number else "agent",
                    "author_id": person.native_id if number else "A01",
                    "sent_at": at,
                    "body": text,
                }
                for number, text in enumerate((answer, secret))
            ]
            stream = "messages"
    return {f"{person.source}/{stream}/said.ndjson": rows}


@dataclass
class Forgetful:
    """A desk before and after its next build."""

    desk: Desk
    people: list[Person]
    told_before: set[str]
    values_before: list[dict[str, Any]]
    build: Build

    @property
    def traces(self) -> set[str]:
        return set().union(*(person.traces for person in self.people))


@pytest.fixture(scope="module")
def forgetful(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forgetful]:
    desk = Desk(project, tmp_path_factory.mktemp("forgetful"))
    settings = Settings(250, 12, date(2025, 9, 1), date(2026, 2, 28))
    request = Request(settings, SOURCES, 0, months_per_file=2)
    simulate(request, desk.exports, workers=1, is_quiet=True)
    found = [find_person(desk.exports, source) for source in CUSTOMERS]
    people = [person for person, _ in found]
    for person, conversation in found:
        desk.deliver(said(person, conversation))
    broken = f'{{"id": broken, "email": "{people[0].email}"}}\n'
    desk.deliver({"zendesk/users/broken.ndjson": broken})
    assert desk.build(variables=SMALL_DESK).success
    traces = set().union(*(person.traces for person in people))
    told_before = told(traces, desk.database)
    values_before = desk.rows(VALUES)
    (by_id, by_email, by_both) = people
    desk.deliver(
        {
            "privacy_requests.csv": requests(
                {"source_system": by_id.source, "person_id": by_id.native_id},
                {"email": by_email.email.upper()},
                {
                    "source_system": by_both.source,
                    "person_id": by_both.native_id,
                    "email": by_both.email,
                },
                {"email": "nobody@nowhere.example", "name": "Nobody O'Nowhere"},
            )
        }
    )
    build = desk.build(variables=SMALL_DESK)
    assert build.success, build.log
    assert compact_after_erasure(desk.database)
    yield Forgetful(desk, people, told_before, values_before, build)
    desk.close()


def test_they_were_there(forgetful: Forgetful) -> None:
    for person in forgetful.people:
        assert person.traces <= forgetful.told_before


def test_they_are_found_nowhere_in_the_build_file(forgetful: Forgetful) -> None:
    assert told(forgetful.traces, forgetful.desk.database, in_bytes=True) == set()


def test_they_are_found_nowhere_in_the_published_file(
    forgetful: Forgetful, project: Project, tmp_path: Path
) -> None:
    forgetful.desk.close()
    manifest = tmp_path / "manifest.json"
    project.manifest.write(str(manifest))
    path = publish(forgetful.desk.database.parent, manifest)
    assert told(forgetful.traces, path, in_bytes=True) == set()


def is_same(one: object, other: object) -> bool:
    """Whether two values differ by no more than the order of a sum."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other)
    return one == other


def changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Any]:
    """The slices whose value or bounds differ."""
    now = {row["slice"]: row for row in after}
    new_slices = now.keys() - {row["slice"] for row in before}
    return [(name,) for name in sorted(new_slices)] + [
        (row["slice"], name, value)
        for row in before
        for name, value in row.items()
        if not is_same(value, now.get(row["slice"], {}).get(name))
    ]


def test_no_number_changes(forgetful: Forgetful) -> None:
    assert changes(forgetful.values_before, forgetful.desk.rows(VALUES)) == []


def test_who_is_not_found_is_reported(forgetful: Forgetful) -> None:
    assert (
        "privacy_requests.csv, line 5: no record of this person" in forgetful.build.log
    )
    counts = forgetful.desk.values(
        "select person_count from staging.privacy_requests order by line_number"
    )
    assert counts[:3] != [0, 0, 0]
    assert min(counts[:3]) >= 1
    assert counts[3] == 0


def test_who_is_exported_again_is_forgotten_again(forgetful: Forgetful) -> None:
    desk, person = forgetful.desk, forgetful.people[0]
    again = [
        row
        for row in rows_of(desk.exports, "zendesk", "users")
        if str(row["id"]) == person.native_id
    ]
    assert again
    desk.deliver({"zendesk/users/again.ndjson": again})
    desk.close()
    for arguments in ((), ("--full-refresh",)):
        build = desk.build(*arguments, variables=SMALL_DESK)
        assert build.success, build.log
        compact_after_erasure(desk.database)
        assert told(forgetful.traces, desk.database) == set()
        found = changes(forgetful.values_before, desk.rows(VALUES))
        # The class of a text is kept until all texts are read again.
        hanging_on_texts = TEXT_KPIS if arguments else set()
        assert {slice_.split("|")[0] for slice_, *_ in found} <= hanging_on_texts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,email\nx,y\n", "has no column requested_at"),
        (requests({"comment": "please"}), "line 2: names nobody"),
        (requests({"phone": "600000000"}, {"name": "Bo"}), "line 3: email must be"),
        (requests({"person_id": "1"}), "line 2: person_id needs source_system"),
        (requests({"email": "not an address"}), "line 2: email must be"),
    ],
)
def test_a_list_that_cannot_be_honoured_stops_the_build(
    desk: Desk, text: str, says: str
) -> None:
    desk.deliver({"privacy_requests.csv": text})
    build = desk.build("--select", "base_generic__agents")
    assert not build.success
    assert says in build.log


def test_names_with_quotes_are_forgotten(desk: Desk) -> None:
    name, email = "Zoë O'Brien-Núñez", "zoe.o'brien@example.org"
    person = {"customer_id": email, "name": name, "email": email}
    message = {
        "message_id": "M1",
        "conversation_id": "C1",
        "author_type": "customer",
        "author_id": email,
        "sent_at": "2026-03-02T10:00:00Z",
        "body": f"I am {name} and {json.dumps(name)}",
    }
    conversation = {
        "conversation_id": "C1",
        "customer_id": email,
        "created_at": "2026-03-02T10:00:00Z",
        "status": "open",
    }
    desk.deliver(
        {
            "generic/customers.ndjson": [person],
            "generic/conversations.ndjson": [conversation],
            "generic/messages.ndjson": [message],
            "privacy_requests.csv": requests({"email": email}),
        }
    )
    other = {"customer_id": "P2", "name": "Zoë O'Brien-Núñez Roig"}
    other["email"] = f"a{email}.uk"
    desk.deliver({"generic/customers/other.ndjson": [other]})
    for _ in range(2):
        build = desk.build(variables=SMALL_DESK)
        assert build.success, build.log
        compact_after_erasure(desk.database)
        assert told({f"{name},", message["body"]}, desk.database) == set()
        # Who only looks alike is somebody else.
        assert told({other["email"]}, desk.database) == {other["email"]}
        ids = desk.values("select customer_id from staging.base_generic__customers")
        assert email not in ids
    known = "select count(*) from facts.dim_customers where is_on_record"
    assert desk.value(known) == 2
