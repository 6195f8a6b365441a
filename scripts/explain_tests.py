"""Says what the data tests of the last build found: which rule, how often, an example.

Reads what dbt left in target/run_results.json and asks the build's database again.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from printable import printable

ROOT = Path(__file__).resolve().parents[1]
VERDICTS = {"fail": "failed", "warn": "warns"}
LONGEST_VALUE = 40
MOST_VALUES = 6


class Finding(NamedTuple):
    """A test that found rows."""

    name: str
    verdict: str
    row_count: int
    query: str


def findings(run_results: Path) -> Iterator[Finding]:
    """The tests that failed or warned, failures first."""
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    for status, verdict in VERDICTS.items():
        for result in results:
            kind, _, name = result["unique_id"].split(".")[:3]
            if kind == "test" and result["status"] == status:
                yield Finding(
                    name, verdict, result["failures"] or 0, result["compiled_code"]
                )


def example(names: list[str], row: tuple[object, ...]) -> str:
    """The first values of a row that say something."""
    values = [
        f"{name} {printable(str(value), LONGEST_VALUE)}"
        for name, value in zip(names, row, strict=True)
        if value is not None and name != "broken_rules"
    ]
    return ", ".join(values[:MOST_VALUES])


def explained(finding: Finding, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What a test found, in lines."""
    rows = f"{finding.row_count:,} row{'s' if finding.row_count != 1 else ''}"
    lines = [f"{finding.name} {finding.verdict}: {rows}"]
    found = connection.execute(f"select * from ({finding.query}) as found limit 1")
    names = [column[0] for column in found.description or []]
    first = found.fetchone()
    if first is None:
        return lines
    if "broken_rules" in names:
        lines += [
            f"  {rule}: {count:,}"
            for rule, count in connection.execute(
                f"""
                select rule, count(*)
                from (
                    select unnest(string_split(broken_rules, '; ')) as rule
                    from ({finding.query}) as found
                ) as rules
                group by rule
                order by count(*) desc, rule
                """
            ).fetchall()
        ]
    return [*lines, f"  for example {example(names, first)}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--target",
        type=Path,
        default=Path(os.environ.get("DBT_TARGET_PATH") or ROOT / "target"),
        help="folder in which dbt left its results (DBT_TARGET_PATH, else target)",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or ROOT / "warehouse"),
        help="folder of the database files (HELPDESK_WAREHOUSE, else warehouse)",
    )
    arguments = parser.parse_args()
    run_results = arguments.target / "run_results.json"
    database = arguments.warehouse / "build.duckdb"
    for path in (run_results, database):
        if not path.is_file():
            print(f"{path} does not exist: run scripts/build first.", file=sys.stderr)
            return 1
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found = [
                line
                for finding in findings(run_results)
                for line in explained(finding, connection)
            ]
    except duckdb.Error as error:
        print(f"{database} can't be asked: {error}", file=sys.stderr)
        return 1
    if found:
        print("\nWhat the tests found\n")
        print("\n".join(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
