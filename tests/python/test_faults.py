"""What goes wrong at night: the last numbers stay, and the next build puts it right."""

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tests.python.compare import compare_rows
from tests.python.project import ROOT, Desk

import run_build
from simulator.run import SOURCES, Request, simulate
from simulator.world import Settings

# Twenty where somebody asks for them; each costs up to a whole build.
KILLS = int(os.environ.get("HELPDESK_TEST_KILLS", "3"))
# Ten where somebody asks for them, on a machine that does nothing else.
READER_BUILDS = int(os.environ.get("HELPDESK_TEST_READER_BUILDS", "1"))
WITHOUT_TESTS = (
    *("--exclude-resource-type", "test"),
    *("--exclude-resource-type", "unit_test"),
)
SMALL_DESK = ("--vars", "{max_rejected_share: 0.2, max_flagged_share: 1}")
ARGUMENTS = (*WITHOUT_TESTS, *SMALL_DESK)
WRONG, LOCKED, MACHINE, EXPORTS, INTERRUPTED = 2, 3, 4, 5, 130


@dataclass
class Night:
    """A folder of exports that is built by the command, in a process of its own."""

    folder: Path
    exports: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    @property
    def published(self) -> Path:
        return self.warehouse / "helpdesk_kpis.duckdb"

    def start(
        self,
        settings: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> subprocess.Popen[str]:
        environment = os.environ | {
            "HELPDESK_EXPORTS": str(self.exports),
            "HELPDESK_WAREHOUSE": str(self.warehouse),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",
            "HELPDESK_GATE": "off",
            **(settings or {}),
        }
        return subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "scripts" / "run_build.py"),
                str(self.exports),
                str(self.warehouse),
                *ARGUMENTS,
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=before,
        )

    def build(
        self,
        settings: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> tuple[int, str]:
        with self.start(settings, before) as process:
            text, _ = process.communicate()
        return process.returncode, text


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night") / "exports"
    settings = Settings(120, 13, date(2026, 1, 1), date(2026, 2, 28))
    request = Request(settings, SOURCES, 0, months_per_file=2)
    simulate(request, folder, workers=1, is_quiet=True)
    return folder


@pytest.fixture(scope="module")
def good(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A warehouse that was built well."""
    night = Night(tmp_path_factory.mktemp("good"), exports)
    code, text = night.build()
    assert code == 0, text
    return night


SLICE = ("kpi_scorecard_key",)


def values_of(night: Night) -> list[dict[str, object]]:
    """The scorecard that was published."""
    with duckdb.connect(str(night.published), read_only=True) as connection:
        cursor = connection.execute("select * from marts.kpi_scorecard")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def rows_of(database: Path) -> dict[str, int]:
    """How many rows each published table has."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            """
            select schema_name || '.' || table_name from duckdb_tables()
            where schema_name in ('facts', 'marts') and not internal
            """
        ).fetchall()
        counts = {}
        for (table,) in tables:
            answer = connection.execute(f"select count(*) from {table}").fetchone()
            assert answer is not None
            counts[table] = answer[0]
    return counts


def test_a_build_that_is_killed_leaves_the_last_numbers_and_goes_on(
    good: Night, exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, exports)
    moments = random.Random(20)  # noqa: S311
    started = time.monotonic()
    code, text = night.build()
    seconds = time.monotonic() - started
    assert code == 0, text
    before = night.published.read_bytes()
    (night.warehouse / "build.duckdb").unlink()
    for number in range(KILLS):
        process = night.start()
        time.sleep(moments.uniform(0, seconds))
        end(process)
        whole = night.published.read_bytes() == before
        # One that had time to publish has published the same.
        assert whole or rows_of(night.published) == rows_of(good.published), number
    code, text = night.build()
    assert code == 0, text
    assert rows_of(night.published) == rows_of(good.published)


def test_a_full_disk_is_named_and_the_last_numbers_stay(
    good: Night, exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, exports)
    night.warehouse.mkdir()
    night.published.write_bytes(good.published.read_bytes())

    def little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000_000, 8_000_000))

    code, text = night.build(before=little_space)
    assert code == MACHINE, text
    assert "is full" in text
    assert "still holds the last good result" in text
    assert night.published.read_bytes() == good.published.read_bytes()
    code, text = night.build()
    assert code == 0, text
    assert rows_of(night.published) == rows_of(good.published)


def test_exports_with_errors_are_not_read_unless_asked(
    good: Night, exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, tmp_path / "exports")
    shutil.copytree(exports, night.exports)
    (night.exports / "zendesk" / "users.csv").write_bytes("id\nñ".encode("utf-16"))
    night.warehouse.mkdir()
    shutil.copy(good.published, night.published)
    code, text = night.build({"HELPDESK_GATE": "stop"})
    assert code == EXPORTS, text
    assert "ERROR zendesk/users.csv: file_wrong_encoding" in text
    assert "nothing was read" in text
    assert not (night.warehouse / "build.duckdb").exists()
    assert night.published.read_bytes() == good.published.read_bytes()
    code, text = night.build({"HELPDESK_GATE": "perhaps"})
    assert code == WRONG, text
    assert "must be one of stop, warn, off" in text


def test_a_build_that_is_interrupted_says_so(exports: Path, tmp_path: Path) -> None:
    night = Night(tmp_path, exports)
    process = night.start()
    log = night.warehouse / "build.log"
    while not (log.exists() and "began" in log.read_text()):
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    assert process.returncode == INTERRUPTED
    assert "ended with 130 (interrupted)" in log.read_text()


def test_the_log_takes_a_limited_place(tmp_path: Path) -> None:
    log = run_build.open_log(tmp_path)
    for _ in range(90_000):
        run_build.note(log, "x" * 100)
    files = list(tmp_path.glob("build.log*"))
    assert len(files) == run_build.LOG_COPIES + 1
    assert max(file.stat().st_size for file in files) <= run_build.LOG_BYTES


def test_of_two_builds_the_second_waits_for_another_night(
    exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, exports)
    process = night.start()
    try:
        lock = night.warehouse / ".build.lock"
        while not (lock.exists() and lock.read_text()):
            time.sleep(0.05)
        code, text = night.build()
    finally:
        end(process)
    assert code == LOCKED, text
    assert (
        f"Another build is at work in {night.warehouse} (process {process.pid}" in text
    )
    assert [line.split()[1] for line in (night.warehouse / "build.log").open()] == [
        "began:",
        "ended",
    ]


def damaged(content: bytes) -> bytes:
    """A database file of a version to come, whose number stands behind the magic."""
    return content[:12] + (10_000).to_bytes(8, "little") + content[20:]


@pytest.mark.parametrize("kind", ["another version", "no database", "cut short"])
def test_a_database_file_that_cannot_be_opened_is_named(
    good: Night, exports: Path, tmp_path: Path, kind: str
) -> None:
    night = Night(tmp_path, exports)
    night.warehouse.mkdir()
    content = (good.warehouse / "build.duckdb").read_bytes()
    (night.warehouse / "build.duckdb").write_bytes(
        {
            "another version": damaged(content),
            "no database": b"This is no database." * 1000,
            "cut short": content[:5000],
        }[kind]
    )
    code, text = night.build()
    assert code == MACHINE, text
    assert "build.duckdb can't be opened by DuckDB" in text
    assert "Move it away and run scripts/build" in text


@pytest.mark.parametrize("kind", ["a file in its place", "read-only"])
def test_a_folder_that_cannot_be_written_to_is_named(
    exports: Path, tmp_path: Path, kind: str
) -> None:
    night = Night(tmp_path, exports)
    night.warehouse.write_text("a file in its place")
    if kind == "read-only":
        # Where not even root may write.
        night = Night(Path("/sys"), exports)
        if not night.folder.is_dir():
            pytest.skip("a system without /sys")
    code, text = night.build()
    assert code == MACHINE, text
    assert f"Nothing can be written to {night.warehouse}" in text
    assert "Traceback" not in text


@dataclass
class Reading:
    """What somebody saw who asked for numbers again and again."""

    seconds: list[float]
    answers: list[list[int]]
    errors: list[str]

    @property
    def slow(self) -> float:
        """The time within which 99 of 100 answers came."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


@contextlib.contextmanager
def reading(night: Night) -> Iterator[Reading]:
    """A reader in a process of its own, as long as the block lasts."""
    stop = night.folder / "stop"
    stop.unlink(missing_ok=True)
    script = ROOT / "tests" / "python" / "reader.py"
    seen = Reading([], [], [])
    command = [sys.executable, str(script), str(night.published), str(night.folder)]
    with subprocess.Popen(command) as process:
        yield seen
        stop.touch()
        process.wait()
    answer = (night.folder / "answer.json").read_text()
    seen.seconds, seen.answers, seen.errors = json.loads(answer)


def test_who_reads_is_neither_stopped_nor_shown_half_a_result(
    exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, exports)
    code, text = night.build()
    assert code == 0, text
    with reading(night) as alone:
        time.sleep(10 if READER_BUILDS < 10 else 120)
    with reading(night) as beside:
        for _ in range(READER_BUILDS):
            code, text = night.build()
            assert code == 0, text
    assert alone.errors + beside.errors == []
    assert len(alone.answers) == 1
    assert beside.answers == alone.answers
    assert len(beside.seconds) > 100
    print(f"99 of 100 answers within {alone.slow:.3f} s, {beside.slow:.3f} s")
    # A few seconds tell nothing of the slowest of a hundred.
    if READER_BUILDS >= 10:
        assert beside.slow <= 2 * alone.slow


def test_another_clock_and_another_language_give_the_same(
    good: Night, exports: Path, tmp_path: Path
) -> None:
    night = Night(tmp_path, exports)
    elsewhere = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
    code, text = night.build(elsewhere)
    assert code == 0, text
    assert rows_of(night.published) == rows_of(good.published)
    assert compare_rows("slice", values_of(good), values_of(night), SLICE) == []


TICKET = '{{"id": {id}, "created_at": "2026-03-02T10:00:00Z", "status": "open"}}\n'
CUSTOMERS = "customer_id,name,email\nP1,Núria Çelik,nuria@example.org\n"


@pytest.fixture
def streams(desk: Desk) -> Iterator[Desk]:
    yield desk
    desk.close()


def test_a_file_that_is_cut_short_stops_the_build_by_its_name(streams: Desk) -> None:
    import gzip

    whole = gzip.compress("".join(TICKET.format(id=n) for n in range(999)).encode())
    streams.deliver({"zendesk/tickets.ndjson.gz": whole[: len(whole) // 2]})
    build = streams.read("zendesk__tickets")
    assert not build.success
    assert "zendesk/tickets.ndjson.gz" in build.log


def test_a_file_that_grows_is_read_to_its_last_whole_row(streams: Desk) -> None:
    rows = [TICKET.format(id=number) for number in range(1, 200)]
    streams.deliver({"zendesk/tickets.ndjson": "".join(rows) + rows[0][:30]})
    build = streams.read("zendesk__tickets", variables={"max_rejected_share": 0.5})
    assert build.success, build.log
    streams.deliver({"zendesk/tickets.ndjson": "".join(rows) + TICKET.format(id=200)})
    assert streams.read("zendesk__tickets").success
    ids = streams.values("select distinct id from staging.base_zendesk__tickets")
    assert len(ids) == 200
    assert streams.value("select count(*) from staging.rows_rejected") == 0


def test_a_line_of_200_megabytes_is_kept_aside_and_all_others_are_read(
    streams: Desk,
) -> None:
    long = TICKET.format(id=1).replace(
        '"open"', f'"open", "subject": "{200_000_000 * "x"}"'
    )
    rows = TICKET.format(id=2) + long + TICKET.format(id=3)
    streams.deliver({"zendesk/tickets.ndjson": rows})
    build = streams.read("zendesk__tickets", variables={"max_rejected_share": 0.5})
    assert build.success, build.log
    ids = streams.values("select id from staging.base_zendesk__tickets order by id")
    assert ids == ["2", "3"]
    (rejected,) = streams.rows("select reason, raw_text from staging.rows_rejected")
    assert rejected["reason"].startswith("line 2 is not a row: Maximum line size of")
    assert rejected["raw_text"].startswith('{"id": 1,')
    counts = "select row_count, staged_count, rejected_count from staging.files_read"
    assert streams.rows(counts) == [
        {"row_count": 3, "staged_count": 2, "rejected_count": 1}
    ]


def test_a_line_in_another_encoding_is_kept_aside_and_all_others_are_read(
    streams: Desk,
) -> None:
    odd = TICKET.format(id=1).replace("open", "café").encode("latin-1")
    rows = TICKET.format(id=2).encode() + odd + TICKET.format(id=3).encode()
    streams.deliver({"zendesk/tickets.ndjson": rows})
    build = streams.read("zendesk__tickets", variables={"max_rejected_share": 0.5})
    assert build.success, build.log
    ids = streams.values("select id from staging.base_zendesk__tickets order by id")
    assert ids == ["2", "3"]
    (reason,) = streams.values("select reason from staging.rows_rejected")
    assert "not utf-8" in reason


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_table_in_another_encoding_stops_the_build_by_its_name(
    streams: Desk, encoding: str
) -> None:
    streams.deliver({"generic/customers.csv": CUSTOMERS.encode(encoding)})
    build = streams.read("generic__customers")
    assert not build.success
    assert "generic/customers.csv" in build.log
    assert "UTF-8" in build.log or "utf-8" in build.log


@pytest.mark.parametrize("start", [b"", "\ufeff".encode()])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_at_the_start_and_ends_of_lines_do_not_matter(
    streams: Desk, start: bytes, end: str
) -> None:
    content = start + CUSTOMERS.replace("\n", end).encode()
    streams.deliver({"generic/customers.csv": content})
    build = streams.read("generic__customers")
    assert build.success, build.log
    rows = streams.rows(
        "select customer_id, name, email from staging.base_generic__customers"
    )
    expected = {
        "customer_id": "P1",
        "name": "Núria Çelik",
        "email": "nuria@example.org",
    }
    assert rows == [expected]


def test_a_column_that_changes_its_type_is_read_as_what_it_is(streams: Desk) -> None:
    text = '{"id": "2", "created_at": 1772445600, "status": 7}\n'
    streams.deliver(
        {
            "zendesk/tickets/1.ndjson": TICKET.format(id=1) * 1,
            "zendesk/tickets/2.ndjson": text,
        }
    )
    build = streams.read("zendesk__tickets", variables={"max_rejected_share": 1})
    assert build.success, build.log
    rows = streams.values("select id from staging.base_zendesk__tickets order by id")
    rejected = streams.values("select raw_text from staging.rows_rejected")
    assert rows + ["2"] * len(rejected) == ["1", "2"]
