"""How long customers wait for a person of the desk."""

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    is_inbound,
    mean_of,
    median_of,
    members,
    minutes_of,
    time_of,
)

SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the first response and every response."""
    inbound = [fact for fact in months.facts.conversations if is_inbound(fact)]
    inbound_keys = {fact["conversation_key"] for fact in inbound}
    firsts = months.sliced(
        (
            time_of(fact, "first_human_response_at"),
            minutes_of(fact, "first_response_seconds"),
            members(fact, *SEGMENTS, at="first_response"),
        )
        for fact in inbound
    )
    responses = months.sliced(
        (
            time_of(fact, "responded_at"),
            minutes_of(fact, "response_seconds"),
            members(fact, *SEGMENTS, "agent"),
        )
        for fact in months.facts.responses
        if fact["conversation_key"] in inbound_keys or fact.get("is_inbound")
    )
    made: dict[Slice, KpiValue] = {}
    for place, minutes in firsts.items():
        made["first_response_time", *place] = median_of(minutes)
    for place, minutes in responses.items():
        made["response_time", *place] = mean_of(minutes)
    return made
