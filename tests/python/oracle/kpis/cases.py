"""Complaints, thanks, and customers who have to ask again."""

from tests.python.oracle.cases import complaints, thanks, turns
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    median_of,
    members,
    share_of,
    time_of,
)
from tests.python.oracle.neighbours import article_reads

SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return what words tell."""
    return told_complaints(months) | told_thanks(months) | told_turns(months)


def told_complaints(months: Months) -> dict[Slice, KpiValue]:
    """Return how many there are, how many are unresolved, and how long they take."""
    found = complaints(months.facts)
    made: dict[Slice, KpiValue] = {}
    created = months.sliced(
        (
            one.complained_at,
            one.resolved_at is not None and one.resolved_at <= months.as_of,
            members(one.fact, *SEGMENTS, at="created"),
        )
        for one in found
    )
    for place, resolved in created.items():
        count = len(resolved)
        made["complaints", *place] = KpiValue(count, count)
        unresolved = count - sum(resolved)
        made["unresolved_complaint_rate", *place] = share_of(unresolved, count)
    ended = months.sliced(
        (
            one.resolved_at,
            None
            if one.resolution_seconds is None
            else float(one.resolution_seconds) / 3600,
            members(one.fact, *SEGMENTS, at="resolved"),
        )
        for one in found
        if one.resolved_at is not None
    )
    for place, hours in ended.items():
        made["complaint_resolution_time", *place] = median_of(hours)
    return made


def told_thanks(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of solutions that customers acknowledged."""
    resolved = months.sliced(
        (one.resolved_at, one.is_acknowledged, one.members)
        for one in thanks(months.facts, article_reads(months.export))
    )
    return {
        ("acknowledged_solutions", *place): share_of(sum(found), len(found))
        for place, found in resolved.items()
    }


def told_turns(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of turns after which customers ask again."""
    spoken = months.sliced(
        (
            time_of(one.fact, "created_at"),
            one.is_asked_again,
            members(one.fact, "source_system", "channel"),
        )
        for one in turns(months.facts)
    )
    return {
        ("rephrase_requests", *place): share_of(sum(found), len(found))
        for place, found in spoken.items()
    }
