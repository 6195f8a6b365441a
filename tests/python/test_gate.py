"""The gate finds what is wrong with exports, and nothing where nothing is."""

import contextlib
import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.python.project import ROOT, Desk, Project

from gate.check import Finding, Outcome, check_exports, check_marts
from gate.rules import ALL_RULES, MART_RULES, RULES
from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings

SAMPLE = ROOT / "exports" / "sample"
SEEDS = int(os.environ.get("HELPDESK_TEST_SEEDS", "2"))
Rows = list[dict[str, Any]]


def lines_of(path: Path) -> list[str]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return [line for line in text.split("\n") if line]


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    raw = text.encode(encoding)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


def last(folder: Path, stream: str) -> Path:
    return sorted((folder / stream).iterdir())[-1]


def rows_of(path: Path) -> Rows:
    """The rows of a file, whatever its format; what is no row is left out."""
    if path.suffix == ".parquet":
        table = duckdb.connect().read_parquet(str(path))
        return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    if ".csv" in path.name:
        text = io.StringIO("\n".join(lines_of(path)))
        return [{k: v for k, v in row.items() if k} for row in csv.DictReader(text)]
    found = []
    for line in lines_of(path):
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found


def write_rows(path: Path, rows: Rows) -> None:
    """Writes rows in the format that the file had."""
    text = io.StringIO()
    if ".csv" in path.name:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    else:
        text.writelines(json.dumps(row, default=str) + "\n" for row in rows)
    if path.suffix == ".parquet":
        lines = path.with_name("_lines.ndjson")
        write(lines, text.getvalue())
        duckdb.connect().read_json(str(lines)).write_parquet(str(path))
        lines.unlink()
    else:
        write(path, text.getvalue())


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edits each row of a file."""
    rows = rows_of(path)
    for row in rows:
        edit(row)
    write_rows(path, rows)


def set_to(column: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda row: row.update({column: value})


def renamed(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def edit(row: dict[str, Any]) -> None:
        if old in row:
            row[new] = row.pop(old)

    return edit


Plant = Callable[[Path], str]


def in_last(stream: str, edit: Callable[[dict[str, Any]], object]) -> Plant:
    """A defect in the newest file of a stream; answers with its name."""

    def plant(folder: Path) -> str:
        path = last(folder, stream)
        change(path, edit)
        return path.relative_to(folder).as_posix()

    return plant


def cut_off(folder: Path) -> str:
    path = folder / "zendesk/tickets/2024-11.ndjson.gz"
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return "zendesk/tickets/2024-11.ndjson.gz"


def not_packed(folder: Path) -> str:
    path = folder / "zendesk/calls/2025-02.ndjson.gz"
    path.write_bytes(gzip.decompress(path.read_bytes()))
    return "zendesk/calls/2025-02.ndjson.gz"


def a_table_in(file: str, encoding: str) -> Plant:
    def plant(folder: Path) -> str:
        header, _, rest = (folder / file).read_text().partition("\n")
        write(folder / file, f"{header}\n{rest.replace('i', 'í')}", encoding)
        return file

    return plant


def lines_in_latin_1(folder: Path) -> str:
    path = last(folder, "generic/social_posts")
    rows = [json.loads(line) | {"body": "café"} for line in lines_of(path)]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write(path, text, "latin-1")
    return path.relative_to(folder).as_posix()


def a_file(file: str, text: str = "") -> Plant:
    def plant(folder: Path) -> str:
        write(folder / file, text)
        return file

    return plant


def a_copy(folder: Path) -> str:
    path = last(folder, "help_scout/threads")
    shutil.copy(path, path.with_name("9999-copy.ndjson.gz"))
    return "help_scout/threads/9999-copy.ndjson.gz"


def a_header(file: str, old: str, new: str) -> Plant:
    def plant(folder: Path) -> str:
        text = (folder / file).read_text()
        assert old in text.partition("\n")[0]
        write(folder / file, text.replace(old, new, 1))
        return file

    return plant


def no_json(folder: Path) -> str:
    path = last(folder, "intercom/contacts")
    lines = lines_of(path)
    write(path, "".join(f"{line[:-1]}\n" for line in lines))
    return path.relative_to(folder).as_posix()


def ragged(folder: Path) -> str:
    path = folder / "generic/holidays.csv"
    header, *rows = lines_of(path)
    write(path, "\n".join([header, *(f"{row},too,many" for row in rows)]))
    return "generic/holidays.csv"


def repeated(folder: Path) -> str:
    path = last(folder, "generic/page_events")
    write_rows(path, rows_of(path) * 2)
    return path.relative_to(folder).as_posix()


def conflicting(folder: Path) -> str:
    path = last(folder, "zendesk/users")
    lines = lines_of(path)
    others = [
        json.dumps(json.loads(line) | {"role": "agent", "active": False})
        for line in lines
    ]
    write(path, "\n".join(lines + others) + "\n")
    return path.relative_to(folder).as_posix()


def shrunk(folder: Path) -> str:
    path = last(folder, "freshdesk/conversations")
    write(path, "\n".join(lines_of(path)[:3]) + "\n")
    return path.relative_to(folder).as_posix()


def stopped(folder: Path) -> str:
    for _ in range(2):
        last(folder, "zendesk/ticket_comments").unlink()
    return last(folder, "zendesk/ticket_comments").relative_to(folder).as_posix()


def without_conversations(folder: Path) -> str:
    shutil.rmtree(folder / "help_scout/conversations")
    path = min((folder / "help_scout/threads").iterdir())
    return path.relative_to(folder).as_posix()


def swapped(row: dict[str, Any]) -> None:
    row["created_at"], row["updated_at"] = row["updated_at"], row["created_at"] - 60


TICKET = '{"id": 1, "created_at": "2026-03-02T10:00:00Z"}\n'
# What is planted, by the rule that finds it. Each lies in a file of its own.
DEFECTS: Sequence[tuple[str, str, Plant]] = [
    ("a packed file that was cut off", "file_unreadable", cut_off),
    ("a file that is not packed as it says", "file_unreadable", not_packed),
    (
        "a table in UTF-16",
        "file_wrong_encoding",
        a_table_in("generic/agents.csv", "utf-16"),
    ),
    (
        "a table in Latin-1",
        "file_wrong_encoding",
        a_table_in("generic/teams.csv", "latin-1"),
    ),
    ("lines in Latin-1", "file_wrong_encoding", lines_in_latin_1),
    ("a newest file without rows", "file_empty", a_file("zendesk/chats/9999.ndjson")),
    ("a misspelt stream", "file_not_read", a_file("zendesk/tikets.ndjson", TICKET)),
    ("a misspelt source", "file_not_read", a_file("zendesks/tickets.ndjson", TICKET)),
    ("a file of a spreadsheet", "file_not_read", a_file("zendesk/tickets.xlsx", "PK")),
    (
        "a file too deep",
        "file_not_read",
        a_file("zendesk/users/2026/03.ndjson", TICKET),
    ),
    ("a file on top", "file_not_read", a_file("tickets.ndjson", TICKET)),
    ("a file that is there twice", "file_twice", a_copy),
    (
        "a table without its key",
        "columns_missing",
        a_header("generic/referrals.csv", "referral_id", "ref"),
    ),
    (
        "a table with a column twice",
        "columns_missing",
        a_header("generic/schedules.csv", "schedule,", "schedule,schedule,"),
    ),
    (
        "a misspelt column",
        "column_misspelt",
        in_last("generic/orders", renamed("amount", "ammount")),
    ),
    (
        "a column that is no longer exported",
        "column_lost",
        in_last("zendesk/satisfaction_ratings", renamed("score", "old")),
    ),
    (
        "numbers that became texts",
        "column_type_changed",
        in_last(
            "zendesk/ticket_metrics",
            lambda row: row.update(ticket_id=f"T{row['ticket_id']}"),
        ),
    ),
    (
        "times that are none",
        "rows_rejected",
        in_last("generic/changes", set_to("changed_at", "yesterday")),
    ),
    (
        "rows without their key",
        "rows_rejected",
        in_last("freshdesk/contacts", set_to("id", None)),
    ),
    ("lines that are no JSON", "rows_rejected", no_json),
    ("rows of another width", "rows_rejected", ragged),
    ("rows that are there twice", "rows_repeated", repeated),
    ("two versions of the same moment", "keys_in_conflict", conflicting),
    (
        "a time in words",
        "values_unreadable",
        in_last("generic/sla_instances", set_to("due_at", "soon")),
    ),
    (
        "a negative duration",
        "values_outside_range",
        in_last("generic/calls", set_to("hold_seconds", -5)),
    ),
    (
        "an unknown code",
        "codes_unknown",
        in_last("generic/survey_answers", set_to("kind", "happiness")),
    ),
    (
        "a time to come",
        "times_in_future",
        in_last("freshdesk/tickets", set_to("updated_at", "2101-01-01T00:00:00Z")),
    ),
    (
        "a time of 1970",
        "times_too_early",
        in_last("zendesk/call_legs", set_to("created_at", "1970-01-01T00:00:00Z")),
    ),
    (
        "an end before the beginning",
        "times_out_of_order",
        in_last("intercom/conversations", swapped),
    ),
    (
        "days instead of times",
        "times_without_clock",
        in_last("generic/messages", set_to("sent_at", "2026-08-02T00:00:00Z")),
    ),
    (
        "ids that a spreadsheet rounded",
        "ids_rounded",
        in_last("generic/conversations", set_to("customer_id", "1.23E+15")),
    ),
    (
        "errors of a spreadsheet",
        "spreadsheet_errors",
        in_last("generic/agent_evaluations", set_to("scorecard", "#N/A")),
    ),
    (
        "texts in two encodings",
        "texts_garbled",
        in_last(
            "freshdesk/satisfaction_ratings", set_to("feedback", "No estÃ¡ resuelto")
        ),
    ),
    ("an export that ended early", "rows_collapsed", shrunk),
    ("a stream that stopped", "stream_stale", stopped),
    ("messages without conversations", "conversations_missing", without_conversations),
]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Outcome]:
    """A copy of the sample with all defects, and what the gate says of it."""
    folder = tmp_path_factory.mktemp("planted")
    exports = folder / "exports"
    shutil.copytree(SAMPLE, exports)
    files = {name: plant(exports) for name, _, plant in DEFECTS}
    return files, check_exports(exports, folder / "warehouse")


@pytest.mark.parametrize(("name", "rule"), [defect[:2] for defect in DEFECTS])
def test_a_planted_defect_is_found(
    planted: tuple[dict[str, str], Outcome], name: str, rule: str
) -> None:
    files, outcome = planted
    found = [one for one in outcome.findings if one.file == files[name]]
    assert rule in {one.rule for one in found}, [one.line for one in found]
    finding = next(one for one in found if one.rule == rule)
    assert finding.severity == RULES[rule].severity
    assert finding.line.startswith(f"{finding.severity.upper()} {files[name]}")
    assert finding.line.endswith(RULES[rule].advice)


def test_nothing_is_found_where_nothing_was_planted(
    planted: tuple[dict[str, str], Outcome],
) -> None:
    files, outcome = planted
    assert {one.file for one in outcome.findings} <= set(files.values())


def test_every_rule_of_the_gate_has_a_defect() -> None:
    others = {"exports_stale"}
    assert {rule for _, rule, _ in DEFECTS} == RULES.keys() - others
    assert len(DEFECTS) >= 30


def test_nothing_of_a_person_is_told(
    planted: tuple[dict[str, str], Outcome],
) -> None:
    _, outcome = planted
    pages = outcome.pages.parent.parent
    for path in pages.rglob("*"):
        if path.is_file() and path.suffix in {".json", ".html"}:
            assert "@example" not in path.read_text(encoding="utf-8"), path


def test_nothing_is_found_in_the_sample(tmp_path: Path) -> None:
    outcome = check_exports(SAMPLE, tmp_path)
    assert [finding.line for finding in outcome.findings] == []
    assert outcome.exit_code(is_strict=True) == 0
    assert outcome.pages.is_file()
    assert json.loads((tmp_path / "checks" / "exports.json").read_text()) == []


@pytest.mark.parametrize("seed", range(100, 100 + SEEDS))
def test_nothing_is_found_in_a_desk_without_dirt(seed: int, tmp_path: Path) -> None:
    settings = Settings(300, seed, date(2025, 9, 1), date(2026, 2, 28))
    request = Request(settings, SOURCES, 0, months_per_file=1, has_dirt=False)
    simulate(request, tmp_path / "exports", workers=1, is_quiet=True)
    outcome = check_exports(tmp_path / "exports", tmp_path / "warehouse")
    assert [finding.line for finding in outcome.findings] == []


def test_exports_that_no_longer_arrive_are_found_where_asked(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "freshdesk", tmp_path / "exports" / "freshdesk")
    variables = {"max_export_age_days": 7}
    outcome = check_exports(tmp_path / "exports", tmp_path / "warehouse", variables)
    (finding,) = outcome.findings
    assert finding.rule == "exports_stale"
    assert "ends on 2026-" in finding.line


def test_what_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "generic"
    folder.mkdir(parents=True)
    for name in ("agents.csv", "teams.csv"):
        shutil.copy(SAMPLE / "generic" / name, folder / name)
    check_exports(tmp_path / "exports", tmp_path)
    memory = tmp_path / "checks" / "profiles.json"
    kept = json.loads(memory.read_text())
    for file in kept["files"].values():
        file["profile"]["problem"] = "from memory"
    memory.write_text(json.dumps(kept))
    (folder / "teams.csv").write_text((folder / "teams.csv").read_text() + "\n")
    outcome = check_exports(tmp_path / "exports", tmp_path)
    assert {one.file: one.example for one in outcome.findings} == {
        "generic/agents.csv": "from memory"
    }


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gate", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("agent_id,name\nA1,Ada\n", ("--strict",), 0),
        ("agent_id,emial\nA1,a\n", (), 0),
        ("agent_id,emial\nA1,a\n", ("--strict",), 1),
        ("agent,name\nA1,Ada\n", (), 2),
    ],
)
def test_it_ends_with_what_it_found(
    tmp_path: Path, text: str, arguments: tuple[str, ...], code: int
) -> None:
    write(tmp_path / "exports" / "generic" / "agents.csv", text)
    places = ("--exports", str(tmp_path / "exports"), "--warehouse", str(tmp_path))
    done = run(*places, *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith(
        "Checked 1 rows of 1 files" if code < 2 else "Checked 0 rows"
    )


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = run("--exports", str(tmp_path / "none"), "--warehouse", str(tmp_path))
    assert done.returncode == 2
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def built(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = Desk(project, tmp_path_factory.mktemp("built"))
    settings = Settings(900, 15, date(2025, 11, 1), date(2026, 2, 28))
    request = Request(settings, ("generic",), 0, months_per_file=2)
    simulate(request, desk.exports, workers=1, is_quiet=True)
    build = desk.build(variables={"max_rejected_share": 0.2, "max_flagged_share": 1})
    assert build.success, build.log
    desk.close()
    return desk.database.parent


def rules_broken(
    warehouse: Path, tmp_path: Path, *statements: str
) -> set[tuple[str, str]]:
    shutil.copy(warehouse / "build.duckdb", tmp_path / "build.duckdb")
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
    return {(one.file, one.rule) for one in check_marts(tmp_path).findings}


UNBOUND = ", kpi_low = null, kpi_high = null where segment_type = 'all' and kpi ="

LAST_MONTH = """
    kpi = 'conversation_volume' and period_start_date = (
        select max(period_start_date) from marts.kpi_scorecard
        where period_grain = 'month' and not is_partial
    )
"""


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("select 1", set()),
        (
            f"update marts.kpi_values set kpi_value = 1.5 {UNBOUND} 'reopen_rate'",
            {("marts.reopen_rate", "number_impossible")},
        ),
        (
            f"update marts.kpi_values set kpi_value = -1 {UNBOUND} 'resolution_time'",
            {("marts.resolution_time", "number_impossible")},
        ),
        (
            (
                "update marts.kpi_values set kpi_low = kpi_high + 1 "
                "where kpi = 'response_time'"
            ),
            {("marts.response_time", "number_impossible")},
        ),
        (
            f"update marts.kpi_scorecard set sample_size = 3 where {LAST_MONTH}",
            {("marts.conversation_volume", "sample_collapsed")},
        ),
        (
            f"update marts.kpi_scorecard set kpi_value = 0 where {LAST_MONTH}",
            {("marts.conversation_volume", "number_gone")},
        ),
    ],
)
def test_numbers_that_cannot_be_are_found(
    built: Path, tmp_path: Path, statement: str, broken: set[tuple[str, str]]
) -> None:
    assert rules_broken(built, tmp_path, statement) == broken


def test_every_rule_says_what_to_do() -> None:
    for rule in ALL_RULES.values():
        assert rule.advice.endswith(".")
        assert rule.severity in {"error", "warning"}
    assert not RULES.keys() & MART_RULES.keys()


def test_a_finding_is_one_line_without_orders_to_a_terminal() -> None:
    finding = Finding("error", "a", "file_twice", "", 1, 1, "x", "m", "Do.")
    assert finding.line == "ERROR a: file_twice: m. For example x. Do."
