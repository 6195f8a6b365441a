"""What all KPIs share: values with their bounds, and months by segment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil, floor, inf, sqrt
from statistics import fmean, median, stdev
from typing import TypeAlias, TypeVar

from tests.python.oracle.facts import Fact, Facts
from tests.python.oracle.neighbours import Export
from tests.python.oracle.values import BEGINNING, local_day, utc, utc_of

Z = 1.96

Place: TypeAlias = tuple[str, str, date]
Slice: TypeAlias = tuple[str, str, str, date]
Value = TypeVar("Value")


@dataclass(slots=True)
class KpiValue:
    """A number with its sample size and its bounds."""

    kpi_value: float | None
    sample_size: int
    kpi_low: float | None = None
    kpi_high: float | None = None
    has_bounds: bool = False


def wilson(hits: int, count: int) -> tuple[float, float] | None:
    """Return the 95 % bounds of a share."""
    if count == 0:
        return None
    share = hits / count
    centre = share + Z * Z / (2 * count)
    half = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    scale = 1 + Z * Z / count
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def share_of(hits: int, count: int) -> "KpiValue":
    """Return a share with its bounds; no share of nothing."""
    bounds = wilson(hits, count)
    if bounds is None:
        return KpiValue(None, 0, has_bounds=True)
    return KpiValue(hits / count, count, *bounds, has_bounds=True)


def median_of(values: Sequence[float]) -> "KpiValue":
    """Return a median with the bounds that its ranks give."""
    count = len(values)
    if count == 0:
        return KpiValue(None, 0, has_bounds=True)
    ranked = sorted(values)
    low = floor(count / 2 - 0.98 * sqrt(count))
    high = ceil(1 + count / 2 + 0.98 * sqrt(count))
    return KpiValue(
        median(ranked),
        count,
        ranked[low - 1] if low >= 1 else None,
        ranked[high - 1] if high <= count else None,
        has_bounds=True,
    )


def mean_of(
    values: Sequence[float], lowest: float = 0, highest: float = inf
) -> "KpiValue":
    """Return a mean with the bounds that its spread gives."""
    count = len(values)
    if count == 0:
        return KpiValue(None, 0, has_bounds=True)
    mean = fmean(values)
    if count == 1:
        return KpiValue(mean, 1, has_bounds=True)
    half = Z * stdev(values) / sqrt(count)
    low, high = max(lowest, mean - half), min(highest, mean + half)
    return KpiValue(mean, count, low, high, has_bounds=True)


def rate_of(events: int, base: int, per: int) -> "KpiValue":
    """Return events per so many of something, with the bounds of Byar."""
    if base == 0:
        return KpiValue(None, 0, has_bounds=True)
    low = events and events * (1 - 1 / (9 * events) - Z / (3 * sqrt(events))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3
    return KpiValue(
        per * events / base, base, per * low / base, per * high / base, has_bounds=True
    )


def score_bounds(promoters: int, detractors: int, count: int) -> tuple[float, float]:
    """Return the adjusted Wald bounds of a promoter score."""
    total = count + 3
    up, down = (promoters + 0.75) / total, (detractors + 0.75) / total
    middle = up - down
    half = Z * sqrt((up + down - middle * middle) / total)
    return max(-100.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day to another."""
    found = [first.replace(day=1)]
    while (following := next_month(found[-1])) <= last:
        found.append(following)
    return found


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


class Months:
    """The months of an export, and what happened in them."""

    def __init__(self, facts: Facts, export: Export) -> None:
        """Take the facts up to as-of, and the export of the neighbouring systems."""
        self.facts = facts
        self.export = export
        self.as_of = facts.as_of or BEGINNING
        self.zone = facts.settings.reporting_zone
        first = min(facts.first_event or self.as_of, self.as_of)
        self.months = months_between(
            local_day(first, self.zone), local_day(self.as_of, self.zone)
        )

    def month(self, moment: datetime | None) -> date | None:
        """Return the month of a moment between the first event and as-of."""
        if moment is None or moment > self.as_of:
            return None
        month = local_day(moment, self.zone).replace(day=1)
        return month if month >= self.months[0] else None

    def sliced(
        self,
        rows: Iterable[tuple[datetime | None, Value | None, Mapping[str, object]]],
    ) -> dict[Place, list[Value]]:
        """Return the values of each month: of all, and of each member of a segment.

        A row is a moment, a value (none: the row counts nowhere) and its members by
        segment type.
        """
        found: dict[Place, list[Value]] = {
            ("all", "all", month): [] for month in self.months
        }
        for moment, value, members in rows:
            month = self.month(moment)
            if month is None or value is None:
                continue
            for segment_type, member in {"all": "all", **members}.items():
                if member is not None:
                    place = (segment_type, str(member), month)
                    found.setdefault(place, []).append(value)
        return found

    def end_of(self, month: date) -> tuple[datetime, bool]:
        """Return a month's end, or as-of where that is earlier."""
        following = next_month(month)
        end = utc_of(utc(following.year, following.month, 1), self.zone)
        return (self.as_of, True) if self.as_of < end else (end, False)


def members(fact: Fact, *segment_types: str, at: str = "") -> dict[str, object]:
    """Return a row's members: its columns of these names, or of a moment's."""
    keyed = {"team": "team_key", "agent": "agent_key", "article": "article_key"}
    moved = {"team", "agent", "priority"}
    found: dict[str, object] = {}
    for segment_type in segment_types:
        column = keyed.get(segment_type, segment_type)
        prefix = f"{at}_" if at and segment_type in moved else ""
        found[segment_type] = fact[prefix + column]
    return found


def time_of(fact: Fact, column: str) -> datetime | None:
    """Return a time of a row."""
    found = fact[column]
    return found if isinstance(found, datetime) else None


def number_of(fact: Fact, column: str) -> Decimal | None:
    """Return a number of a row."""
    found = fact[column]
    return found if isinstance(found, Decimal) else None


def minutes_of(fact: Fact, column: str) -> float | None:
    """Return seconds of a row as minutes."""
    found = number_of(fact, column)
    return None if found is None else float(found) / 60


def hours_of(fact: Fact, column: str) -> float | None:
    """Return seconds of a row as hours."""
    found = number_of(fact, column)
    return None if found is None else float(found) / 3600


def is_inbound(fact: Fact) -> bool:
    """Say whether a conversation counts for marts of speed and volume."""
    return bool(fact["is_valid"]) and not fact["is_outbound"]
