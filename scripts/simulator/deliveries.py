"""When the exporter runs, and what goes wrong on the way.

A delivery is one run of the exporter. Without drops there is one for each few months;
with drops, the last days of the period are one delivery each, in a folder of their own.
"""

import bisect
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulator.calendars import DAY, midnight
from simulator.draws import Draws

Row = dict[str, Any]
FAR_FUTURE = "2099-03-04T05:06:07Z"


@dataclass(frozen=True)
class Delivery:
    """One run of the exporter: it takes what happened before its end."""

    number: int
    drop: int
    name: str
    end: int


class Deliveries:
    """All runs of the exporter, in order, which makes mistakes unless it is careful."""

    def __init__(
        self, first: date, last: date, drops: int, months: int, *, has_dirt: bool = True
    ) -> None:
        self.has_dirt = has_dirt
        regular_last = last - timedelta(days=max(0, drops - 1))
        found: list[tuple[str, int, int]] = []
        start = first
        while start <= regular_last:
            month = start.year * 12 + start.month - 1 + months
            following = min(
                date(month // 12, month % 12 + 1, 1), regular_last + timedelta(days=1)
            )
            found.append((f"{start:%Y-%m}", 1, midnight(following)))
            start = following
        for number in range(1, drops):
            day = regular_last + timedelta(days=number)
            found.append((f"{day:%Y-%m-%d}", number + 1, midnight(day) + DAY))
        self.all = [
            Delivery(number, drop if drops else 0, name, end)
            for number, (name, drop, end) in enumerate(found)
        ]
        self._ends = [delivery.end for delivery in self.all]

    def at(self, moment: int) -> int:
        """Give the delivery that takes what happened at a moment."""
        return min(bisect.bisect_right(self._ends, moment), len(self.all) - 1)

    def mishap(self, draws: Draws) -> float:
        """Draw what goes wrong with a row: the higher, the less; 1 is nothing."""
        number = draws.next()
        return number if self.has_dirt else 1.0

    def later(self, number: int, by: int) -> int:
        """Give a later delivery, the last one at most."""
        return min(number + by, len(self.all) - 1)


class Outbox:
    """Collects the lines of a range of conversations, by stream and delivery.

    It plays the unreliable exporter too: rows come late or twice, and beside some good
    rows there is a damaged copy.
    """

    def __init__(self, source: str, deliveries: Deliveries) -> None:
        self.source = source
        self.deliveries = deliveries
        self.lines: dict[tuple[str, str, int], list[str]] = {}
        self.kinds: Counter[str] = Counter()
        self._encode = json.JSONEncoder(
            ensure_ascii=False, separators=(",", ":")
        ).encode

    def put(self, stream: str, delivery: int, line: str) -> None:
        """Add a line as it is."""
        self.lines.setdefault((self.source, stream, delivery), []).append(line)

    def put_row(self, stream: str, delivery: int, row: Row) -> None:
        """Add a row, undisturbed."""
        self.put(stream, delivery, self._encode(row))

    def send(
        self, stream: str, delivery: int, row: Row, key: str, at: str, draws: Draws
    ) -> None:
        """Add a row, now and then late, doubled or with a damaged copy."""
        number = self.deliveries.mishap(draws)
        if number < 0.008:
            self.kinds["late row"] += 1
            delivery = self.deliveries.later(delivery, draws.whole(1, 3))
        line = self._encode(row)
        self.put(stream, delivery, line)
        if 0.01 < number < 0.014:
            self.kinds["duplicate row in the same file"] += 1
            self.put(stream, delivery, line)
        elif 0.014 < number < 0.018:
            self.kinds["duplicate row in the next file"] += 1
            self.put(stream, self.deliveries.later(delivery, 1), line)
        elif 0.02 < number < 0.0206:
            self.kinds["bad row: malformed line"] += 1
            self.put(stream, delivery, line[: len(line) * 2 // 3])
        elif 0.021 < number < 0.0214:
            self.kinds["bad row: no id"] += 1
            self.put_row(stream, delivery, {**row, key: None})
        elif 0.022 < number < 0.0224:
            self.kinds["bad row: unreadable time"] += 1
            self.put_row(stream, delivery, {**row, at: "yesterday at noon"})
