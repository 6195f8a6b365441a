"""Holds the oracle's facts against those of a build, column by column."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import duckdb
from tests.python.oracle.facts import Facts

Rows: TypeAlias = Sequence[Mapping[str, object]]

CONVERSATION_KEY = ("conversation_key",)
RESPONSE_KEY = ("response_key",)
SURVEY_KEY = ("survey_answer_key",)


def normal(value: object) -> object:
    """Return a value in a form in which equal ones are equal."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return Decimal(str(value)).quantize(Decimal("0.001"))
    if isinstance(value, int):
        return Decimal(value)
    return value


def shown(value: object) -> str:
    """Return a value as a person reads it."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else repr(value)


def by_key(
    rows: Rows, key: tuple[str, ...], what: str, differences: list[str]
) -> dict[tuple[object, ...], Mapping[str, object]]:
    """Return rows by key, and report keys that come twice."""
    found: dict[tuple[object, ...], Mapping[str, object]] = {}
    for row in rows:
        name = tuple(normal(row[column]) for column in key)
        if name in found:
            differences.append(f"{what} {label(name)}: comes twice")
        found[name] = row
    return found


def label(name: tuple[object, ...]) -> str:
    """Return a key as text."""
    return " ".join(str(part) for part in name)


def compare_rows(
    what: str, expected: Rows, actual: Rows, key: tuple[str, ...]
) -> list[str]:
    """Return one line per row that is missing or too many, or value that differs."""
    differences: list[str] = []
    wanted = by_key(expected, key, f"oracle's {what}", differences)
    given = by_key(actual, key, what, differences)
    columns = list(expected[0]) if expected else []
    if actual:
        missing = [column for column in columns if column not in actual[0]]
        differences.extend(f"{what}: no column {column}" for column in missing)
        columns = [column for column in columns if column in actual[0]]
    differences.extend(
        f"{what} {label(name)}: missing from the build"
        for name in sorted(wanted.keys() - given.keys(), key=str)
    )
    differences.extend(
        f"{what} {label(name)}: not known to the oracle"
        for name in sorted(given.keys() - wanted.keys(), key=str)
    )
    for name, row in wanted.items():
        other = given.get(name)
        if other is None:
            continue
        differences.extend(
            f"{what} {label(name)}: {column} is {shown(other[column])}, "
            f"the oracle says {shown(row[column])}"
            for column in columns
            if normal(row[column]) != normal(other[column])
        )
    return differences


def compare(
    facts: Facts, conversations: Rows, responses: Rows, surveys: Rows
) -> list[str]:
    """Return all differences between the oracle and a build."""
    return (
        compare_rows(
            "conversation", facts.conversations, conversations, CONVERSATION_KEY
        )
        + compare_rows("response", facts.responses, responses, RESPONSE_KEY)
        + compare_rows("survey answer", facts.surveys, surveys, SURVEY_KEY)
    )


def load_facts(
    database_path: Path,
) -> tuple[list[dict[str, object]], list[dict[str, object]], list[dict[str, object]]]:
    """Read the facts of a build."""
    with duckdb.connect(str(database_path), read_only=True) as connection:
        found = []
        for table in ("fct_conversations", "fct_responses", "fct_survey_answers"):
            cursor = connection.execute(f"select * from facts.{table}")
            names = [column[0] for column in cursor.description or []]
            found.append(
                [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            )
    return found[0], found[1], found[2]
