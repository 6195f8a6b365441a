"""How much comes in, and how much is left."""

from collections import Counter
from datetime import datetime

from tests.python.oracle.facts import Fact, Facts
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Place,
    Slice,
    is_inbound,
    members,
    time_of,
)
from tests.python.oracle.maps import LIVE
from tests.python.oracle.values import END


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return volume and backlog."""
    return conversation_volume(months) | backlog(months) | requests_per_agent(months)


def conversation_volume(months: Months) -> dict[Slice, KpiValue]:
    """Count what customers began."""
    created = months.sliced(
        (time_of(fact, "created_at"), 1, members(fact, "source_system", "channel"))
        for fact in months.facts.conversations
        if is_inbound(fact)
    )
    return {
        ("conversation_volume", *place): KpiValue(len(rows), len(rows))
        for place, rows in created.items()
    }


def backlog(months: Months) -> dict[Slice, KpiValue]:
    """Count what was unresolved at each month's end."""
    spells: dict[object, list[Fact]] = {}
    for spell in months.facts.status_spells:
        spells.setdefault(spell["conversation_key"], []).append(spell)
    starts = customer_starts(months.facts)
    ends = [(month, *months.end_of(month)) for month in months.months]
    counts: Counter[Place] = Counter()
    for fact in months.facts.conversations:
        removed_at = time_of(fact, "removed_at")
        is_removed = fact["is_spam"] or fact["is_deleted"] or fact["is_merged"]
        if fact["is_test"] or (is_removed and removed_at is None):
            continue
        start = time_of(fact, "created_at")
        first_event = months.facts.first_event
        if start is None or first_event is None or start < first_event:
            continue
        if fact["is_outbound"]:
            start = starts.get(fact["conversation_key"])
        if start is None:
            continue
        places = {"all": "all", **members(fact, "source_system", "channel")}
        for spell in spells[fact["conversation_key"]]:
            if spell["status"] not in LIVE:
                continue
            began = max(start, time_of(spell, "started_at") or start)
            left = min(time_of(spell, "ended_at") or END, removed_at or END)
            for month, end, is_as_of in ends:
                is_in = began <= end < left if is_as_of else began < end <= left
                for segment_type, member in places.items():
                    counts[segment_type, str(member), month] += is_in
    for month in months.months:
        counts["all", "all", month] += 0
    return {
        ("backlog", *place): KpiValue(count, count) for place, count in counts.items()
    }


def requests_per_agent(months: Months) -> dict[Slice, KpiValue]:
    """Divide the requests that agents answered, each for each, by the agents."""
    inbound = {
        fact["conversation_key"]
        for fact in months.facts.conversations
        if is_inbound(fact)
    }
    answers = months.sliced(
        (
            time_of(fact, "responded_at"),
            (fact["conversation_key"] or fact["response_key"], fact["agent_key"]),
            members(fact, "source_system", "channel", "team", "agent"),
        )
        for fact in months.facts.responses
        if (fact["conversation_key"] in inbound or fact.get("is_inbound"))
        and not str(fact["agent_key"]).endswith(":unknown")
    )
    made: dict[Slice, KpiValue] = {}
    for place, pairs in answers.items():
        agents = {agent for _, agent in pairs}
        value = len(set(pairs)) / len(agents) if agents else None
        requests = len({request for request, _ in pairs})
        made["requests_per_agent", *place] = KpiValue(value, requests)
    return made


def customer_starts(facts: Facts) -> dict[object, datetime]:
    """Return when the customer first wrote, for what the desk began."""
    found: dict[object, datetime] = {}
    for response in facts.responses:
        at = time_of(response, "waiting_since_at")
        if response["is_first"] and at is not None:
            found[response["conversation_key"]] = at
    return found
