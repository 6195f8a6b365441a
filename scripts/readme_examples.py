"""Refreshes the results that README.md shows, from a build of the sample.

A block of SQL, or the command that shows the scorecard, is followed by a block of text:
what it gives. This runs the one and writes the other. With --check it writes nothing
and fails where what is shown is not what comes out.
"""

import argparse
import os
import re
import sys
from decimal import Decimal
from pathlib import Path

import duckdb

from show_scorecard import QUERY, Score, table

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = re.compile(
    r"(?P<shown>```(?P<kind>sql|sh)\n(?P<command>(?:(?!```).)*)```\n\n```text\n)(?P<result>.*?)```",
    re.DOTALL,
)
SCORECARD = ".venv/bin/python scripts/show_scorecard.py"


def rows_as_text(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """What a query returns: names, a line, a line per row; numbers to the right."""
    answer = connection.execute(query)
    names = [column[0] for column in answer.description]
    rows = answer.fetchall()
    lines = [
        names,
        *([("-" if cell is None else str(cell)) for cell in row] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    is_number = [
        all(
            isinstance(row[at], int | float | Decimal) or row[at] is None
            for row in rows
        )
        for at in range(len(names))
    ]
    texts = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, is_number, strict=True)
        ).rstrip()
        for line in lines
    ]
    texts.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(texts) + "\n"


def scorecard(connection: duckdb.DuckDBPyConnection) -> str:
    """The table that scripts/build ends with, without its heading."""
    scores = [Score(*row) for row in connection.execute(QUERY).fetchall()]
    text = f"{scores[0].month} against {scores[0].month_before}, whole desk\n\n"
    text += table(scores) + "\n"
    if any(score.is_change_beyond_noise for score in scores):
        text += "\n* the change is more than chance would explain\n"
    return text


def refreshed(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """The same text with every result as it is now."""

    def refresh(example: re.Match[str]) -> str:
        command = example["command"].strip()
        if example["kind"] == "sql":
            result = rows_as_text(connection, command)
        elif command.endswith(SCORECARD):
            result = scorecard(connection)
        else:
            result = example["result"]
        return f"{example['shown']}{result}```"

    return EXAMPLE.sub(refresh, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, fail where it differs"
    )
    parser.add_argument("--readme", type=Path, default=ROOT / "README.md")
    parser.add_argument(
        "--database",
        type=Path,
        default=ROOT
        / (os.environ.get("HELPDESK_WAREHOUSE") or "warehouse")
        / "helpdesk_kpis.duckdb",
        help="published database of a build of the sample (default: that of "
        "HELPDESK_WAREHOUSE, else of warehouse)",
    )
    arguments = parser.parse_args()
    if not arguments.database.is_file():
        print(f"{arguments.database} is not there: run scripts/build.", file=sys.stderr)
        return 1
    text = arguments.readme.read_text(encoding="utf-8")
    with duckdb.connect(str(arguments.database), read_only=True) as connection:
        now = refreshed(text, connection)
    if now == text:
        print(f"{arguments.readme} shows what the build gives.")
        return 0
    if arguments.check:
        print(
            f"{arguments.readme} shows other results than the build gives: run "
            "scripts/readme_examples.py.",
            file=sys.stderr,
        )
        return 1
    arguments.readme.write_text(now, encoding="utf-8")
    print(f"{arguments.readme} has been refreshed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
