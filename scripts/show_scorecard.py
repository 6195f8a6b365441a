"""Shows the KPIs of the last full month against the month before.

Reads marts.kpi_scorecard of the published database, for the whole desk.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import NamedTuple

import duckdb

QUERY = """
select
    label_en, unit, kpi_value, previous_value, change, target, status, sample_size,
    coalesce(is_change_beyond_noise, false) as is_change_beyond_noise,
    strftime(period_start_date, '%B %Y') as month,
    strftime(period_start_date - interval 1 month, '%B %Y') as month_before
from marts.kpi_scorecard
where segment_type = 'all' and period_grain = 'month' and not is_partial
qualify period_start_date = max(period_start_date) over ()
order by family, kpi, statistic desc
"""
SUFFIXES = {
    "count": "",
    "minutes": " min",
    "hours": " h",
    "seconds": " s",
    "share": " %",
    "points": " points",
    "per_1000": " per 1,000",
    "sentiment": "",
}
HEADINGS = ("KPI", "value", "before", "change", "target", "status", "sample")


class Score(NamedTuple):
    """One row of the scorecard; the fields are the query's columns."""

    label: str
    unit: str
    value: float | None
    previous: float | None
    change: float | None
    target: float | None
    status: str
    sample_size: int | None
    is_change_beyond_noise: bool
    month: str
    month_before: str


def format_value(value: float | None, unit: str, *, signed: bool = False) -> str:
    """A value with its unit: shares in percent, counts without needless decimals."""
    if value is None:
        return "-"
    number = float(value) * (100 if unit == "share" else 1)
    decimals = 0 if unit == "count" and number == round(number) else 1
    if unit == "sentiment":
        decimals = 2
    suffix = SUFFIXES.get(unit, f" {unit}")
    if signed and unit == "share":
        suffix = " pp"
    return f"{number:{'+' if signed else ''},.{decimals}f}{suffix}"


def cells(score: Score) -> tuple[str, ...]:
    """The texts of one line, in the order of the headings."""
    change = format_value(score.change, score.unit, signed=True)
    return (
        score.label,
        format_value(score.value, score.unit),
        format_value(score.previous, score.unit),
        f"{change} *" if score.is_change_beyond_noise else f"{change}  ",
        format_value(score.target, score.unit),
        score.status.replace("_", " "),
        format_value(score.sample_size, "count"),
    )


def table(scores: list[Score]) -> str:
    """The whole table, texts to the left and numbers to the right."""
    lines = [HEADINGS, *(cells(score) for score in scores)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = {HEADINGS.index("KPI"), HEADINGS.index("status")}
    texts = [
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    texts.insert(1, "-" * max(map(len, texts)))
    return "\n".join(texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "database",
        nargs="?",
        type=Path,
        default=Path(os.environ.get("HELPDESK_WAREHOUSE") or "warehouse")
        / "helpdesk_kpis.duckdb",
        help="published database (default: helpdesk_kpis.duckdb in HELPDESK_WAREHOUSE, "
        "else in warehouse)",
    )
    database = parser.parse_args().database
    if not database.is_file():
        print(f"{database} does not exist: run scripts/build first.", file=sys.stderr)
        return 1
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            scores = [Score(*row) for row in connection.execute(QUERY).fetchall()]
    except duckdb.CatalogException:
        print("There is no marts.kpi_scorecard in this build, so no KPIs to show.")
    except duckdb.Error as error:
        print(f"{database} can't be read: {error}", file=sys.stderr)
        return 1
    else:
        if scores:
            first = scores[0]
            print(f"\n{first.month} against {first.month_before}, whole desk\n")
            print(table(scores))
            if any(score.is_change_beyond_noise for score in scores):
                print("\n* the change is more than chance would explain")
        else:
            print("The exports don't span one full month yet, so no KPIs to show.")
    print(f"\nOpen the database:  .venv/bin/duckdb -readonly {database}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
