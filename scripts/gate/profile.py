"""What a file holds, in numbers: one pass of DuckDB over it, in constant memory."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from gate.layout import NUMBERS, TIMES, Stream
from gate.reader import Reader, UnreadableError

# Bounds of what is kept of a file, however large it is.
ROWS_IN_SAMPLE = 100
KEYS_IN_SAMPLE = 20_000
BYTES_PER_ROW = 200
PACKED = 8
LONGEST_VALUE = 80
LONGEST_ROW = 20_000
HEAD_BYTES = 1 << 16
# A clock may go wrong by hours, and a zone lies up to 14 away.
TOMORROW = "timezone('UTC', now()) + interval '1 day'"

Profile = dict[str, Any]
# What UTF-8 looks like where it was read as Latin-1 or as Windows wrote it.
GARBLED = re.compile(r"Ã[\x80-\xbf]|â€[™œ\x9d“”]")
KINDS = {
    str: "text",
    bool: "boolean",
    dict: "object",
    list: "list",
    int: "number",
    float: "number",
}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _value(name: str) -> str:
    return _quoted(f"value_{name}")


def _modulus(file: Mapping[str, Any], wanted: int) -> int:
    """Every how many rows one is kept, so that about as many are as wanted."""
    size = file["size_bytes"] * (PACKED if file["path"].endswith(".gz") else 1)
    return max(1, int(size) // BYTES_PER_ROW // wanted)


def conditions(stream: Stream, reader: Reader) -> dict[str, tuple[str, str]]:
    """What is counted of a stream's values, by what and column; and the value shown."""
    found: dict[str, tuple[str, str]] = {}
    earliest = reader.settings["earliest_plausible_date"]
    for name, column in stream.columns.items():
        value = _value(name)
        raw = f"cast({reader.field_of(stream.spec, name)} as varchar)"
        if reader.can_be_unreadable(column.type):
            said = f"nullif(trim({raw}), '') is not null and {raw} not in ('0', 'null')"
            found[f"unread:{name}"] = f"{value} is null and {said}", raw
        if column.type in TIMES:
            found[f"early:{name}"] = f"{value} < timestamp '{earliest}'", raw
            if not column.may_be_future:
                found[f"future:{name}"] = f"{value} > {TOMORROW}", raw
            if name in stream.required:
                midnight = f"date_trunc('day', cast({value} as timestamp)) = {value}"
                found[f"midnight:{name}"] = midnight, raw
        if column.type in NUMBERS and column.low is not None:
            found[f"outside:{name}"] = (
                f"{value} not between {column.low} and {column.high}",
                raw,
            )
        if column.values:
            codes = ", ".join(_literal(code) for code in column.values)
            found[f"code:{name}"] = f"lower({value}) not in ({codes})", raw
    for before, after in ordered_times(stream):
        text = f"cast({_value(after)} as varchar)"
        earlier = f"{_value(after)} < {_value(before)}"
        found[f"order:{before},{after}"] = earlier, text
    return found


def _measures(stream: Stream, reader: Reader) -> list[str]:
    """Aggregates of a file, by column and what is counted."""
    found = [
        "count(*) as row_count",
        "count(reject_reason) as rejected_count",
        "min(reject_reason) as rejected_example",
        "arg_min(file_row_number, reject_reason) as rejected_row",
    ]
    for name, column in stream.columns.items():
        value = _value(name)
        found.append(f"count({value}) as {_quoted(f'filled:{name}')}")
        if column.type in TIMES and not column.may_be_future:
            kept = f"filter (where {value} <= {TOMORROW})"
            found.append(f"max({value}) {kept} as {_quoted(f'newest:{name}')}")
            found.append(f"min({value}) as {_quoted(f'oldest:{name}')}")
    for what, (condition, _) in conditions(stream, reader).items():
        found.append(f"count(*) filter (where {condition}) as {_quoted(what)}")
    return found


def example_of(
    file: dict[str, Any], stream: Stream, reader: Reader, what: str
) -> tuple[int, str] | None:
    """The first row of a file that is counted, and what it says."""
    condition, shown = conditions(stream, reader)[what]
    rows = _rows(file, stream, reader)
    if rows is None:
        return None
    query = f"""
        {rows}
        select file_row_number, left({shown}, {LONGEST_VALUE})
        from judged
        where {condition}
        order by file_row_number
        limit 1
    """
    found = reader.connection.execute(query).fetchone()
    _rejects(reader.connection)
    return found


def ordered_times(stream: Stream) -> list[tuple[str, str]]:
    """The pairs of times of a stream of which the first can't be after the second."""
    times = [name for name, column in stream.columns.items() if column.type in TIMES]
    starts = [
        name for name in ("created_at", "started_at", "asked_at") if name in times
    ]
    ends = ("updated_at", "resolved_at", "closed_at", "ended_at", "answered_at")
    return [(starts[0], end) for end in ends if end in times] if starts else []


def _keys(stream: Stream, file: Mapping[str, Any]) -> str:
    """Keys of rows, their versions and their contents, of every so many keys."""
    if not stream.key:
        return "[] as keys"
    key = ", ".join(f"cast({_value(name)} as varchar)" for name in stream.key)
    version = ", ".join(
        f"coalesce(cast({_value(name)} as varchar), '')" for name in stream.cursors
    )
    content = ", ".join(
        f"coalesce(cast({_value(name)} as varchar), chr(30))" for name in stream.columns
    )
    wanted = f"hash({key}) % {_modulus(file, KEYS_IN_SAMPLE)} = 0"
    return f"""
        list(
            case when {wanted} then [
                concat_ws('|', {key}),
                {f"concat_ws('|', {version})" if version else "null"},
                md5(concat_ws(chr(31), {content})),
                cast(file_row_number as varchar)
            ] end
        ) filter (where {wanted} and reject_reason is null) as keys
    """


def _sample(file: Mapping[str, Any]) -> str:
    """Some rows as they stand in the file."""
    wanted = f"hash(file_row_number) % {_modulus(file, ROWS_IN_SAMPLE)} = 0"
    return f"""
        list(
            case
                when {wanted}
                    then [
                        cast(file_row_number as varchar),
                        left(raw_text, {LONGEST_ROW})
                    ]
            end
        ) filter (where {wanted} and reject_reason is null) as sample
    """


def _sampled(rows: list[list[str]], stream: Stream) -> list[dict[str, Any]]:
    """The sampled rows: each value as text, and what kind of value it is.

    Nothing that a person has written, is called or is reached by is kept.
    """
    found = []
    for number, text in rows[:ROWS_IN_SAMPLE]:
        try:
            row = json.loads(text)
        except ValueError:
            # Longer than what is looked at.
            continue
        cells = {}
        for name, column in stream.columns.items():
            spelling = next((s for s in (name, *column.also_named) if s in row), None)
            value = row[spelling] if spelling else None
            if value is None or value == "":
                continue
            plain = None if isinstance(value, (dict, list)) else str(value)
            shown = plain[:LONGEST_VALUE] if plain is not None else None
            if column.is_personal or "@" in (shown or ""):
                garbled = GARBLED.search(plain or "")
                shown = garbled[0] if garbled else None
            cells[name] = [shown, KINDS[type(value)]]
        found.append({"row": int(number), "names": list(row), "cells": cells})
    return found


def _rejects(connection: duckdb.DuckDBPyConnection) -> tuple[int, str | None, str]:
    """The lines that DuckDB could not take for rows: how many, the first, and why."""
    tables = "select 1 from duckdb_tables() where table_name = 'reader_rejects'"
    if not connection.execute(tables).fetchall():
        return 0, None, ""
    query = """
        select count(distinct line), cast(min(line) as varchar),
            coalesce(arg_min(error_message, line), '')
        from reader_rejects
        where csv_line is not null
    """
    found = connection.execute(query).fetchall()[0]
    connection.execute("drop table reader_rejects")
    connection.execute("drop table reader_scans")
    count, line, why = found
    return count, line, why


def _rows(file: dict[str, Any], stream: Stream, reader: Reader) -> str | None:
    """The beginning of a query on a file's rows; none where it can have none."""
    if file["format"] == "csv" and file["size_bytes"]:
        file["header"] = reader.csv_header(file, stream.spec)
    has_header = file["format"] != "csv" or file.get("header", {}).get("names")
    if not file["size_bytes"] or not has_header:
        return None
    file["envelope"] = reader.envelope_of(file, stream.spec, False)
    zone = reader.settings["source_time_zones"].get(stream.source, "UTC")
    return str(reader.judged_rows(file, stream.spec, zone))


def _read(file: dict[str, Any], stream: Stream, reader: Reader) -> Profile:
    rows = _rows(file, stream, reader)
    if rows is None:
        return {"row_count": 0, "rejected_count": 0}
    columns = [
        *_measures(stream, reader),
        _keys(stream, file),
        _sample(file),
    ]
    answer = reader.connection.execute(
        f"{rows} select {', '.join(columns)} from judged"
    )
    names = [column[0] for column in answer.description or ()]
    (values,) = answer.fetchall()
    found: Profile = dict(zip(names, values, strict=True))
    found["keys"] = (found["keys"] or [])[: 4 * KEYS_IN_SAMPLE]
    found["sample"] = _sampled(found["sample"] or [], stream)
    count, line, why = _rejects(reader.connection)
    if count:
        found["row_count"] += count
        found["rejected_count"] += count
        found["rejected_example"] = f"line {line}: {why}"
        found["rejected_row"] = int(line or 0)
        found["wrong_encoding_count"] = count if "utf-8" in why else 0
    return found


def _keys_judged(profile: Profile) -> None:
    """Counts what the kept keys tell, and forgets them."""
    contents: dict[str, set[str]] = {}
    versions: dict[tuple[str, str], set[str]] = {}
    rows = profile.pop("keys", [])
    conflict: list[str] | None = None
    repeated = 0
    for key, version, content, row in rows:
        known = contents.setdefault(key, set())
        repeated += content in known
        known.add(content)
        if version:
            same = versions.setdefault((key, version), set())
            same.add(content)
            if len(same) > 1:
                conflict = conflict or [row, key]
    profile["key_count"] = len(rows)
    profile["repeated_count"] = repeated
    profile["conflict_count"] = sum(len(same) > 1 for same in versions.values())
    profile["conflict_example"] = conflict


def _without_rows(error: str) -> str:
    """What DuckDB says, without the row that it shows."""
    first, *others = error.split("\n")
    cause = [line for line in others if "utf-8" in line or "unicode" in line]
    return ". ".join([first, *cause[:1]])


def _head(path: str) -> str:
    """What tells that two files are the same, without reading all of them."""
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - HEAD_BYTES))
        return hashlib.md5(head + file.read(), usedforsecurity=False).hexdigest()


def profile_of(
    file: dict[str, Any],
    stream: Stream,
    reader: Reader,
    gzip_problem: str,
) -> Profile:
    """What a file of a stream holds, or why it can't be read."""
    found: Profile = {"row_count": 0, "rejected_count": 0, "problem": gzip_problem}
    if not gzip_problem:
        try:
            found |= _read(file, stream, reader)
            _keys_judged(found)
        except (UnreadableError, duckdb.Error) as error:
            _rejects(reader.connection)
            found["problem"] = _without_rows(str(error))
    found["head"] = _head(file["path"])
    plain: Profile = json.loads(json.dumps(found, default=str))
    return plain
