"""Checks the raw exports that a build would read."""

import hashlib
import importlib
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from export_folder import gzip_problem, list_export_files
from tqdm import tqdm

from gate import profile
from gate.judge import Broken, broken
from gate.layout import Stream, default_settings, streams
from gate.marts import mart_measures
from gate.profile import example_of, profile_of
from gate.reader import Reader, macro_texts
from gate.rules import ALL_RULES, ERROR, Known, measures
from printable import printable

FOLDER = "checks"
WORKERS = 2
MEMORY = "2GB"
LONGEST_EXAMPLE = 160
MOST_OF_A_RULE = 10


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a file, or with a number."""

    severity: str
    file: str
    rule: str
    column: str
    count: int
    of: int
    example: str
    meaning: str
    advice: str

    @property
    def line(self) -> str:
        """The finding, as a person reads it."""
        place = f"{self.file}, {self.column}" if self.column else self.file
        many = f" ({self.count:,} of {self.of:,})" if self.of > 1 else ""
        example = f" For example {self.example}." if self.example else ""
        return (
            f"{self.severity.upper()} {place}: {self.rule}: {self.meaning}{many}."
            f"{example} {self.advice}"
        )


class Outcome(NamedTuple):
    """What a check found."""

    findings: Sequence[Finding]
    summary: str
    pages: Path

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == ERROR for finding in self.findings)

    def exit_code(self, *, is_strict: bool) -> int:
        """2 with errors, 1 with warnings where they are asked for, else 0."""
        if self.has_errors:
            return 2
        return int(is_strict and bool(self.findings))

    def lines(self) -> Iterator[str]:
        """The findings, errors first, not too many of a rule, and the summary."""
        shown: Counter[str] = Counter()
        for finding in self.findings:
            shown[finding.rule] += 1
            if shown[finding.rule] <= MOST_OF_A_RULE:
                yield finding.line
        for rule, count in shown.items():
            if count > MOST_OF_A_RULE:
                yield f"{rule}: {count - MOST_OF_A_RULE} more, in {self.pages}"
        yield self.summary


def stream_of(relative_path: str, file_format: str | None) -> tuple[Stream | None, str]:
    """The stream that reads a file; or none, and why."""
    parts = relative_path.split("/")
    if len(parts) not in {2, 3}:
        return None, "it lies in no folder of a source"
    source = parts[0].partition("-")[0]
    names = [
        name
        for known, name in streams()
        if known == source and parts[1].startswith(name)
    ]
    if not names:
        return None, "no stream begins its name"
    if file_format is None:
        return None, "no format has its ending"
    return streams()[source, max(names)], ""


class Profiler:
    """Profiles files, and remembers those that have not changed since."""

    def __init__(self, memory: Path, settings: Mapping[str, Any]) -> None:
        self._memory = memory
        self._settings = settings
        self._connection = duckdb.connect(config={"memory_limit": MEMORY})
        self._local = threading.local()
        self._known: dict[str, Any] = {}
        if memory.is_file():
            kept = json.loads(memory.read_text(encoding="utf-8"))
            if kept.get("version") == self._version:
                self._known = kept["files"]

    @property
    def _version(self) -> str:
        """What a profile hangs on, besides its file."""
        used = ("earliest_plausible_date", "reporting_time_zone", "source_time_zones")
        specs = [(stream.spec, str(stream.columns)) for stream in streams().values()]
        settings = {name: self._settings[name] for name in used}
        code = Path(profile.__file__).read_text(encoding="utf-8")
        return hash_of([code, macro_texts(), settings, specs])

    @property
    def reader(self) -> Reader:
        """The reader of this thread."""
        if not hasattr(self._local, "reader"):
            connection = self._connection.cursor()
            connection.execute("set TimeZone = 'UTC'")
            self._local.reader = Reader(connection, self._settings)
        reader: Reader = self._local.reader
        return reader

    def _profile(self, file: dict[str, Any]) -> Known:
        path, relative_path = file["path"], file["relative_path"]
        file_format = self.reader.export_format(relative_path)
        stream, why = stream_of(relative_path, file_format)
        if stream is None:
            return Known(relative_path, None, {"problem": why}, file)
        account = relative_path.split("/")[0].partition("-")[2] or None
        about = file | {"format": file_format, "account": account}
        state = [file["size_bytes"], file["modified_at"]]
        known = self._known.get(relative_path)
        if known and known["state"] == state:
            return Known(relative_path, stream, known["profile"], about)
        is_packed = file["size_bytes"] and path.endswith(".gz")
        problem = gzip_problem(path) if is_packed else ""
        words = f"{relative_path} {problem}" if problem else ""
        profile = profile_of(about, stream, self.reader, words)
        self._known[relative_path] = {"state": state, "profile": profile}
        return Known(relative_path, stream, profile, about)

    def profiles(self, files: list[dict[str, Any]]) -> list[Known]:
        """What each file holds; the changed ones are read, the others remembered."""
        with ThreadPoolExecutor(WORKERS) as pool:
            running = [pool.submit(self._profile, file) for file in files]
            bar = tqdm(
                as_completed(running),
                total=len(running),
                desc="Checking exports",
                unit="file",
                delay=2,
                disable=None,
                leave=False,
            )
            found = [job.result() for job in bar]
        there = {file["relative_path"] for file in files}
        kept = {path: self._known[path] for path in self._known if path in there}
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"version": self._version, "files": kept})
        self._memory.write_text(text, encoding="utf-8")
        return sorted(found, key=lambda known: known.path)

    def example(self, known: Known, one: Broken) -> str:
        """Where what was counted stands first, and what it says: not of a person."""
        stream = known.stream
        if not one.what or stream is None:
            return one.example
        found = example_of(dict(known.file), stream, self.reader, one.what)
        if found is None:
            return ""
        row, value = found
        is_hidden = stream.columns[one.column.split(",")[-1]].is_personal
        is_hidden = is_hidden or "@" in value
        return f"row {row}" if is_hidden else f"row {row}: {value}"


def hash_of(value: object) -> str:
    """A short text that tells one value from another."""
    return hashlib.md5(str(value).encode(), usedforsecurity=False).hexdigest()


def _finding(one: Broken, example: str) -> Finding:
    rule = ALL_RULES[one.rule]
    return Finding(
        rule.severity,
        printable(one.file, LONGEST_EXAMPLE),
        one.rule,
        printable(one.column, LONGEST_EXAMPLE),
        one.count,
        one.of,
        printable(example, LONGEST_EXAMPLE),
        rule.meaning,
        rule.advice,
    )


def check_exports(
    exports: Path, warehouse: Path, variables: Mapping[str, Any] | None = None
) -> Outcome:
    """Checks a folder of exports; pages and results go below the warehouse's folder."""
    settings = {**default_settings(), **(variables or {})}
    folder = warehouse / FOLDER
    # Great Expectations takes seconds to load, while DuckDB can work.
    loading = threading.Thread(
        target=importlib.import_module, args=("great_expectations",)
    )
    loading.start()
    files = json.loads(list_export_files(str(exports)))
    profiler = Profiler(folder / "profiles.json", settings)
    known = profiler.profiles(files)
    loading.join()
    now = datetime.now(UTC).replace(tzinfo=None)
    found = broken(measures(known, settings, now), known, folder / "exports")
    by_path = {one.path: one for one in known}
    findings = sorted(
        (_finding(one, profiler.example(by_path[one.file], one)) for one in found),
        key=lambda one: (one.severity, one.file, one.rule),
    )
    rows = sum(one.profile.get("row_count", 0) for one in known)
    counts = Counter(finding.severity for finding in findings)
    summary = (
        f"Checked {rows:,} rows of {len(known):,} files in {exports}: "
        f"{counts['error']} errors, {counts['warning']} warnings. "
        f"Pages: {folder / 'exports' / 'index.html'}"
    )
    write_result(folder / "exports.json", findings)
    return Outcome(findings, summary, folder / "exports" / "index.html")


def check_marts(warehouse: Path) -> Outcome:
    """Checks the numbers of a build; pages and results go below its folder."""
    folder = warehouse / FOLDER
    found = list(mart_measures(warehouse))
    findings = [
        _finding(one, one.example) for one in broken(found, [], folder / "marts")
    ]
    findings.sort(key=lambda one: (one.severity, one.file, one.rule))
    counts = Counter(finding.severity for finding in findings)
    pages = folder / "marts" / "index.html"
    kpis = len({one.file for one in found})
    summary = (
        f"Checked the numbers of {kpis} KPIs: {counts['error']} errors, "
        f"{counts['warning']} warnings. Pages: {pages}"
    )
    write_result(folder / "marts.json", findings)
    return Outcome(findings, summary, pages)


def write_result(path: Path, findings: Sequence[Finding]) -> None:
    """Leaves the findings for other programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [asdict(finding) for finding in findings]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
