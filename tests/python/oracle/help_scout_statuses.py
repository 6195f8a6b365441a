"""The status history of a Help Scout conversation, from its threads and snoozes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from . import maps
from .shape import Change

NAME = "help_scout"

Step: TypeAlias = tuple[datetime, int, str | None, bool, bool]
"""Time, place, native status, whether a user touched it, whether a customer wrote."""


@dataclass(slots=True)
class Snooze:
    """A snooze that versions of the row show."""

    start: datetime
    until: datetime
    wakes_on_reply: bool = True
    is_over: bool = False
    seen_awake_at: datetime | None = None

    def end(self, steps: Sequence[Step]) -> datetime | None:
        """Return when it ended by itself or by a reply, if that is known."""
        times = []
        if self.wakes_on_reply:
            times += [at for at, *_, wrote in steps if wrote and at > self.start]
        if self.is_over or any(at >= self.until for at, *_ in steps):
            times.append(self.until)
        if self.is_over and self.seen_awake_at and self.seen_awake_at > self.start:
            times.append(self.seen_awake_at)
        return min(times, default=None)


@dataclass(slots=True)
class Now:
    """What is known of the status so far."""

    native: str | None = None
    is_touched: bool = False
    is_snoozed: bool = False

    @property
    def status(self) -> str | None:
        """Return the status in this project's terms."""
        if self.is_snoozed:
            return "snoozed"
        if self.native is None:
            return None
        known = maps.words("status_map", "native_status", "status")
        status = known.get((NAME, self.native), "")
        if status == "open" and not self.is_touched:
            return "new"
        return status or "open"


def moments(
    steps: Sequence[Step], snoozes: list[Snooze]
) -> Iterator[tuple[datetime, int, int, Step | bool]]:
    """Yield what happened: the end of a snooze, a thread, the start of a snooze."""
    for step in steps:
        yield (step[0], 1, step[1], step)
    snoozes.sort(key=lambda snooze: (snooze.start, snooze.until))
    for snooze in snoozes:
        yield (snooze.start, 2, 0, True)
    for place, snooze in enumerate(snoozes):
        later = snoozes[place + 1 : place + 2]
        following = later[0].start if later else None
        end = snooze.end(steps)
        if end is not None and (following is None or end < following):
            yield (end, 0, 0, False)


def status_changes(
    opening_until: datetime, steps: Sequence[Step], snoozes: list[Snooze]
) -> list[Change]:
    """Return the changes of status; without a thread that has one there are none."""
    if not any(step[2] is not None for step in steps):
        return []
    now = Now()
    found: list[Change] = []
    ordered = sorted(moments(steps, snoozes), key=lambda moment: moment[:3])
    for place, (at, rank, number, what) in enumerate(ordered):
        before = now.status
        if isinstance(what, bool):
            now.is_snoozed = what
            now.native = now.native or "active"
        else:
            _, _, native, is_touch, _ = what
            now.is_touched = now.is_touched or is_touch
            if native is not None:
                now.native, now.is_snoozed = native, False
        after = now.status
        if after is None or after == before:
            continue
        is_initial = not found and rank == 1 and number == 0 and at <= opening_until
        found.append(Change("status", at, (place,), before, after, is_initial))
    return found
