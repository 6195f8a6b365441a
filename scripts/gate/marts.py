"""Checks the numbers of a build: values that can't be, and those that fell away."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from gate.rules import Measure

BUILD_FILE = "build.duckdb"
# A month of fewer is too small to fall.
FEWEST = 50
FALL = 0.2

# Whether a value is one that its statistic can take, in the unit of its KPI.
IMPOSSIBLE = """
select
    kpi_values.kpi,
    count(*) as value_count,
    count(*) filter (
        where kpi_value < case
            when unit = 'points' then -100
            when unit = 'sentiment' then -2
            when statistic = 'rate' then -1
            else 0
        end
        or kpi_value > case
            when unit = 'points' then 100
            when unit = 'sentiment' then 2
            when statistic = 'share' then 1
        end
        or isnan(kpi_value)
        or isinf(kpi_value)
        or kpi_low > kpi_value + 1e-9 and not is_adjusted
        or kpi_high < kpi_value - 1e-9 and not is_adjusted
        or kpi_low > kpi_high
    ) as odd_count,
    any_value(concat_ws(' ', segment_type, segment_value, period_grain,
        period_start_date, kpi_value)) as example
from (
    select *, kpi = 'net_promoter_score' or sample_size < 2 as is_adjusted
    from marts.kpi_values
    where kpi_value is not null
) as kpi_values
inner join facts.kpi_catalog using (kpi)
group by kpi_values.kpi
order by kpi_values.kpi
"""
# The last full month of the whole desk against the month before.
MONTHS = """
select
    kpi,
    first(sample_size order by period_start_date desc) as sample_size,
    first(kpi_value order by period_start_date desc) as kpi_value,
    min(sample_size) filter (where months_ago = 2) as sample_size_before,
    min(kpi_value) filter (where months_ago = 2) as kpi_value_before,
    max(period_start_date) as month_date
from (
    select *, row_number() over (partition by kpi order by period_start_date desc)
        as months_ago
    from marts.kpi_scorecard
    where segment_type = 'all' and period_grain = 'month' and not is_partial
) as months
where months_ago <= 2
group by kpi
having count(*) = 2
order by kpi
"""


def _measure(rule: str, kpi: str, count: int, of: int, example: str) -> Measure:
    share = count / of if of else 0
    return Measure(rule, f"marts.{kpi}", "", count, of, share, 0, example)


def mart_measures(warehouse: Path) -> Iterator[Measure]:
    """What is odd about the numbers of a build, by KPI."""
    with duckdb.connect(str(warehouse / BUILD_FILE), read_only=True) as connection:
        values = connection.execute(IMPOSSIBLE).fetchall()
        months = connection.execute(MONTHS).fetchall()
    for kpi, of, count, example in values:
        yield _measure("number_impossible", kpi, count, of, example)
    for kpi, sample, value, sample_before, value_before, month in months:
        is_big = (sample_before or 0) >= FEWEST
        fell = is_big and sample < FALL * sample_before
        example = (
            f"{sample:,} in {month:%Y-%m}, {sample_before or 0:,} in the month before"
        )
        yield _measure("sample_collapsed", kpi, int(fell), 1, example)
        gone = is_big and not value and bool(value_before)
        example = f"{value} in {month:%Y-%m}, {value_before} in the month before"
        yield _measure("number_gone", kpi, int(gone and not fell), 1, example)
