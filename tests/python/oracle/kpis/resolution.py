"""How long it takes until it is solved."""

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    hours_of,
    is_inbound,
    median_of,
    members,
    time_of,
)

SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the median and the longest time to the last resolution."""
    resolved = months.sliced(
        (
            time_of(fact, "last_resolved_at"),
            hours_of(fact, "full_resolution_seconds"),
            members(fact, *SEGMENTS, at="resolved"),
        )
        for fact in months.facts.conversations
        if is_inbound(fact) and not fact["is_bot_only"]
    )
    made: dict[Slice, KpiValue] = {}
    for place, hours in resolved.items():
        longest = max(hours, default=None)
        made["resolution_time", *place] = median_of(hours)
        made["longest_resolution_time", *place] = KpiValue(longest, len(hours))
    return made
