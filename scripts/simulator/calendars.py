"""When customers write and when the desk works."""

import bisect
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from simulator.draws import Floats, uniforms

DAY = 86_400
HOUR = 3_600
MINUTE = 60
CUSTOMER_ZONES = (
    "Europe/Madrid",
    "America/New_York",
    "America/Mexico_City",
    "Australia/Sydney",
)
ZONE_WEIGHTS = (0.56, 0.24, 0.12, 0.08)
NIGHT = (1, 1, 1, 1, 1, 2)
MORNING = (4, 9, 18, 28, 32, 30)
AFTERNOON = (25, 22, 25, 28, 28, 25)
EVENING = (20, 15, 11, 8, 4, 2)
HOUR_CURVE = (*NIGHT, *MORNING, *AFTERNOON, *EVENING)
WEEKDAY_CURVE = (1.25, 1.15, 1.1, 1.05, 1.0, 0.5, 0.4)


@dataclass(frozen=True)
class Schedule:
    """Opening hours of a part of the desk, minutes of a local week from Monday."""

    key: str
    name: str
    rails_zone: str
    zone: str | None
    opens: tuple[tuple[int, int], ...]


def daily(
    weekdays: tuple[int, ...], *hours: tuple[float, float]
) -> tuple[tuple[int, int], ...]:
    """Spell out hours that are the same on several weekdays (0 is Monday)."""
    return tuple(
        (day * 1440 + int(start * 60), day * 1440 + int(end * 60))
        for day in weekdays
        for start, end in hours
    )


WEEKDAYS = (0, 1, 2, 3, 4)
SCHEDULES = (
    Schedule(
        "madrid",
        "Madrid office",
        "Madrid",
        "Europe/Madrid",
        daily((0, 1, 2, 3), (9, 14), (15, 19)) + daily((4,), (9, 15)),
    ),
    Schedule(
        "new_york",
        "New York office",
        "Eastern Time (US & Canada)",
        "America/New_York",
        daily(WEEKDAYS, (8, 24)),
    ),
    Schedule(
        "nights",
        "Shops and nights",
        "Madrid",
        "Europe/Madrid",
        daily((0, 1, 2, 3, 4, 5), (10, 26)),
    ),
    Schedule("lost", "Old office", "Atlantis", None, daily(WEEKDAYS, (9, 17))),
)
CHANGED_MADRID = daily((0, 1, 2, 3), (8.5, 14), (15, 19)) + daily((4,), (8.5, 15))
HOLIDAYS = (
    ("madrid", "New Year", 1, 1, 1),
    ("madrid", "Epiphany", 1, 6, 1),
    ("madrid", "Labour Day", 5, 1, 1),
    ("madrid", "Summer break", 8, 14, 2),
    ("madrid", "Christmas", 12, 25, 2),
    ("new_york", "New Year's Day", 1, 1, 1),
    ("new_york", "Independence Day", 7, 4, 1),
    ("new_york", "Christmas Day", 12, 25, 1),
    ("nights", "New Year", 1, 1, 1),
    ("nights", "Christmas", 12, 25, 1),
)


def holiday_spans(first: date, last: date) -> list[tuple[str, str, date, date]]:
    """List schedule, name, first and last day of each holiday in the period."""
    spans = []
    for year in range(first.year, last.year + 1):
        for schedule, name, month, day, length in HOLIDAYS:
            start = date(year, month, day)
            end = start + timedelta(days=length - 1)
            if end >= first and start <= last:
                spans.append((schedule, name, start, end))
    return spans


def epoch(moment: datetime) -> int:
    """Turn a moment into seconds since 1970."""
    return int(moment.timestamp())


def midnight(day: date) -> int:
    """Give the start of a day in UTC, in seconds since 1970."""
    return epoch(datetime.combine(day, time(), tzinfo=UTC))


def offset_at(zone: str, moment: int) -> timedelta | None:
    """Give how far a zone's clocks are ahead of UTC at a moment."""
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset()


class Clock:
    """Counts the seconds in which a schedule is open."""

    def __init__(self, schedule: Schedule, first: date, last: date) -> None:
        zone = ZoneInfo(schedule.zone or "UTC")
        closed = {
            start + timedelta(days=offset)
            for key, _, start, end in holiday_spans(first, last)
            if key == schedule.key
            for offset in range((end - start).days + 1)
        }
        spans = []
        day = first - timedelta(days=first.weekday())
        while day <= last:
            for opens, closes in schedule.opens:
                if day + timedelta(days=opens // 1440) not in closed:
                    spans.append(
                        tuple(
                            epoch(
                                datetime.combine(
                                    day + timedelta(days=minute // 1440),
                                    time(minute % 1440 // 60, minute % 60),
                                    tzinfo=zone,
                                )
                            )
                            for minute in (opens, closes)
                        )
                    )
            day += timedelta(days=7)
        spans.sort()
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._before = [0]
        for start, end in spans:
            self._before.append(self._before[-1] + end - start)

    def after(self, moment: int, seconds: int) -> int:
        """Give the moment when so many open seconds have passed."""
        position = bisect.bisect_right(self._ends, moment)
        if position == len(self._ends):
            return moment + seconds
        worked = self._before[position] + max(0, moment - self._starts[position])
        target = worked + seconds
        position = bisect.bisect_left(self._before, target) - 1
        if position >= len(self._starts):
            return moment + seconds * 4
        return self._starts[position] + target - self._before[position]

    def before(self, moment: int) -> int:
        """Count the open seconds before a moment."""
        position = bisect.bisect_right(self._starts, moment) - 1
        if position < 0:
            return 0
        return (
            self._before[position]
            + min(moment, self._ends[position])
            - self._starts[position]
        )

    def between(self, start: int, end: int) -> int:
        """Count the open seconds between two moments."""
        return self.before(end) - self.before(start)


class Arrivals:
    """How many conversations start in each hour of the period, by customer zone."""

    def __init__(self, seed: int, first: date, last: date) -> None:
        self.start = midnight(first)
        days = (last - first).days + 1
        self.end = self.start + days * DAY
        numbers = uniforms(seed, 1, np.arange(days, dtype=np.int64))
        extra = uniforms(seed, 2, np.arange(days, dtype=np.int64))
        by_zone = np.zeros((len(CUSTOMER_ZONES), days * 24))
        for row, (name, weight) in enumerate(
            zip(CUSTOMER_ZONES, ZONE_WEIGHTS, strict=True)
        ):
            zone = ZoneInfo(name)
            for hour in range(days * 24):
                moment = self.start + hour * HOUR
                local = datetime.fromtimestamp(moment, zone)
                by_zone[row, hour] = (
                    weight * WEEKDAY_CURVE[local.weekday()] * HOUR_CURVE[local.hour]
                )
        self.clock_changes = sorted(
            {
                day
                for name in CUSTOMER_ZONES
                for day in range(days)
                if offset_at(name, self.start + day * DAY)
                != offset_at(name, self.start + (day + 1) * DAY)
            }
        )
        busy = 0.8 + 0.4 * numbers
        self.is_incident = extra < 0.012
        busy[self.is_incident] *= 3.5
        growth = 0.85 + 0.3 * np.arange(days) / max(1, days - 1)
        by_zone *= np.repeat(busy * growth, 24)[None, :]
        totals = by_zone.sum(axis=0)
        self._edges = np.concatenate(([0.0], np.cumsum(totals) / totals.sum()))
        self._seconds = self.start + HOUR * np.arange(days * 24 + 1)
        self.zone_edges = np.cumsum(by_zone, axis=0) / totals[None, :]

    def moments(self, shares: Floats) -> Floats:
        """Give the moments by which these shares of all conversations began."""
        return np.interp(shares, self._edges, self._seconds)

    def share_at(self, moment: int) -> float:
        """Give the share of all conversations that began before a moment."""
        return float(np.interp(moment, self._seconds, self._edges))
