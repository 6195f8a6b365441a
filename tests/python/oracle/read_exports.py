"""Raw files become rows; the newest version of each key is picked here."""

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from .values import UTC_ZONE, text, text_id, timestamp

SUFFIXES = (".ndjson", ".jsonl", ".json", ".csv", ".parquet")

Position: TypeAlias = tuple[int, str, int]
Fields: TypeAlias = Mapping[str, object]
Cursor: TypeAlias = Callable[[Fields], int | None]
Landed: TypeAlias = tuple[int, Fields | None]


@dataclass(slots=True)
class Row:
    """One raw row and where it stands: file time, file path, row number."""

    fields: Fields
    position: Position


@dataclass(slots=True)
class Stream:
    """The rows of one stream, exact duplicates and rejected rows left out."""

    name: str
    rows: list[Row] = field(default_factory=list)
    duplicate_count: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def keep(self, is_sound: Callable[[Fields], bool]) -> None:
        """Reject the rows that lack a key or a required value."""
        sound = []
        for row in self.rows:
            if is_sound(row.fields):
                sound.append(row)
            else:
                self.rejected[row.position[1]] += 1
        self.rows = sound

    def versions(
        self, key: Callable[[Fields], str | None], cursor: Cursor | None = None
    ) -> dict[str, list[Row]]:
        """Return the versions of each key, the newest last."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            name = key(row.fields)
            if name is not None:
                found.setdefault(name, []).append(row)
        for rows in found.values():
            if len(rows) > 1:
                rows.sort(key=lambda row: newness(row, cursor))
        return found

    def newest(
        self, key: Callable[[Fields], str | None], cursor: Cursor | None = None
    ) -> dict[str, Row]:
        """Return the newest version of each key."""
        return {name: rows[-1] for name, rows in self.versions(key, cursor).items()}


def newness(row: Row, cursor: Cursor | None) -> tuple[bool, int, Position]:
    """Sort versions: a missing cursor is the oldest; ties go by place."""
    at = cursor(row.fields) if cursor else None
    return (at is not None, at or 0, row.position)


def files_of(root: Path, source: str, stream: str) -> list[Path]:
    """Return the files of a stream, beside each other or in a folder of their own."""
    folder = root / source
    found = []
    for pattern in (f"{stream}*", f"{stream}/*"):
        for path in folder.glob(pattern):
            name = path.name.removesuffix(".gz")
            if path.is_file() and name.endswith(SUFFIXES):
                found.append(path)
    return sorted(found)


def read_stream(root: Path, source: str, stream: str) -> Stream:
    """Read all files of a stream in the order in which they were modified."""
    made = Stream(stream)
    seen: set[str] = set()
    files = sorted(
        (path.stat().st_mtime_ns // 1_000, str(path), path)
        for path in files_of(root, source, stream)
    )
    for modified, name, path in files:
        for place, fields in rows_of_file(path, stream):
            if fields is None:
                made.rejected[name] += 1
                continue
            print_of_row = fingerprint(fields)
            if print_of_row in seen:
                made.duplicate_count += 1
                continue
            seen.add(print_of_row)
            made.rows.append(Row(fields, (modified, name, place)))
    return made


def fingerprint(fields: Fields) -> str:
    """Return what makes two rows the same, whatever format they come in."""
    told = {name: told_value(value) for name, value in fields.items()}
    return json.dumps(
        {name: value for name, value in told.items() if value}, sort_keys=True
    )


def told_value(value: object) -> str | None:
    """Return a value as text: a time as UTC, a list by its items, null as null."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return text(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, sort_keys=True, default=str) if value else None
    moment = timestamp(value, UTC_ZONE, UTC_ZONE)
    return moment.isoformat() if moment is not None else text_id(value)


def rows_of_file(path: Path, stream: str) -> Iterator[Landed]:
    """Yield row number and fields; fields are null where the row can't be read."""
    suffix = Path(path.name.removesuffix(".gz")).suffix
    packed = path.read_bytes()
    content = gzip.decompress(packed) if path.name.endswith(".gz") else packed
    if suffix == ".parquet":
        table = import_module("pyarrow.parquet").read_table(io.BytesIO(content))
        yield from enumerate(table.to_pylist(), start=1)
    elif suffix == ".csv":
        yield from csv_rows(content)
    elif suffix == ".json":
        yield from document_rows(content, stream)
    else:
        yield from json_lines(content)


def decoded(content: bytes) -> str:
    """Return the text of a file."""
    return content.decode("utf-8-sig", errors="replace")


def json_object(line: str) -> Fields | None:
    """Return the object of a line, or null where there is none."""
    try:
        found = json.loads(line, parse_float=Decimal)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def json_lines(content: bytes) -> Iterator[Landed]:
    """Yield the rows of a file with one object per line."""
    for place, line in enumerate(decoded(content).split("\n"), start=1):
        if line.strip():
            yield place, json_object(line)


def document_rows(content: bytes, stream: str) -> Iterator[Landed]:
    """Yield the rows of a JSON file: a list, a response page, or lines."""
    try:
        found = json.loads(decoded(content), parse_float=Decimal)
    except ValueError:
        yield from json_lines(content)
        return
    if isinstance(found, dict):
        page = found.get(stream)
        found = page if isinstance(page, list) else [found]
    for place, row in enumerate(found, start=1):
        yield place, row if isinstance(row, dict) else None


def csv_rows(content: bytes) -> Iterator[Landed]:
    """Yield the rows of a CSV file; a row of the wrong width is rejected."""
    reader = csv.reader(io.StringIO(decoded(content), newline=""))
    header = next(reader, None)
    if header is None:
        return
    for place, row in enumerate(reader, start=1):
        if len(row) == len(header):
            yield place, dict(zip(header, row, strict=True))
        elif row:
            yield place, None
