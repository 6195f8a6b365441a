"""Builds that add to what is there give what one build of everything gives."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest
from tests.python.project import ROOT, Desk, Project
from tests.python.zendesk_export import AGENT, CUSTOMER, ZendeskExport

DROPS = 10
# When the sixth delivery tells what is merged and moved.
LATE = "2026-05-27T12:00:00Z"
NEWER_SOURCES = ("intercom", "freshdesk", "help_scout")
# Of few rows one that is damaged is a large share.
SMALL_DESK = {"max_rejected_share": 0.2}
FACTS_ONLY = ["--exclude", "path:models/marts", "path:models/quality"]
# What a build tells of itself differs between many builds and one; what it tells of the
# desk may not.
OWN_BOOKS = {"load_number", "published_value_key", "restatement_key"}


def deliver(drop: Path, exports: Path) -> None:
    """Put a delivery into the folder of exports, with the times of its files."""
    shutil.copytree(drop, exports, copy_function=shutil.copy2, dirs_exist_ok=True)


def simulate(
    folder: Path, *, conversations: int, drops: int, sources: Sequence[str] = ()
) -> list[Path]:
    """Deliveries of a desk that is split over all sources, or told by each of these."""
    told = ["--mode", "mirror", "--sources", ",".join(sources)] if sources else []
    command = [
        sys.executable,
        str(ROOT / "scripts" / "simulate_exports.py"),
        *("--conversations", str(conversations), "--seed", "5", "--quiet"),
        *("--from", "2026-03-01", "--until", "2026-05-31"),
        *("--drops", str(drops), "--output", str(folder), *told),
    ]
    subprocess.run(command, check=True)
    return sorted(folder.glob("drop_*"))


def tables(database: Path, *schemas: str) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where list_contains(?, table_schema) order by all",
            [list(schemas)],
        ).fetchall()
    return [name for (name,) in found]


def differences(
    ours: Path, clean: Path, table: str, source: str | None = None
) -> list[str]:
    """Rows of one database that the other lacks; doubles are equal to nine digits.

    Of one source only, where a source is asked for and the table tells it.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{ours}' as ours (read_only)")
        connection.execute(f"attach '{clean}' as clean (read_only)")
        columns = connection.execute(f"describe ours.{table}").fetchall()
        told = [
            f"printf('%.9e', {name})" if kind == "DOUBLE" else name
            for name, kind, *_ in columns
            if name not in OWN_BOOKS
        ]
        of_source = ""
        if source and "source_system" in {name for name, *_ in columns}:
            of_source = f"where source_system = '{source}'"
        found = []
        for one, other in (("ours", "clean"), ("clean", "ours")):
            rows = connection.execute(
                f"(select {', '.join(told)} from {one}.{table} {of_source}) except all "
                f"(select {', '.join(told)} from {other}.{table} {of_source}) limit 3"
            ).fetchall()
            found += [f"{table}: only in {one}: {row}" for row in rows]
        return found


def delivered(drop: Path, source: str, stream: str) -> Iterator[dict[str, Any]]:
    """Rows of a stream in one delivery; what can't be read is left out."""
    found = [*drop.glob(f"{source}/{stream}.nd*"), *drop.glob(f"{source}/{stream}/*")]
    for path in sorted(found):
        for line in path.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                yield json.loads(line)


def add_row(drop: Path, source: str, stream: str, row: Mapping[str, object]) -> None:
    """Put a file of one row more into a delivery."""
    (drop / source / stream / "late.ndjson").write_text(json.dumps(row) + "\n")


def merge_late(first: Path, later: Path) -> None:
    """Merge two tickets of a delivery, as a later one tells."""
    waiting = {
        row["id"]: row
        for row in delivered(first, "zendesk", "tickets")
        if row.get("status") in ("open", "pending") and row.get("tags")
    }
    source, target = sorted(waiting)[:2]
    comments = delivered(first, "zendesk", "ticket_comments")
    comment = next(row for row in comments if row.get("ticket_id") == source)
    via = {"from": {}, "to": {"ticket_id": target}, "rel": "merge"}
    merged = {
        "status": "closed",
        "tags": [*waiting[source]["tags"], "closed_by_merge"],
        "updated_at": LATE,
        "generated_timestamp": 1_779_883_200,
    }
    add_row(later, "zendesk", "tickets", waiting[source] | merged)
    told = {"id": 990_000_001, "created_at": LATE, "public": False, "audit_id": None}
    via_merge = {"via": {"channel": "web", "source": via}}
    add_row(later, "zendesk", "ticket_comments", comment | told | via_merge)


def move_late(first: Path, later: Path) -> None:
    """Move a message from one ticket to another, as a later delivery tells."""
    rows = [
        row
        for row in delivered(first, "freshdesk", "conversations")
        if row.get("id") and row.get("ticket_id")
    ]
    moved = {"ticket_id": rows[-1]["ticket_id"], "updated_at": LATE}
    assert rows[0]["ticket_id"] != moved["ticket_id"]
    add_row(later, "freshdesk", "conversations", rows[0] | moved)


@pytest.fixture(scope="module")
def drops(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ten deliveries of one desk, with a late merge and a message that moves."""
    made = simulate(tmp_path_factory.mktemp("drops"), conversations=2500, drops=DROPS)
    assert len(made) == DROPS
    merge_late(made[0], made[5])
    move_late(made[0], made[5])
    return made


@pytest.fixture(scope="module")
def desks(
    project: Project, drops: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Desk]:
    """A desk that was built after each of ten deliveries, and one that was built once.

    The fourth delivery's build stops after staging and one fact; the fifth finds it so.
    """
    daily = Desk(project, tmp_path_factory.mktemp("daily"))
    for number, drop in enumerate(drops, start=1):
        deliver(drop, daily.exports)
        if number == 4:
            build = daily.build("--select", "+fct_messages", variables=SMALL_DESK)
        elif number == DROPS:
            build = daily.build(variables=SMALL_DESK)
        else:
            build = daily.build(*FACTS_ONLY, variables=SMALL_DESK)
        assert build.success, build.log
    clean = Desk(project, tmp_path_factory.mktemp("clean"))
    for drop in drops:
        deliver(drop, clean.exports)
    build = clean.build(variables=SMALL_DESK)
    assert build.success, build.log
    return [daily, clean]


def test_ten_daily_deliveries_give_every_fact_and_mart_of_one_build(
    desks: list[Desk],
) -> None:
    daily, clean = desks
    daily.close()
    compared = tables(clean.database, "facts", "marts")
    assert "facts.fct_conversations" in compared
    assert "marts.kpi_scorecard" in compared
    found = [
        difference
        for table in compared
        for difference in differences(daily.database, clean.database, table)
    ]
    assert not found, "\n".join(found[:20])


def test_deliveries_hold_what_makes_additions_hard(desks: list[Desk]) -> None:
    _, clean = desks
    facts = clean.row(
        """
        select
            count_if(is_merged) as merged, count_if(is_deleted) as deleted,
            count_if(reopen_count > 0) as reopened,
            count(follow_up_of_key) as follow_ups
        from facts.fct_conversations
        """
    )
    assert min(facts.values()) > 0, facts
    clean.close()


def changed(
    drops: Sequence[Path], source: str, stream: str, value: Callable[[Any], object]
) -> set[object]:
    """The ids of which a later delivery says what no earlier one said."""
    told: dict[object, set[str]] = {}
    found: set[object] = set()
    for drop in drops:
        now: dict[object, set[str]] = defaultdict(set)
        for row in delivered(drop, source, stream):
            if "id" in row:
                now[row["id"]].add(json.dumps(value(row)))
        found |= {key for key in now if key in told and now[key] - told[key]}
        for key, values in now.items():
            told.setdefault(key, set()).update(values)
    return found


def test_deliveries_hold_every_kind_of_late_data(drops: list[Path]) -> None:
    late: set[object] = set()
    newest = ""
    for drop in drops:
        times = {
            row["id"]: row["created_at"]
            for row in delivered(drop, "zendesk", "ticket_comments")
            if str(row.get("created_at")) < "2090"
        }
        late |= {key for key, sent_at in times.items() if sent_at < newest}
        newest = max(newest, *times.values())
    days: dict[Path, set[bytes]] = defaultdict(set)
    for drop in drops:
        for path in drop.glob("*/*/*"):
            days[path.relative_to(drop)].add(path.read_bytes())
    tickets = ("zendesk", "tickets")
    kinds: dict[str, set[Any]] = {
        "late rows": late,
        "changed roles": changed(drops, "zendesk", "users", lambda row: row["role"]),
        "changed schedules": changed(
            drops, "zendesk", "schedules", lambda row: row["intervals"]
        ),
        "replaced files": {path for path, texts in days.items() if len(texts) > 1},
        "tombstones": changed(drops, *tickets, lambda row: row["status"] == "deleted"),
        "merges": changed(
            drops, *tickets, lambda row: "closed_by_merge" in row["tags"]
        ),
        "moved messages": changed(
            drops, "freshdesk", "conversations", lambda row: row["ticket_id"]
        ),
    }
    missing = [kind for kind, found in kinds.items() if not found]
    assert not missing, {kind: len(found) for kind, found in kinds.items()}


def test_most_deliveries_touch_few_conversations(desks: list[Desk]) -> None:
    daily, _ = desks
    touched = daily.value("select count(*) from intermediate.int_conversations_touched")
    known = daily.value("select count(*) from facts.fct_conversations")
    daily.close()
    assert 0 < touched < known, (touched, known)


def test_a_second_build_with_nothing_new_changes_nothing(desks: list[Desk]) -> None:
    daily, clean = desks
    build = daily.build(variables=SMALL_DESK)
    assert build.success, build.log
    touched = daily.value("select count(*) from intermediate.int_conversations_touched")
    assert touched == 0
    daily.close()
    found = [
        difference
        for table in tables(clean.database, "facts", "marts")
        for difference in differences(daily.database, clean.database, table)
    ]
    assert not found, "\n".join(found[:20])


# -- The newer sources, each telling the same desk


@pytest.fixture(scope="module")
def mirrored(project: Project, tmp_path_factory: pytest.TempPathFactory) -> list[Desk]:
    """The same two desks of the newer sources, in few deliveries, without marts."""
    drops = simulate(
        tmp_path_factory.mktemp("mirrored_drops"),
        conversations=250,
        drops=4,
        sources=NEWER_SOURCES,
    )
    assert len(drops) == 4
    daily = Desk(project, tmp_path_factory.mktemp("mirrored_daily"))
    for drop in drops:
        deliver(drop, daily.exports)
        build = daily.build(*FACTS_ONLY, variables=SMALL_DESK)
        assert build.success, build.log
    clean = Desk(project, tmp_path_factory.mktemp("mirrored_clean"))
    for drop in drops:
        deliver(drop, clean.exports)
    build = clean.build(*FACTS_ONLY, variables=SMALL_DESK)
    assert build.success, build.log
    return [daily, clean]


@pytest.mark.parametrize("source", NEWER_SOURCES)
def test_deliveries_of_each_newer_source_give_every_fact_of_one_build(
    mirrored: list[Desk], source: str
) -> None:
    daily, clean = mirrored
    known = clean.row(
        """
        select
            count(*) as conversations, count_if(is_deleted) as deleted,
            count_if(reopen_count > 0) as reopened
        from facts.fct_conversations
        where source_system = ?
        """,
        source,
    )
    clean.close()
    assert known["conversations"] > 200, known
    assert min(known.values()) > 0, known
    compared = tables(clean.database, "facts")
    assert "facts.fct_conversations" in compared
    found = [
        difference
        for table in compared
        for difference in differences(daily.database, clean.database, table, source)
    ]
    assert not found, "\n".join(found[:20])


# -- What changes who somebody was, without a word of their conversations

FORMER_AGENT, HELPER = 50, 99


class Roles:
    """Two deliveries: the second says something new of people who wrote before it."""

    def __init__(self) -> None:
        first = ZendeskExport()
        first.user(CUSTOMER, "end-user", "2020-01-01T00:00:00Z")
        first.user(FORMER_AGENT, "agent", "2026-02-01T00:00:00Z")
        self.asked_by_agent = first.ticket(
            "2026-01-05T10:00:00Z", requester=FORMER_AGENT
        )
        self.hidden = first.ticket("2026-01-06T10:00:00Z")
        comment = first.comment(
            self.hidden, "2026-01-06T11:00:00Z", HELPER, public=False
        )
        self.answered = first.ticket("2026-01-07T10:00:00Z")
        first.comment(self.answered, "2026-01-07T11:00:00Z", HELPER)
        self.untouched = first.ticket("2026-01-08T10:00:00Z")
        second = ZendeskExport(first_id=first.new_id())
        second.user(FORMER_AGENT, "agent", "2026-01-01T00:00:00Z")
        second.audit(
            self.hidden,
            "2026-01-06T12:00:00Z",
            AGENT,
            {"type": "CommentPrivacyChange", "comment_id": comment, "public": False},
        )
        self.deliveries = [first.files("first"), second.files("second")]


def author_types(desk: Desk, ticket: int) -> list[str]:
    return [
        str(value)
        for value in desk.values(
            "select author_type from facts.fct_messages where conversation_key = ? "
            "order by message_number",
            f"zendesk:{ticket}",
        )
    ]


def test_roles_that_change_late_change_in_every_conversation_of_the_person(
    project: Project, tmp_path: Path
) -> None:
    roles = Roles()
    daily = Desk(project, tmp_path / "daily")
    clean = Desk(project, tmp_path / "clean")
    before: list[list[str]] = []
    for delivery in roles.deliveries:
        daily.deliver(delivery)
        clean.deliver(delivery)
        build = daily.build(*FACTS_ONLY, variables=SMALL_DESK)
        assert build.success, build.log
        before.append(author_types(daily, roles.asked_by_agent))
        before.append(author_types(daily, roles.answered))
    build = clean.build(*FACTS_ONLY, variables=SMALL_DESK)
    assert build.success, build.log
    assert before == [
        ["customer"],
        ["customer", "agent"],
        ["agent"],
        ["customer", "customer"],
    ]
    touched = daily.value("select count(*) from intermediate.int_conversations_touched")
    daily.close()
    assert touched == 3
    found = [
        difference
        for table in tables(clean.database, "facts")
        for difference in differences(daily.database, clean.database, table)
    ]
    assert not found, "\n".join(found[:20])


# -- What changes the rules


def test_a_macro_that_is_edited_rebuilds_facts_in_full(
    project: Project, tmp_path: Path
) -> None:
    copy = tmp_path / "project"
    copy.mkdir()
    for path in ROOT.iterdir():
        if path.name != "macros":
            (copy / path.name).symlink_to(path)
    shutil.copytree(ROOT / "macros", copy / "macros")
    desk = Desk(project, tmp_path / "desk")
    desk.deliver(Roles().deliveries[0])
    chosen = ("--select", "+int_conversations_touched")
    with mock.patch("tests.python.project.ROOT", copy):
        logs = [desk.build(*chosen, variables=SMALL_DESK).log for _ in range(2)]
        macro = copy / "macros" / "expressions" / "time.sql"
        macro.write_text(macro.read_text().replace("microsecond", "millisecond"))
        logs.append(desk.build(*chosen, variables=SMALL_DESK).log)
    desk.close()
    assert ["rebuilt in full" in log for log in logs] == [False, False, True]


def test_every_var_of_facts_is_among_the_rules() -> None:
    # No column of an incremental fact depends on as-of; the others decide what is read.
    others = {"as_of", "exports_path", "max_rejected_share", "max_flagged_share"}
    macros = (ROOT / "macros" / "warehouse" / "start_load.sql").read_text()
    listed = macros.split("macro fact_vars()")[1].split("endmacro")[0]
    configured = (ROOT / "dbt_project.yml").read_text()
    used = {
        name
        for folder in ("models/staging", "models/intermediate", "models/facts")
        for path in (ROOT / folder).rglob("*.sql")
        for name in re.findall(r"""var\(['"](\w+)['"]""", path.read_text())
    }
    assert used
    assert all(f"  {name}:" in configured for name in used)
    assert {name for name in used - others if f"'{name}'" not in listed} == set()
