"""Texts that are written to break things are texts, and change no number."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.python.compare import compare_rows
from tests.python.private import documents
from tests.python.project import ROOT, Desk, Project

import explain_tests
from publish import export_parquet, publish
from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings

SMALL_DESK = {"max_rejected_share": 0.2, "max_flagged_share": 1}
RIGHT_TO_LEFT, ISOLATED = "\u202e", "\u2066"
HOSTILE = (
    'O\'Brien "Bob"',
    "'; drop table staging.files_read; --",
    "') or 1 = 1 --",
    "{{ 1 / 0 }} {% do exceptions.raise_compiler_error('x') %} {# x",
    "{{ env_var('HOME') }}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "$(touch pwned) `touch pwned` ; touch pwned | touch pwned && exit 1",
    "first\nsecond\r\nthird\ttab",
    "\U0001f469\u200d\U0001f692 \U0001f1ea\U0001f1f8 e\u0301",
    f"{RIGHT_TO_LEFT}txt.exe{ISOLATED}\u200f",
    "a\x00b",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@sum(A1)",
    "a,b;c\td|e",
    "\\ \\n \\' %s %(x)s {0} $1 \\1",
    "\x1b[31mred\x1b[0m\x07\x08",
    "null",
    "NaN",
    "[1, 2]",
    '{"id": 1}',
    "x" * 1_000_000,
    "\ufeffmark",
    "\u2028line\u2029paragraph",
)
JSON_TYPES = (int, float, list, dict, type(None))
# Bodies and codes decide numbers; what somebody is called or tagged with does not.
SAID_FREELY = {"name", "subject", "topic", "tags", "comment", "category", "page_title"}


def decorated(text: str) -> str:
    """The text with something hostile after it: always the same for the same text."""
    return f"{text} {HOSTILE[sum(text.encode()) % len(HOSTILE)]}"


def hostile_value(name: str, value: Any) -> Any:
    """A value of a row, hostile where people write freely."""
    if name == "tags" and isinstance(value, str) and value:
        return [*value.split("|"), *HOSTILE[:3]]
    if name == "tags" and isinstance(value, list):
        is_words = all(isinstance(tag, str) for tag in value)
        return [*value, *HOSTILE[:3]] if is_words and value else value
    if name in SAID_FREELY and isinstance(value, str) and value:
        return decorated(value)
    return value if isinstance(value, JSON_TYPES) else str(value)


FILE_NAMES = (
    " '; drop table x; --.ndjson",
    ' {{ 1 % 0 }} "x".ndjson',
    " $(touch pwned) `touch pwned` & <b>.ndjson",
    " [a-z] * ?.ndjson",
    "\nnew line.ndjson",
    f" \U0001f4ce {RIGHT_TO_LEFT}nosj.ndjson",
    " %s {0} #.ndjson",
)


@pytest.fixture(scope="module")
def plain_desk(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    desk = Desk(project, tmp_path_factory.mktemp("plain"))
    wanted = Settings(120, 21, date(2025, 11, 1), date(2026, 2, 28))
    request = Request(wanted, SOURCES, 0, months_per_file=1)
    simulate(request, desk.exports, workers=1, is_quiet=True)
    build = desk.build(variables=SMALL_DESK)
    assert build.success, build.log
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def hostile_desk(
    plain_desk: Desk, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The same desk, whose people, teams, topics, tags and files have other names."""
    desk = Desk(project, tmp_path_factory.mktemp("hostile"))
    files: dict[str, list[dict[str, object]]] = {}
    for file, row in documents(plain_desk.exports):
        # What Freshdesk says of changes names groups and agents by their names.
        is_name_a_key = file.startswith(("freshdesk/groups", "freshdesk/agents"))
        change = hostile_value if not is_name_a_key else lambda _, value: value
        values = {name: change(name, value) for name, value in row.items()}
        files.setdefault(file, []).append(values)
    for number, (file, rows) in enumerate(files.items()):
        source, stream = file.split("/")[:2]
        name = f"{number}{FILE_NAMES[number % len(FILE_NAMES)]}"
        desk.deliver({f"{source}/{stream.split('.')[0]}/{name}": rows})
    build = desk.build(variables=SMALL_DESK, with_tests=True)
    assert build.success, build.log
    yield desk
    desk.close()


SLICE = (
    *("kpi", "statistic", "segment_type", "segment_value"),
    *("period_grain", "period_start_date"),
)


def numbers(desk: Desk) -> list[dict[str, Any]]:
    """All KPIs; but not by topic, which is a text of the desk itself."""
    return desk.rows(
        f"""
        select {", ".join(SLICE)}, sample_size, kpi_value, kpi_low, kpi_high
        from marts.kpi_values
        where segment_type <> 'topic'
        """
    )


def test_no_number_changes(plain_desk: Desk, hostile_desk: Desk) -> None:
    before, after = numbers(plain_desk), numbers(hostile_desk)
    assert compare_rows("slice", before, after, SLICE) == []


def test_all_files_are_read_whatever_they_are_called(hostile_desk: Desk) -> None:
    there = {
        path.relative_to(hostile_desk.exports).as_posix()
        for path in hostile_desk.exports.rglob("*")
        if path.is_file()
    }
    read = set(hostile_desk.values("select file_path from quality.export_files"))
    assert read == there


def test_no_other_row_is_rejected(plain_desk: Desk, hostile_desk: Desk) -> None:
    query = "select stream, reason from quality.rejected_rows order by all"
    assert hostile_desk.rows(query) == plain_desk.rows(query)


@pytest.mark.parametrize(
    ("table", "key", "name", "stream", "native"),
    [
        ("dim_agents", "agent_key", "agent_name", "agents", "agent_id"),
        ("dim_customers", "customer_key", "customer_name", "customers", "customer_id"),
        ("dim_teams", "team_key", "team_name", "teams", "team_id"),
    ],
)
def test_names_are_what_was_written(
    hostile_desk: Desk, table: str, key: str, name: str, stream: str, native: str
) -> None:
    written = {
        f"generic:{row[native]}": row["name"]
        for file, row in documents(hostile_desk.exports)
        if file.startswith(f"generic/{stream}") and row.get("name")
    }
    known = hostile_desk.rows(f"select {key} as key, {name} as name from facts.{table}")
    told = {row["key"]: row["name"] for row in known if row["key"] in written}
    assert told == written


def test_nothing_was_executed(hostile_desk: Desk, plain_desk: Desk) -> None:
    tables = "select schema_name || '.' || table_name from duckdb_tables() order by all"
    assert hostile_desk.values(tables) == plain_desk.values(tables)
    assert not list(hostile_desk.folder.rglob("pwned"))
    assert not (ROOT / "pwned").exists()


def test_it_is_published_as_it_is(
    hostile_desk: Desk, project: Project, tmp_path: Path
) -> None:
    hostile_desk.close()
    manifest = tmp_path / "manifest.json"
    project.manifest.write(str(manifest))
    key = {"HELPDESK_PSEUDONYM_KEY": "'; drop table x; -- {{ 1 }}"}
    with mock.patch.dict("os.environ", key):
        path = publish(hostile_desk.database.parent, manifest)
    export_parquet(path.parent, tmp_path / "a 'folder' {{ x }}")
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "select count(*) from marts.kpi_values"
        published = connection.execute(query).fetchone()
    assert published == (hostile_desk.value(query),)


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    ),
    min_size=1,
    max_size=4,
).map("".join)


@pytest.fixture(scope="module")
def reader(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    desk = Desk(project, tmp_path_factory.mktemp("reader"))
    yield desk
    desk.close()


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=30),
    ending=st.sampled_from(["ndjson", "json", "csv", "ndjson.gz"]),
)
def test_a_text_is_read_as_it_was_written_and_leaks_into_no_other_row(
    reader: Desk, texts: list[str], ending: str
) -> None:
    start = reader.files_written * 1000
    rows: list[dict[str, str | None]] = [
        {
            "customer_id": f"P{start + number}",
            "name": text,
            "email": f"p{start + number}@example.org",
        }
        for number, text in enumerate(texts)
    ]
    reader.deliver({f"generic/customers/{start}.{ending}": rows})
    build = reader.read("generic__customers")
    assert build.success, build.log
    read = reader.rows(
        "select customer_id, name, email from staging.base_generic__customers "
        f"where file_path = 'generic/customers/{start}.{ending}'"
    )
    wanted = {row["customer_id"]: row | {"name": row["name"] or None} for row in rows}
    assert {row["customer_id"]: row for row in read} == wanted
    assert len(read) == len(rows)


def test_an_example_of_a_finding_says_nothing_to_the_terminal() -> None:
    row = ("generic:1", "\x1b[2J\x07red\u202e", "two\nlines")
    text = explain_tests.example(["key", "name", "note"], row)
    assert text == r"key generic:1, name \x1b[2J\x07red\u202e, note two\nlines"
