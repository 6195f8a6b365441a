"""The project's own generic tests catch what they are for, and nothing else.

Each is rendered with jinja2 and stand-ins for what dbt gives it, and run as dbt runs it
on small tables in memory. No dbt is started.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import jinja2
import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
GENERIC_TESTS = PROJECT / "tests" / "generic"
HELPER = PROJECT / "macros" / "tests" / "judge_by_share.sql"
NAMES = sorted(path.stem for path in GENERIC_TESTS.glob("*.sql"))
MAX_FLAGGED_SHARE = 0.1


class Relation(str):
    """What dbt hands to a test as its model: a name that knows its identifier."""

    __slots__ = ()

    @property
    def identifier(self) -> str:
        return str(self)


class Case(NamedTuple):
    """One use of a generic test on tables, the first of which is its model."""

    test: str
    says: str
    verdict: str
    tables: dict[str, str]
    arguments: dict[str, Any]


def query_of(case: Case, config: dict[str, str] | None = None) -> str:
    """The query that dbt would run; what the test configures goes into config."""
    config = {} if config is None else config

    def set_config(**settings: str) -> str:
        config.update(settings)
        return ""

    environment = jinja2.Environment(
        # SQL, not HTML: nothing is escaped.
        autoescape=jinja2.select_autoescape(
            enabled_extensions=(), default_for_string=False
        ),
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.do"],
    )
    environment.globals.update(
        config=set_config,
        ref=Relation,
        dbt={"type_string": lambda: "varchar"},
        var={"max_flagged_share": MAX_FLAGGED_SHARE}.__getitem__,
    )
    source = (GENERIC_TESTS / f"{case.test}.sql").read_text(encoding="utf-8")
    source = re.sub(r"{% test (\w+)\(", r"{% macro test_\1(", source)
    source = source.replace("{% endtest %}", "{% endmacro %}")
    template = environment.from_string(HELPER.read_text(encoding="utf-8") + source)
    render = getattr(template.module, f"test_{case.test}")
    query: str = render(model=Relation(next(iter(case.tables))), **case.arguments)
    return query


def verdict_on(case: Case) -> str:
    """Pass, warn or error, as dbt would find it."""
    config = {"fail_calc": "count(*)", "warn_if": "!= 0", "error_if": "!= 0"}
    query = query_of(case, config)
    with duckdb.connect() as connection:
        for name, table_query in case.tables.items():
            connection.execute(f"create table {name} as {table_query}")
        result = connection.execute(
            f"select {config['fail_calc']} {config['warn_if']}, "
            f"{config['fail_calc']} {config['error_if']} from ({query}) as findings"
        ).fetchone()
    assert result is not None
    warns, fails = result
    return "error" if fails else "warn" if warns else "pass"


def table(columns: str, *rows: str) -> str:
    """Rows as a query; each is a list of SQL values."""
    values = ", ".join(f"({row})" for row in rows)
    return f"select * from (values {values}) as given ({columns})"


def at(hour: int) -> str:
    return f"timestamp '2026-03-02 {hour:02d}:00'"


NO_TIME = "cast(null as timestamp)"


def keys(says: str, verdict: str, *rows: str, **arguments: object) -> Case:
    return Case(
        "primary_key",
        says,
        verdict,
        {"things": table("a, b", *rows)},
        {"columns": ["a", "b"], **arguments},
    )


def refers(says: str, verdict: str, *rows: str) -> Case:
    """Rows that name a thing by its key, and another by the name that it has there."""
    return Case(
        "refers_to",
        says,
        verdict,
        {
            "uses": table("thing_key, other_key", *rows),
            "things": table("thing_key", "'a'", "'b'"),
        },
        {
            "columns": {
                "thing_key": "things",
                "other_key": {"model": "things", "key": "thing_key"},
            }
        },
    )


def moments(says: str, verdict: str, *rows: str, is_user_data: bool = False) -> Case:
    return Case(
        "timestamps_in_order",
        says,
        verdict,
        {"moments": table("first_at, second_at, third_at", *rows)},
        {
            "columns": ["first_at", "second_at", "third_at"],
            "is_user_data": is_user_data,
        },
    )


GOOD_MOMENTS = f"{at(9)}, {at(10)}, {at(11)}"
BAD_MOMENTS = f"{at(9)}, {at(8)}, {at(11)}"


def moves(says: str, verdict: str, *rows: str) -> Case:
    return Case(
        "legal_status_transitions",
        says,
        verdict,
        {"spells": table("conversation_key, spell_number, status", *rows)},
        {},
    )


def chain(says: str, verdict: str, *rows: str) -> Case:
    """Spells of conversation a, which was created at nine."""
    columns = "conversation_key, spell_number, started_at, ended_at"
    return Case(
        "spells_are_contiguous",
        says,
        verdict,
        {
            "spells": table(columns, *rows),
            "conversations": table("conversation_key, created_at", f"'a', {at(9)}"),
        },
        {"conversations": "conversations"},
    )


REOPENED = {
    "status": "'open'",
    "is_resolved": "false",
    "full_resolution_seconds": "cast(null as integer)",
}
NEVER_RESOLVED = REOPENED | {
    "first_resolved_at": NO_TIME,
    "last_resolved_at": NO_TIME,
    "resolution_count": "0",
    "first_resolution_seconds": "cast(null as integer)",
}


def conversation(**other: str) -> str:
    """One that was resolved twice and reopened in between, but for these columns."""
    values = {
        "status": "'resolved'",
        "is_deleted": "false",
        "is_resolved": "true",
        "is_resolution_time_estimated": "false",
        "first_resolved_at": at(11),
        "last_resolved_at": at(20),
        "resolution_count": "2",
        "first_resolution_seconds": "7200",
        "full_resolution_seconds": "39600",
        "data_issue": "cast(null as varchar)",
    }
    values.update(other)
    columns = ", ".join(f"{value} as {name}" for name, value in values.items())
    return f"select 'a' as conversation_key, {columns}"


def life(says: str, verdict: str, good: int = 0, **other: str) -> Case:
    """One conversation that says this, among so many ordinary ones."""
    rows = [conversation(**other), *[conversation()] * good]
    return Case(
        "status_agrees_with_timestamps",
        says,
        verdict,
        {"conversations": " union all ".join(rows)},
        {},
    )


def numbers(
    test: str, says: str, verdict: str, *rows: str, **arguments: object
) -> Case:
    """Rows of x and, where it is given, y."""
    columns = "x, y" if "," in rows[0] else "x"
    return Case(test, says, verdict, {"numbers": table(columns, *rows)}, arguments)


def two(test: str, says: str, verdict: str, other: str, **arguments: object) -> Case:
    """Three rows (two of group a, one of no group; 7 in total) beside another table."""
    tables = {"numbers": table("x, y", "'a', 1", "'a', 2", "null, 4"), "others": other}
    return Case(test, says, verdict, tables, {"to": "others", **arguments})


SLICES = (
    "segment_type, segment_value, segment_label, period_grain, period_start_date, "
    "is_partial, sample_size"
)
DAY = "'day', date '2026-03-02'"
WHOLE = f"'all', 'all', 'All', {DAY}, false, 5"
EMAIL = f"'channel', 'email', 'email', {DAY}, false, 3"
CHAT = f"'channel', 'chat', 'chat', {DAY}, false, 2"
NEXT_WHOLE = WHOLE.replace("03-02", "03-03")


def slices(says: str, verdict: str, *rows: str) -> Case:
    """Slices of the KPI backlog, of which three must exist, beside another KPI."""
    backlog = "select 'backlog' as kpi, * from"
    other = f"select 'other' as kpi, * from ({table(SLICES, NEXT_WHOLE)})"
    return Case(
        "slices_are_complete",
        says,
        verdict,
        {
            "marts": f"{backlog} ({table(SLICES, *rows)}) union all {other}",
            "dim_slices": f"{backlog} ({table(SLICES, WHOLE, EMAIL, CHAT)}) "
            f"union all {other}",
        },
        {},
    )


def sums(says: str, verdict: str, *rows: str, **arguments: object) -> Case:
    return Case(
        "additive_over_segments",
        says,
        verdict,
        {"backlog": table(SLICES, *rows)},
        {"columns": ["sample_size"], "segment_types": ["channel"], **arguments},
    )


TIED = {
    "mart": {
        "ties": [
            {
                "fact": "fact",
                "date": "done_date",
                "at": "done_at",
                "where": "is_valid",
                "count": {"sample_size": "is_done"},
                "sum": {"seconds": "seconds"},
            }
        ],
        "not_added": {"distinct": ["people_count"]},
    }
}
MART = "segment_type, period_grain, sample_size, seconds"
DONE = "done_date, done_at, is_valid, is_done, seconds"


def ties(says: str, verdict: str, mart: str, *facts: str) -> Case:
    """Two done, one not, one that is no longer valid, and one after as-of."""
    rows = (
        "date '2026-03-01', timestamp '2026-03-01 09:00', true, true, 0.5",
        "date '2026-03-31', timestamp '2026-03-31 09:00', true, true, 1.5",
        "date '2026-03-31', timestamp '2026-03-31 09:00', true, false, null",
        "date '2026-03-31', timestamp '2026-03-31 09:00', false, true, 9",
        "date '2026-03-31', timestamp '2026-03-31 11:00', true, true, 9",
        "date '2026-02-28', timestamp '2026-02-28 09:00', true, true, 9",
    )
    as_of = "timestamp '2026-03-31 10:00', date '2026-03-31', timestamp '2026-03-05'"
    return Case(
        "marts_tie_to_facts",
        says,
        verdict,
        {
            "mart": table(MART, mart, "'all', 'week', 7, 7", "'team', 'month', 7, 7"),
            "fact": table(DONE, *(facts or rows)),
            "dim_dates": table("month_start_date", "date '2026-03-01'"),
            "dim_as_of": table("as_of_at, as_of_date, first_event_at", as_of),
        },
        {"ties": TIED},
    )


def bounds(says: str, verdict: str, low: str, value: str, high: str) -> Case:
    columns = "kpi_low, kpi_value, kpi_high"
    row = ", ".join(f"cast({number} as double)" for number in (low, value, high))
    return Case("bounds_hold_value", says, verdict, {"mart": table(columns, row)}, {})


A_OR_B = {"x": ["a", "b"]}
ENDS = ("0", "1", "null")
X_IS_LESS = {"x_is_less_than_y": "x < y"}

CASES = [
    keys("other pairs pass", "pass", "1, 1", "1, 2", "2, 1"),
    keys("a pair that occurs twice fails", "error", "1, 1", "1, 1"),
    keys("a null in one of the columns fails", "error", "1, null", "1, 1"),
    keys("where it may be null, it passes", "pass", "1, null", "1, 1", nullable=["b"]),
    keys("two nulls are equal", "error", "1, null", "1, null", nullable=["b"]),
    keys(
        "another name that rows share fails",
        "error",
        "1, 1",
        "2, 1",
        also_unique=[["b"]],
    ),
    keys(
        "another name of their own passes", "pass", "1, 1", "1, 2", also_unique=[["b"]]
    ),
    refers("keys that lead somewhere pass", "pass", "'a', 'b'", "'b', 'a'"),
    refers("no key refers to nothing", "pass", "'a', null", "null, 'b'"),
    refers("a key that leads nowhere fails", "error", "'a', 'b'", "'c', 'a'"),
    refers("so does one by another name", "error", "'a', 'b'", "'a', 'c'"),
    # Moments
    moments("order passes", "pass", GOOD_MOMENTS),
    moments("equal moments pass", "pass", f"{at(9)}, {at(9)}, {at(9)}"),
    moments("a moment before its neighbour fails", "error", BAD_MOMENTS),
    moments("nulls are skipped", "pass", f"{at(9)}, {NO_TIME}, {at(9)}"),
    moments("order holds across a null", "error", f"{at(9)}, {NO_TIME}, {at(8)}"),
    moments(
        "few bad rows fail where models guarantee the order",
        "error",
        BAD_MOMENTS,
        *[GOOD_MOMENTS] * 99,
    ),
    moments(
        "few bad rows of the user warn",
        "warn",
        BAD_MOMENTS,
        *[GOOD_MOMENTS] * 9,
        is_user_data=True,
    ),
    moments(
        "many bad rows of the user fail",
        "error",
        BAD_MOMENTS,
        *[GOOD_MOMENTS] * 8,
        is_user_data=True,
    ),
    # Statuses
    moves(
        "closing and reopening pass",
        "pass",
        "'a', 1, 'new'",
        "'a', 2, 'resolved'",
        "'a', 3, 'closed'",
        "'a', 4, 'open'",
        "'a', 5, 'cancelled'",
        "'a', 6, 'snoozed'",
    ),
    moves(
        "one after another is no repetition", "pass", "'a', 1, 'open'", "'b', 1, 'open'"
    ),
    moves("the same twice in a row fails", "error", "'a', 1, 'open'", "'a', 2, 'open'"),
    moves("a native status fails", "error", "'a', 1, 'pending'"),
    moves("no status fails", "error", "'a', 1, cast(null as varchar)"),
    moves(
        "a few that become new again warn",
        "warn",
        "'a', 1, 'open'",
        "'a', 2, 'new'",
        *[f"'b{number}', 1, 'open'" for number in range(8)],
    ),
    moves(
        "many that become new again fail", "error", "'a', 1, 'open'", "'a', 2, 'new'"
    ),
    # Spells
    chain(
        "from the creation to now passes",
        "pass",
        f"'a', 1, {at(9)}, {at(10)}",
        f"'a', 2, {at(10)}, {at(10)}",
        f"'a', 3, {at(10)}, {NO_TIME}",
    ),
    chain("a late start fails", "error", f"'a', 1, {at(10)}, {NO_TIME}"),
    chain(
        "a gap fails",
        "error",
        f"'a', 1, {at(9)}, {at(10)}",
        f"'a', 2, {at(11)}, {NO_TIME}",
    ),
    chain(
        "an overlap fails",
        "error",
        f"'a', 1, {at(9)}, {at(11)}",
        f"'a', 2, {at(10)}, {NO_TIME}",
    ),
    chain("an end of the last fails", "error", f"'a', 1, {at(9)}, {at(10)}"),
    chain(
        "one in the middle without an end fails",
        "error",
        f"'a', 1, {at(9)}, {NO_TIME}",
        f"'a', 2, {NO_TIME}, {NO_TIME}",
    ),
    chain(
        "a number left out fails",
        "error",
        f"'a', 1, {at(9)}, {at(10)}",
        f"'a', 3, {at(10)}, {NO_TIME}",
    ),
    chain(
        "a conversation without a spell, and a spell without one, fail",
        "error",
        f"'b', 1, {at(9)}, {NO_TIME}",
    ),
    # Status and times
    life("resolved, reopened and resolved again passes", "pass"),
    life("reopened passes", "pass", 0, **REOPENED),
    life("never resolved passes", "pass", 0, **NEVER_RESOLVED),
    life("resolved without a time fails", "error", 99, last_resolved_at=NO_TIME),
    life(
        "a last resolution without a first fails",
        "error",
        99,
        first_resolved_at=NO_TIME,
        first_resolution_seconds="cast(null as integer)",
    ),
    life("a resolution that is not counted fails", "error", 99, resolution_count="0"),
    life(
        "a full resolution time while reopened fails",
        "error",
        99,
        **(REOPENED | {"full_resolution_seconds": "39600"}),
    ),
    life(
        "a first resolution time without a resolution fails",
        "error",
        99,
        **(NEVER_RESOLVED | {"first_resolution_seconds": "7200"}),
    ),
    life(
        "resolved without a duration or a reason fails",
        "error",
        99,
        full_resolution_seconds="cast(null as integer)",
    ),
    life(
        "an estimated resolution needs no duration",
        "pass",
        full_resolution_seconds="cast(null as integer)",
        is_resolution_time_estimated="true",
        data_issue="'reply_before_creation'",
    ),
    life(
        "a resolution before the creation has no duration",
        "pass",
        full_resolution_seconds="cast(null as integer)",
        data_issue="'resolved_before_creation'",
    ),
    life("a status that its history denies warns", "warn", 99, status="'open'"),
    life("statuses that their history denies fail", "error", status="'open'"),
    life(
        "a deleted one has no status to compare",
        "pass",
        status="'cancelled'",
        is_deleted="true",
    ),
    life(
        "a last resolution before the first warns", "warn", 99, last_resolved_at=at(10)
    ),
    # Numbers
    numbers("rows_hold", "values pass", "pass", "1, 'x'", never_null=["x", "y"]),
    numbers("rows_hold", "a null fails", "error", "1, null", never_null=["x", "y"]),
    numbers("rows_hold", "0 and null pass", "pass", "0", "null", never_negative=["x"]),
    numbers("rows_hold", "-0.001 fails", "error", "-0.001", never_negative=["x"]),
    numbers(
        "rows_hold", "known words and null pass", "pass", "'a'", "null", one_of=A_OR_B
    ),
    numbers("rows_hold", "another word fails", "error", "'a'", "'c'", one_of=A_OR_B),
    numbers(
        "rows_hold", "both ends and null pass", "pass", *ENDS, within={"x": [0, 1]}
    ),
    numbers("rows_hold", "below fails", "error", "-1", within={"x": [0, 1]}),
    numbers("rows_hold", "above fails", "error", "2", within={"x": [0, 1]}),
    numbers(
        "rows_hold", "true and null pass", "pass", "1, 2", "null, 2", rules=X_IS_LESS
    ),
    numbers("rows_hold", "false fails", "error", "1, 2", "2, 2", rules=X_IS_LESS),
    numbers(
        "rows_hold",
        "either side of an or is part of the rule",
        "pass",
        "1, 2",
        "3, 2",
        rules={"x_is_less_or_3": "x < y or x = 3"},
    ),
    numbers(
        "rows_hold",
        "one rule of several fails",
        "error",
        "1, 2",
        "2, 1",
        never_null=["x"],
        rules=X_IS_LESS,
    ),
    numbers(
        "flagged_share_below",
        "no row flagged passes",
        "pass",
        "1, 1",
        condition="x > 1",
    ),
    numbers(
        "flagged_share_below",
        "the share itself warns",
        "warn",
        "2, 1",
        *["1, 1"] * 9,
        condition="x > 1",
    ),
    numbers(
        "flagged_share_below",
        "above the share fails",
        "error",
        "2, 1",
        *["1, 1"] * 8,
        condition="x > 1",
    ),
    numbers(
        "flagged_share_below",
        "a share of its own counts",
        "error",
        "2, 1",
        *["1, 1"] * 9,
        condition="> 1",
        column_name="x",
        max_share=0.05,
    ),
    # Two tables
    two("same_row_count", "as many rows pass", "pass", table("z", "1", "1", "1")),
    two("same_row_count", "a row lost fails", "error", table("z", "1", "1", "1", "1")),
    two("same_row_count", "a row too many fails", "error", table("z", "1", "1")),
    two(
        "same_row_count",
        "only the rows asked for count",
        "pass",
        table("z", "1", "1", "1", "2"),
        to_where="z = 1",
    ),
    two(
        "ties_to",
        "the same total passes",
        "pass",
        table("x, y", "'b', 7"),
        expression="sum(y)",
    ),
    two(
        "ties_to",
        "another total fails",
        "error",
        table("x, y", "'b', 6"),
        expression="sum(y)",
    ),
    two(
        "ties_to",
        "another expression, and a difference within the tolerance, pass",
        "pass",
        table("z", "3", "3"),
        expression="sum(y)",
        to_expression="sum(z)",
        tolerance=1,
    ),
    two(
        "ties_to",
        "the same totals per group pass, null being a group",
        "pass",
        table("x, y", "'a', 3", "null, 4"),
        expression="sum(y)",
        by=["x"],
    ),
    two(
        "ties_to",
        "the same grand total in other groups fails",
        "error",
        table("x, y", "'a', 4", "null, 3"),
        expression="sum(y)",
        by=["x"],
    ),
    two(
        "ties_to",
        "a group that one side lacks fails",
        "error",
        table("x, y", "'a', 3"),
        expression="sum(y)",
        by=["x"],
    ),
    two(
        "ties_to",
        "a group of 0 that one side lacks passes",
        "pass",
        table("x, y", "'a', 3", "null, 4", "'c', 0"),
        expression="sum(y)",
        by=["x"],
    ),
    # Marts
    slices("exactly those of the KPI pass", "pass", WHOLE, EMAIL, CHAT),
    slices("a missing one fails", "error", WHOLE, EMAIL),
    slices("an extra one fails", "error", WHOLE, EMAIL, CHAT, NEXT_WHOLE),
    slices(
        "another label fails",
        "error",
        WHOLE,
        EMAIL,
        CHAT.replace("'chat', 'day'", "'Chat', 'day'"),
    ),
    slices(
        "another is_partial fails", "error", WHOLE, EMAIL, CHAT.replace("false", "true")
    ),
    slices("another KPI's is an extra one", "error", WHOLE, EMAIL, NEXT_WHOLE),
    sums("members that add up pass", "pass", WHOLE, EMAIL, CHAT),
    sums("a lost member fails", "error", WHOLE, EMAIL),
    sums("a segment type without members fails", "error", WHOLE),
    sums("a period without members fails", "error", WHOLE, NEXT_WHOLE, EMAIL, CHAT),
    sums(
        "a period without members in which nothing was passes",
        "pass",
        WHOLE,
        EMAIL,
        CHAT,
        NEXT_WHOLE[:-1] + "0",
    ),
    sums(
        "each segment type is asked for",
        "error",
        WHOLE,
        EMAIL,
        CHAT,
        segment_types=["channel", "team"],
    ),
    sums(
        "what is null everywhere passes",
        "pass",
        *(row[:-1] + "cast(null as integer)" for row in (WHOLE, EMAIL, CHAT)),
    ),
    sums(
        "rounding of doubles passes",
        "pass",
        WHOLE[:-1] + "cast(5.000000001 as double)",
        EMAIL,
        CHAT,
    ),
    ties(
        "what the fact holds in these months passes", "pass", "'all', 'month', 2, 2.0"
    ),
    ties("a count that lost a row fails", "error", "'all', 'month', 1, 2.0"),
    ties("a sum that counts a row twice fails", "error", "'all', 'month', 2, 3.5"),
    ties("rounding of sums passes", "pass", "'all', 'month', 2, 2.000000001"),
    ties("months that are missing fail", "error", "'all', 'week', 2, 2.0"),
    ties(
        "nothing at all passes",
        "pass",
        "'all', 'month', 0, null",
        "date '2026-03-01', timestamp '2026-03-01 09:00', true, false, null",
    ),
    bounds("a value between its bounds passes", "pass", "0.4", "0.5", "0.6"),
    bounds("bounds at the value pass", "pass", "0.5", "0.5", "0.5"),
    bounds("no bounds pass", "pass", "null", "0.5", "null"),
    bounds("nothing at all passes", "pass", "null", "null", "null"),
    bounds("a value below its bounds fails", "error", "0.4", "0.3", "0.6"),
    bounds("a value above its bounds fails", "error", "0.4", "0.7", "0.6"),
    bounds("bounds without a value fail", "error", "0.4", "null", "0.6"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.test}: {case.says}")
def test_verdict(case: Case) -> None:
    assert verdict_on(case) == case.verdict


@pytest.mark.parametrize("name", NAMES)
def test_has_a_table_that_passes_and_one_that_does_not(name: str) -> None:
    verdicts = {case.verdict for case in CASES if case.test == name}
    assert "pass" in verdicts
    assert "error" in verdicts


def test_all_are_described_with_their_parameters() -> None:
    described = {
        entry["name"].removeprefix("test_"): set(
            re.findall(r"^- `(\w+)`: ", entry["description"], re.MULTILINE)
        )
        for entry in yaml.safe_load(
            (GENERIC_TESTS / "_generic_tests.yml").read_text(encoding="utf-8")
        )["macros"]
    }
    given_by_dbt = {"model", "column_name"}
    in_sql = {}
    for name in NAMES:
        text = (GENERIC_TESTS / f"{name}.sql").read_text(encoding="utf-8")
        signature = text[: text.index("%}")].split("(", 1)[1]
        signature = re.sub(r"=(\[[^]]*\]|[^,\s)]+)", "", signature)
        in_sql[name] = set(re.findall(r"\w+", signature)) - given_by_dbt
    assert described == in_sql


def test_readme_names_every_test() -> None:
    readme = (GENERIC_TESTS / "README.md").read_text(encoding="utf-8")
    missing = [name for name in NAMES if f"`{name}`" not in readme]
    assert not missing


def test_what_broke_is_named() -> None:
    case = numbers(
        "rows_hold", "", "error", "-1, 2", never_negative=["x"], rules=X_IS_LESS
    )
    case.arguments["rules"] = {"y_is_less_than_x": "y < x"}
    assert verdict_on(case) == "error"
    with duckdb.connect() as connection:
        connection.execute(f"create table numbers as {case.tables['numbers']}")
        (broken_rules,) = connection.execute(
            f"select broken_rules from ({query_of(case)})"
        ).fetchall()[0]
    assert broken_rules == "x is negative; not: y is less than x"
