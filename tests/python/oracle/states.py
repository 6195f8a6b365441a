"""Team, priority, severity and assignee over time."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from .lifecycle import sorted_changes
from .shape import Conversation


@dataclass(slots=True)
class State:
    """The values of a field, from the beginning on."""

    initial: str | None
    created_at: datetime
    times: list[datetime]
    values: list[str | None]

    def at(self, moment: datetime) -> str | None:
        """Return the value at a moment, changes of that moment applied."""
        place = bisect_right(self.times, max(moment, self.created_at))
        return self.values[place - 1] if place else self.initial

    def all_values(self) -> list[str | None]:
        """Return every value in order."""
        return [self.initial, *self.values]

    def first_known(self) -> str | None:
        """Return the first value that is known."""
        return next((value for value in self.all_values() if value is not None), None)

    def transfers(self) -> int:
        """Count the changes from a known value to another known one."""
        count = 0
        before = self.initial
        for value in self.values:
            count += before is not None and value is not None and before != value
            before = value
        return count


def state_of(found: Conversation, name: str, current: str | None) -> State:
    """Return a field over time; without any change it is what the row says."""
    changes = sorted_changes(found, name)
    if not changes:
        return State(current, found.created_at, [], [])
    births = [change for change in changes if change.is_initial]
    initial = births[0].new if births else changes[0].old
    steps = [change for change in changes if not change.is_initial]
    return State(
        initial,
        found.created_at,
        [change.changed_at for change in steps],
        [change.new for change in steps],
    )
