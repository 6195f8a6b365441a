"""Shows what became of the rows of the exports, and what was found in them.

Reads the schema quality of the published database: the sums of the accounts, and the
rules of quality.data_quality that were broken most often.
"""

import argparse
import os
import sys
from pathlib import Path

import duckdb

from printable import printable

ACCOUNT = """
select
    count(*), coalesce(sum(row_count), 0), coalesce(sum(staged_count), 0),
    coalesce(sum(duplicate_count), 0), coalesce(sum(rejected_count), 0)
from quality.export_files
"""
FACT_ACCOUNT = """
select
    count(distinct fact),
    coalesce(sum(row_count) filter (where step = 'came_in'), 0),
    coalesce(sum(row_count) filter (where step = 'kept'), 0),
    coalesce(sum(row_count) filter (where step = 'left_out'), 0)
from quality.fact_accounts
"""
FINDINGS = """
select
    severity, rule, any_value(meaning) as meaning, any_value(advice) as advice,
    sum(finding_count) as finding_count,
    string_agg(distinct source_system, ', ' order by source_system) as sources,
    arg_max(example, finding_count) as example
from quality.data_quality
where severity <> 'information'
group by severity, rule
order by severity, finding_count desc, rule
"""
LONGEST_EXAMPLE = 60


def account(connection: duckdb.DuckDBPyConnection) -> str:
    """What became of all rows, in a line."""
    ((files, rows, staged, duplicates, rejected),) = connection.execute(
        ACCOUNT
    ).fetchall()
    sum_of_parts = staged + duplicates + rejected
    parts = f"{staged:,} staged + {duplicates:,} duplicates + {rejected:,} rejected"
    if sum_of_parts != rows:
        return f"NOT every row is accounted for: {rows:,} rows, but {parts}"
    return f"Every row of {files:,} files is accounted for: {rows:,} = {parts}"


def fact_account(connection: duckdb.DuckDBPyConnection) -> str:
    """What became of the records of all facts, in a line."""
    ((facts, came_in, kept, left_out),) = connection.execute(FACT_ACCOUNT).fetchall()
    parts = f"{kept:,} kept + {left_out:,} left out"
    if kept + left_out != came_in:
        return f"NOT every record is accounted for: {came_in:,} records, but {parts}"
    return f"Every record of {facts:,} facts is accounted for: {came_in:,} = {parts}"


def findings(connection: duckdb.DuckDBPyConnection, most: int) -> list[str]:
    """The rules that were broken, the worst and most frequent first."""
    rows = connection.execute(FINDINGS).fetchall()
    lines = []
    for severity, rule, meaning, advice, count, sources, example in rows[:most]:
        shown = (
            f", for example {printable(example, LONGEST_EXAMPLE)}" if example else ""
        )
        lines.append(f"{severity} {rule} {count:,} ({sources}): {meaning}{shown}.")
        lines.append(f"    {advice}.")
    if len(rows) > most:
        lines.append(f"{len(rows) - most} more in quality.data_quality")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or "warehouse"),
        help="folder of the database files (HELPDESK_WAREHOUSE, else warehouse)",
    )
    parser.add_argument(
        "--most", type=int, default=8, metavar="N", help="how many rules, default: 8"
    )
    given = parser.parse_args()
    database = given.warehouse / "helpdesk_kpis.duckdb"
    if not database.is_file():
        print(f"{database} does not exist: run scripts/build first.", file=sys.stderr)
        return 1
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            lines = [
                account(connection),
                fact_account(connection),
                *findings(connection, given.most),
            ]
    except duckdb.Error as error:
        print(f"{database} can't be asked: {error}", file=sys.stderr)
        return 1
    print("\nThe exports\n")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
