"""A file's envelope is recognised by its first row, and no row of it gets lost."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.python.project import Content, Desk, parquet

CREATED = "2026-01-05T10:00:00Z"


def ticket(number: int, **fields: object) -> dict[str, Any]:
    return {"id": number, "created_at": CREATED, "subject": f"No. {number}", **fields}


def comment(number: int) -> dict[str, Any]:
    return {"id": number, "ticket_id": 1, "created_at": CREATED, "body": "Text"}


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def singer(stream: str, record: object) -> dict[str, Any]:
    return {"type": "RECORD", "stream": stream, "record": record}


def airbyte(stream: str, data: object) -> dict[str, Any]:
    return {"stream": stream, "data": data, "emitted_at": 1767607200000}


SCHEMA = {"type": "SCHEMA", "stream": "tickets", "schema": {}, "key_properties": []}
STATE = {"type": "STATE", "value": {"bookmarks": {}}}

FILES: Mapping[str, Content] = {
    # The answers of an API, a page each, as they came or as one document.
    "zendesk/tickets/page.ndjson": lines(
        {"tickets": [ticket(1), ticket(2)], "count": 2, "end_of_stream": False},
        {"tickets": [], "count": 0, "end_of_stream": False},
        {"tickets": [ticket(3)], "count": 1, "end_of_stream": True},
    ),
    "zendesk/tickets/document.json": json.dumps({"tickets": [ticket(4)], "count": 1}),
    "zendesk/ticket_comments/page.ndjson": lines({"comments": [comment(1)]}),
    "zendesk/users/page.ndjson": lines({"data": [{"id": 5}]}),
    # Messages of a tap, and of an Airbyte source.
    "zendesk/tickets/tap.jsonl": lines(
        SCHEMA,
        singer("tickets", ticket(11, _sdc_sequence=7)),
        STATE,
        singer("tickets", ticket(12)),
    ),
    "zendesk/tickets/source.jsonl": lines(
        {"type": "LOG", "log": {"message": "here we go"}},
        {"type": "RECORD", "record": airbyte("tickets", ticket(13))},
    ),
    "zendesk/tickets/airbyte.jsonl": lines(
        airbyte("tickets", ticket(14)), airbyte("tickets", ticket(15))
    ),
    # Raw tables: the object is text, in a column beside helper columns.
    "zendesk/tickets/raw.csv": [
        {"_airbyte_ab_id": "x", "_airbyte_data": json.dumps(ticket(16))}
    ],
    "zendesk/tickets/raw.ndjson": lines(
        {"_airbyte_raw_id": "y", "_airbyte_data": ticket(17)}
    ),
    "zendesk/tickets/raw.parquet": parquet(
        f"select 'z' as _airbyte_ab_id, '{json.dumps(ticket(18))}' as _airbyte_data"
    ),
    # Plain objects, with whatever helper columns a loader adds.
    "zendesk/tickets/typed.ndjson": lines(
        ticket(
            19, _airbyte_raw_id="u", _dlt_load_id="1", _dlt_id="v", _sdc_batched_at=1
        )
    ),
    # An object of its own may have a field called data, or type.
    "zendesk/tickets/plain.ndjson": lines(ticket(20, type="question", data=[1, 2])),
}
BROKEN: Mapping[str, Content] = {
    "zendesk/tickets/page.ndjson": lines({"tickets": [ticket(1), {"subject": "none"}]})
    + '{"tickets": [{"id": 2\n'
    + lines({"error": "TooManyRequests"}),
    "zendesk/tickets/tap.jsonl": lines(
        singer("tickets", ticket(3)), singer("users", {"id": 9, "created_at": CREATED})
    )
    + "half a line\n",
    "zendesk/tickets/airbyte.jsonl": lines(
        airbyte("tickets", ticket(4)), airbyte("users", ticket(9)), ticket(5)
    ),
}


@pytest.fixture(scope="module")
def wrapped(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(FILES)
    build = desk.read("zendesk__tickets", "zendesk__ticket_comments", "zendesk__users")
    assert build.success, build.log
    return desk


def tickets_of(desk: Desk, file: str) -> list[str]:
    return desk.values(
        "select id from staging.base_zendesk__tickets where file_path = ? order by id",
        f"zendesk/tickets/{file}",
    )


@pytest.mark.parametrize(
    ("file", "tickets"),
    [
        ("page.ndjson", ["1", "2", "3"]),
        ("document.json", ["4"]),
        ("tap.jsonl", ["11", "12"]),
        ("source.jsonl", ["13"]),
        ("airbyte.jsonl", ["14", "15"]),
        ("raw.csv", ["16"]),
        ("raw.ndjson", ["17"]),
        ("raw.parquet", ["18"]),
        ("typed.ndjson", ["19"]),
        ("plain.ndjson", ["20"]),
    ],
)
def test_the_objects_in_an_envelope_are_the_rows(
    wrapped: Desk, file: str, tickets: list[str]
) -> None:
    assert tickets_of(wrapped, file) == tickets


def test_the_values_of_an_object_land_in_its_columns(wrapped: Desk) -> None:
    other = wrapped.values(
        "select id from staging.base_zendesk__tickets where subject <> 'No. ' || id"
    )
    assert other == []


def test_a_page_may_call_its_list_otherwise_than_the_stream(wrapped: Desk) -> None:
    assert wrapped.value("select id from staging.base_zendesk__ticket_comments") == "1"
    assert wrapped.value("select id from staging.base_zendesk__users") == "5"


def test_rows_of_a_page_have_numbers_of_their_own(wrapped: Desk) -> None:
    numbers = wrapped.values(
        "select file_row_number from staging.base_zendesk__tickets "
        "where file_path = 'zendesk/tickets/page.ndjson' order by id"
    )
    assert numbers == [1, 2, 3]


def test_nothing_in_an_envelope_is_rejected(wrapped: Desk) -> None:
    assert wrapped.rows("select * from staging.rows_rejected") == []


def test_what_has_not_the_shape_of_the_first_row_is_kept_aside(desk: Desk) -> None:
    desk.deliver(BROKEN)
    build = desk.read("zendesk__tickets", variables={"max_rejected_share": 0.9})
    assert build.success, build.log
    assert desk.values("select id from staging.base_zendesk__tickets order by id") == [
        "1",
        "3",
        "4",
        "5",
    ]
    reasons = {
        (row["file_path"].split("/")[-1], row["reason"])
        for row in desk.rows("select file_path, reason from staging.rows_rejected")
    }
    assert reasons == {
        ("page.ndjson", "id is missing"),
        ("page.ndjson", "not a JSON object"),
        ("tap.jsonl", "a row of the stream users, not of tickets"),
        ("tap.jsonl", "not a JSON object"),
        ("airbyte.jsonl", "a row of the stream users, not of tickets"),
    }
    account = desk.row(
        "select sum(row_count) as row_count, sum(staged_count) as staged_count, "
        "sum(rejected_count) as rejected_count from staging.files_read"
    )
    assert account == {"row_count": 10, "staged_count": 4, "rejected_count": 6}
