"""How long callers are on hold, and how many of them give up."""

from tests.python.oracle.facts import Fact
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    mean_of,
    members,
    number_of,
    share_of,
    time_of,
)


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return hold time and abandonment."""
    return hold_time(months) | abandonment_rate(months)


def hold_time(months: Months) -> dict[Slice, KpiValue]:
    """Average the seconds on hold of the calls that had any."""
    held = months.sliced(
        (
            time_of(call, "started_at"),
            float(seconds),
            members(call, "source_system", "team", "agent"),
        )
        for call in months.facts.calls
        if call["is_valid"]
        and call["outcome"] == "answered"
        and (seconds := number_of(call, "hold_seconds")) is not None
        and seconds > 0
    )
    return {("hold_time", *place): mean_of(values) for place, values in held.items()}


def abandonment_rate(months: Months) -> dict[Slice, KpiValue]:
    """Divide those who hung up by those who were in the queue."""
    offered = months.sliced(
        (
            time_of(call, "queued_at"),
            call["is_abandoned"],
            members(call, "source_system", "team"),
        )
        for call in months.facts.calls
        if was_offered(call)
    )
    return {
        ("abandonment_rate", *place): share_of(
            sum(value is True for value in values), len(values)
        )
        for place, values in offered.items()
    }


def was_offered(call: Fact) -> bool:
    """Say whether a call was in a queue, is out of it, and no short abandon."""
    return bool(
        call["is_valid"]
        and call["is_offered"]
        and call["outcome"] is not None
        and not call["is_short_abandon"]
    )
