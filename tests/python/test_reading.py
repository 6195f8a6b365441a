"""A build reads what is new, once, and never mixes the exports of two folders."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from tests.python.project import ROOT, Build, Desk
from tests.python.zendesk_export import AGENT, CUSTOMER, ZendeskExport

TICKETS = "zendesk/tickets.ndjson"


def ticket(number: int, **fields: object) -> dict[str, Any]:
    return {"id": number, "created_at": "2026-01-01T00:00:00Z", **fields}


def read_tickets(desk: Desk) -> Build:
    build = desk.read("zendesk__tickets")
    assert build.success, build.log
    return build


def subjects(desk: Desk) -> list[str]:
    return desk.values(
        "select subject from staging.base_zendesk__tickets order by subject"
    )


def load_of(desk: Desk, file: str) -> int:
    load: int = desk.value(
        "select load_number from staging.files_read where file_path = ?", file
    )
    return load


def make_unreadable(desk: Desk) -> int:
    """Leaves each file's name, size and time as they are, and nothing of its text."""
    spoilt = 0
    for path in desk.exports.rglob("*"):
        if path.is_file():
            state = path.stat()
            path.write_bytes(b"\xff" * state.st_size)
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
            path.chmod(0)
            spoilt += 1
    return spoilt


# -- A whole desk: nothing new, then a file that was replaced

EXPORT = ZendeskExport()
EXPORT.user(AGENT, "agent", "2020-01-01T00:00:00Z")
EXPORT.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
ANSWERED = EXPORT.ticket("2026-01-05T10:00:00Z")
EXPORT.reply(ANSWERED, "2026-01-05T10:05:00Z")
EXPORT.change(ANSWERED, "2026-01-05T11:00:00Z", status="solved")
UNANSWERED = EXPORT.ticket("2026-01-05T10:00:00Z")
OTHER: list[dict[str, Any]] = [
    {"conversation_id": "a", "created_at": "2026-01-05T10:00:00Z", "status": "open"}
]
FACTS = ("fct_conversations", "fct_messages", "fct_responses", "fct_status_spells")


def build_facts(desk: Desk) -> Build:
    build = desk.build("--exclude", "path:models/marts", "path:models/quality")
    assert build.success, build.log
    return build


def everything(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    return {
        fact: desk.rows(f"select * from facts.{fact} order by all") for fact in FACTS
    }


@pytest.fixture(scope="module")
def built(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.deliver(EXPORT.files())
    desk.deliver(
        {
            "generic/conversations.csv": OTHER,
            "generic/messages.ndjson.gz": "",
            "generic/teams.json": [{"team_id": 1}],
        }
    )
    build_facts(desk)
    return desk


def test_a_build_with_nothing_new_opens_no_file(built: Desk) -> None:
    before = everything(built)
    files = built.rows("select * from staging.files_read order by all")
    assert make_unreadable(built) == len(files)
    build_facts(built)
    assert everything(built) == before
    assert built.rows("select * from staging.files_read order by all") == files
    assert built.value("select count(*) from staging.load_log") == 2


def test_a_file_that_was_replaced_rebuilds_the_facts(built: Desk) -> None:
    row = OTHER[0] | {"conversation_id": "b"}
    built.deliver({"generic/conversations_2.csv": [row]})
    build_facts(built)
    built.deliver({"generic/conversations_2.csv": [row | {"channel": "phone"}]})
    build = build_facts(built)
    assert "Replaced, and read again: generic/conversations_2.csv" in build.log
    channels = built.values(
        "select channel from facts.fct_conversations "
        "where source_system = 'generic' order by conversation_key"
    )
    assert channels == ["other", "phone"]
    assert built.value("select count(*) from facts.fct_conversations") == 4


# -- File by file, stream by stream


def test_the_rows_of_a_replaced_file_go_and_are_read_again(desk: Desk) -> None:
    desk.deliver(
        {
            TICKETS: [ticket(1, subject="old"), ticket(2, subject="gone")],
            "zendesk/tickets_2.ndjson": [ticket(3, subject="other"), {"id": 4}],
        }
    )
    lenient = {"max_rejected_share": 0.5}
    assert desk.read("zendesk__tickets", variables=lenient).success
    assert subjects(desk) == ["gone", "old", "other"]
    desk.deliver(
        {
            TICKETS: [ticket(1, subject="new")],
            "zendesk/tickets_2.ndjson": [ticket(3, subject="other")],
        }
    )
    build = read_tickets(desk)
    assert f"Replaced, and read again: {TICKETS}, zendesk/tickets_2.nd" in build.log
    assert subjects(desk) == ["new", "other"]
    assert desk.rows("select * from staging.rows_rejected") == []
    assert desk.values("select staged_count from staging.files_read") == [1, 1]


def test_a_file_that_only_moved_in_time_counts_as_replaced(desk: Desk) -> None:
    files = {TICKETS: [ticket(1, subject="same")]}
    desk.deliver(files)
    read_tickets(desk)
    desk.deliver(files)
    assert f"Replaced, and read again: {TICKETS}" in read_tickets(desk).log
    assert subjects(desk) == ["same"]
    assert load_of(desk, TICKETS) == 2
    account = desk.row("select * from staging.files_read")
    assert (account["staged_count"], account["duplicate_count"]) == (1, 0)


def test_a_row_that_another_file_holds_too_outlives_the_file_replaced(
    desk: Desk,
) -> None:
    desk.deliver(
        {
            TICKETS: [ticket(1, subject="one"), ticket(2, subject="two")],
            "zendesk/tickets_2.ndjson": [ticket(1, subject="one")],
        }
    )
    read_tickets(desk)
    desk.deliver({TICKETS: [ticket(2, subject="two")]})
    read_tickets(desk)
    assert subjects(desk) == ["one", "two"]
    counts = desk.values("select staged_count from staging.files_read")
    assert counts == [1, 1]


def test_a_file_of_another_size_counts_as_replaced(desk: Desk) -> None:
    desk.deliver({TICKETS: [ticket(1, subject="one")]})
    read_tickets(desk)
    path = desk.exports / TICKETS
    state = path.stat()
    path.write_text(path.read_text().replace("one", "three"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    read_tickets(desk)
    assert subjects(desk) == ["three"]


def test_a_file_that_was_removed_keeps_its_rows_and_is_named(desk: Desk) -> None:
    desk.deliver(
        {
            TICKETS: [ticket(1, subject="kept")],
            "zendesk/tickets_2.ndjson": [ticket(2, subject="also")],
        }
    )
    read_tickets(desk)
    (desk.exports / TICKETS).unlink()
    build = read_tickets(desk)
    assert subjects(desk) == ["also", "kept"]
    assert f"{TICKETS} is no longer in the folder" in build.log


def test_a_duplicate_is_kept_once_across_files_and_builds(desk: Desk) -> None:
    row = ticket(1, subject="same")
    desk.deliver({TICKETS: [row, row], "zendesk/tickets_2.ndjson": [row]})
    read_tickets(desk)
    desk.deliver({"zendesk/tickets_3.ndjson": [row, ticket(2, subject="two")]})
    read_tickets(desk)
    assert subjects(desk) == ["same", "two"]
    counts = desk.rows(
        "select staged_count, duplicate_count from staging.files_read "
        "order by file_path"
    )
    assert [tuple(row.values()) for row in counts] == [(1, 1), (0, 1), (1, 1)]


def test_a_row_whose_time_of_writing_alone_changed_is_another_version(
    desk: Desk,
) -> None:
    desk.deliver(
        {
            TICKETS: [ticket(1, subject="a", generated_timestamp=1767225600)],
            "zendesk/tickets_2.ndjson": [
                ticket(1, subject="a", generated_timestamp=1767225601)
            ],
        }
    )
    read_tickets(desk)
    assert subjects(desk) == ["a", "a"]


VERSIONS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "the newer time of writing": (
        {"status": "open", "generated_timestamp": 1767225602},
        {"status": "hold", "generated_timestamp": 1767225601},
        "open",
    ),
    "any time of writing over none": (
        {"status": "open", "generated_timestamp": 1767225602},
        {"status": "hold"},
        "open",
    ),
    "the last update where no time of writing is given": (
        {"status": "open", "updated_at": "2026-01-03T00:00:00Z"},
        {"status": "hold", "updated_at": "2026-01-02T00:00:00Z"},
        "open",
    ),
    "the time of writing over an earlier update": (
        {
            "status": "open",
            "updated_at": "2026-01-01T00:00:00Z",
            "generated_timestamp": 1767232800,
        },
        {"status": "hold", "updated_at": "2026-01-01T01:00:00Z"},
        "open",
    ),
    "a time of writing of zero is none": (
        {"status": "open", "updated_at": "2026-01-02T00:00:00Z"},
        {
            "status": "hold",
            "updated_at": "2026-01-03T00:00:00Z",
            "generated_timestamp": 0,
        },
        "waiting_other",
    ),
    "the later load where all else is equal": (
        {"status": "open", "updated_at": "2026-01-03T00:00:00Z"},
        {"status": "hold", "updated_at": "2026-01-03T00:00:00Z"},
        "waiting_other",
    ),
}


@pytest.fixture(scope="module")
def versions(new_desk: Callable[[], Desk]) -> dict[str, str]:
    """Each rule's ticket in two deliveries; the status that wins."""
    desk = new_desk()
    for delivery in (0, 1):
        rows = [
            ticket(number, **rule[:2][delivery])
            for number, rule in enumerate(VERSIONS.values())
        ]
        desk.deliver({f"zendesk/tickets_{delivery}.ndjson": rows})
        build = desk.build("--select", "+fct_conversations")
        assert build.success, build.log
    statuses = desk.values(
        "select status from facts.fct_conversations order by native_id"
    )
    return dict(zip(VERSIONS, statuses, strict=True))


@pytest.mark.parametrize("rule", VERSIONS)
def test_among_versions_of_a_row_wins(versions: dict[str, str], rule: str) -> None:
    assert versions[rule] == VERSIONS[rule][2]


# -- What is named in the log


def test_a_misspelt_file_is_named(desk: Desk) -> None:
    desk.deliver(
        {
            TICKETS: [ticket(1)],
            "zendesk/tikets.ndjson": [ticket(2)],
            "zendesks/tickets.ndjson": [ticket(3)],
            "zendesk/tickets.xlsx": b"PK",
            "zendesk/_tickets.ndjson": [ticket(4)],
        }
    )
    build = read_tickets(desk)
    for file in ("zendesk/tikets.ndjson", "zendesks/tickets.ndjson"):
        assert f"{file} is not read: no stream" in build.log
    assert "zendesk/tickets.xlsx is not read: its name ends in none of" in build.log
    assert "zendesk/_tickets.ndjson" not in build.log
    assert desk.values("select id from staging.base_zendesk__tickets") == ["1"]


def test_a_file_that_lies_too_high_or_too_deep_is_named(desk: Desk) -> None:
    astray = ("tickets.ndjson", "zendesk/tickets/2026/march.ndjson")
    desk.deliver({TICKETS: [ticket(1)], **{file: [ticket(2)] for file in astray}})
    desk.deliver({"README.md": "What lies here."})
    build = read_tickets(desk)
    for file in astray:
        assert f"{file} is not read: a file must lie in the folder" in build.log
    assert "README.md" not in build.log
    assert desk.values("select id from staging.base_zendesk__tickets") == ["1"]


def test_a_name_that_fits_others_is_a_name(desk: Desk) -> None:
    names = ("a*", "axb", "c?", "cx", "d[1]", "d1", "e=f")
    for number, name in enumerate(names):
        for ending in ("ndjson", "json", "csv"):
            row = {"conversation_id": f"{number}", "created_at": "2026-03-02T10:00:00Z"}
            desk.deliver({f"generic/conversations/{name}.{ending}": [row]})
    assert desk.read("generic__conversations").success
    counts = desk.values("select row_count from staging.files_read")
    assert counts == [1] * 3 * len(names)
    ids = desk.values("select conversation_id from staging.base_generic__conversations")
    assert sorted(ids) == [str(number) for number in range(len(names))]


def test_columns_that_nobody_reads_are_named_once(desk: Desk) -> None:
    text = 'conversation_id,created_at,"Colour, or not",mood\n1,2026-01-01,red,good\n'
    desk.deliver({"generic/conversations.csv": text})
    build = desk.read("generic__conversations")
    assert build.success, build.log
    said = "generic/conversations.csv: columns that are not read: Colour, or not, mood"
    assert build.log.count(said) == 1


def test_the_longest_stream_that_begins_a_files_name_takes_it(desk: Desk) -> None:
    comment = {"id": 9, "ticket_id": 1, "created_at": "2026-01-01T00:00:00Z"}
    desk.deliver(
        {
            "zendesk/ticket_comments_2026.ndjson": [comment],
            "zendesk/tickets-2026.ndjson": [ticket(1)],
            "zendesk/tickets/more/deep.ndjson": [ticket(2)],
        }
    )
    build = desk.read("zendesk__tickets", "zendesk__ticket_comments")
    assert build.success, build.log
    assert desk.values("select id from staging.base_zendesk__tickets") == ["1"]
    assert desk.values("select id from staging.base_zendesk__ticket_comments") == ["9"]


def test_streams_without_files_are_empty_with_the_right_columns(desk: Desk) -> None:
    desk.exports.mkdir()
    build = desk.read("zendesk__users", "generic__survey_answers")
    assert build.success, build.log
    types = {
        row["column_name"]: row["column_type"]
        for row in desk.rows("describe staging.base_generic__survey_answers")
    }
    assert types["score"] == "DOUBLE"
    assert types["answered_at"] == "TIMESTAMP"
    assert desk.rows("select * from staging.base_zendesk__users") == []


# -- Whose warehouse it is


def test_the_sample_gives_way_to_data(desk: Desk) -> None:
    sample = desk.build("--select", "base_zendesk__groups", exports="exports/sample")
    assert sample.success, sample.log
    assert desk.value("select count(*) from staging.base_zendesk__groups") > 0
    desk.deliver({TICKETS: [ticket(1)]})
    build = desk.read("zendesk__tickets", "zendesk__groups")
    assert build.success, build.log
    assert "held the sample; it starts afresh" in build.log
    assert desk.value("select count(*) from staging.base_zendesk__groups") == 0
    assert desk.values("select file_path from staging.files_read") == [TICKETS]


@pytest.mark.parametrize("other", ["exports/sample", "another folder"])
def test_data_gives_way_to_nothing(desk: Desk, other: str) -> None:
    desk.deliver({TICKETS: [ticket(1, subject="mine")]})
    read_tickets(desk)
    folder = ROOT / other
    if not folder.exists():
        folder = desk.folder / other
        folder.mkdir()
    build = desk.build("--select", "base_zendesk__tickets", exports=str(folder))
    assert not build.success
    assert f"holds the exports of {desk.exports.resolve()}" in build.log
    assert f"you asked for {folder}" in build.log
    assert "HELPDESK_WAREHOUSE=" in build.log
    assert f"delete {desk.database}" in build.log
    assert subjects(desk) == ["mine"]


def test_another_name_of_the_same_folder_is_the_same_folder(desk: Desk) -> None:
    desk.deliver({TICKETS: [ticket(1, subject="mine")]})
    read_tickets(desk)
    link = desk.folder / "link"
    link.symlink_to(desk.exports)
    build = desk.build("--select", "base_zendesk__tickets", exports=f"{link}/")
    assert build.success, build.log
    assert load_of(desk, TICKETS) == 1
