"""Business time: open seconds of a schedule between two moments."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from .values import utc, utc_of

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SUNDAY = utc(1899, 12, 31)
NOTHING = timedelta()


@dataclass(slots=True)
class YearTable:
    """The open spans of one year, with the time opened before each."""

    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]
    total: timedelta

    def opened(self, moment: datetime) -> timedelta:
        """Return the open time of the year up to a moment."""
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return NOTHING
        return self.before[place] + min(moment, self.ends[place]) - self.starts[place]


@dataclass(slots=True)
class Schedule:
    """Weekly intervals in minutes since Sunday 00:00, local; and whole holidays."""

    zone: ZoneInfo | None
    intervals: list[tuple[int, int]] = field(default_factory=list)
    holidays: set[date] = field(default_factory=set)
    years: dict[int, YearTable] = field(default_factory=dict)

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time between two moments; its zone must be known."""
        total = self.table(end.year).opened(end) - self.table(start.year).opened(start)
        for year in range(start.year, end.year):
            total += self.table(year).total
        return total

    def table(self, year: int) -> YearTable:
        """Return the open spans of a year, made once."""
        if year not in self.years:
            self.years[year] = self.made_table(year)
        return self.years[year]

    def made_table(self, year: int) -> YearTable:
        """Expand the week over a year, cut to UTC, and unite what overlaps."""
        first, last = utc(year, 1, 1), utc(year + 1, 1, 1)
        united: list[list[datetime]] = []
        for start, end in sorted(self.spans(first, last)):
            if united and start <= united[-1][1]:
                united[-1][1] = max(united[-1][1], end)
            else:
                united.append([start, end])
        made = YearTable([], [], [], NOTHING)
        for start, end in united:
            made.starts.append(start)
            made.ends.append(end)
            made.before.append(made.total)
            made.total += end - start
        return made

    def spans(self, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
        """Return the open spans in UTC that touch [first, last), cut to it."""
        if self.zone is None:
            return []
        found = []
        week = SUNDAY + (first - SUNDAY) // WEEK * WEEK - 2 * WEEK
        while week < last + WEEK:
            for opens, closes in self.intervals:
                for start, end in by_day(
                    week + timedelta(minutes=opens), week + timedelta(minutes=closes)
                ):
                    if start.date() in self.holidays:
                        continue
                    open_at = max(first, utc_of(start, self.zone))
                    closed_at = min(last, utc_of(end, self.zone))
                    if open_at < closed_at:
                        found.append((open_at, closed_at))
            week += WEEK
        return found


def by_day(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Cut a local interval at each midnight."""
    cuts = [start]
    midnight = utc(start.year, start.month, start.day) + DAY
    while midnight < end:
        cuts.append(midnight)
        midnight += DAY
    cuts.append(end)
    return [(begin, finish) for begin, finish in pairwise(cuts) if begin < finish]


@dataclass(slots=True)
class ScheduleSpell:
    """The time in which one schedule applied; none where it is unknown."""

    start: datetime
    end: datetime
    schedule: Schedule | None


def business_time(
    spells: list[ScheduleSpell], start: datetime | None, end: datetime | None
) -> timedelta | None:
    """Return open time; null where a schedule or a zone of it is unknown."""
    if start is None or end is None or start > end or not spells:
        return None
    total = NOTHING
    for spell in spells:
        touches = spell.start < end and spell.end > start
        if not touches and not spell.start <= start < spell.end:
            continue
        if spell.schedule is None or spell.schedule.zone is None:
            return None
        total += spell.schedule.open_time(max(start, spell.start), min(end, spell.end))
    return total


def business_limit(
    spells: list[ScheduleSpell], start: datetime, limit: timedelta
) -> datetime | None:
    """Return when a limit has passed in open time; null if not within two weeks."""
    end = start + timedelta(weeks=2)
    whole = business_time(spells, start, end)
    if whole is None or whole < limit:
        return None
    # Halve the time until the first moment at which the limit has passed is left.
    low, high = start, end
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) // 2
        opened = business_time(spells, start, middle)
        if opened is not None and opened >= limit:
            high = middle
        else:
            low = middle
    return high
