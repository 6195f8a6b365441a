"""How long it takes until it is solved."""

from datetime import datetime, timedelta

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    hours_of,
    is_inbound,
    median_of,
    members,
    share_of,
    time_of,
)

SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the times to the last resolution, and what came of resolutions."""
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
    return made | reopen_rate(months)


def reopen_rate(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of resolutions that did not last a week."""
    counted = {
        fact["conversation_key"]
        for fact in months.facts.conversations
        if is_inbound(fact) and fact["is_history_complete"]
    }
    window = timedelta(days=7)
    rows: list[tuple[datetime, bool, dict[str, object]]] = []
    for fact in months.facts.resolutions:
        resolved_at = time_of(fact, "resolved_at")
        reopened_at = time_of(fact, "reopened_at")
        if (
            fact["conversation_key"] in counted
            and not fact["is_estimated"]
            and resolved_at is not None
            and resolved_at + window <= months.as_of
        ):
            is_reopened = reopened_at is not None and reopened_at - resolved_at <= window
            rows.append((resolved_at, is_reopened, members(fact, *SEGMENTS)))
    return {
        ("reopen_rate", *place): share_of(sum(reopened), len(reopened))
        for place, reopened in months.sliced(rows).items()
    }
