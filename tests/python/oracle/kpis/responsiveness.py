"""How long customers wait for a person of the desk."""

from tests.python.oracle.chats import chat_facts
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    is_inbound,
    mean_of,
    median_of,
    members,
    minutes_of,
    number_of,
    share_of,
    time_of,
)
from tests.python.oracle.neighbours import promises

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
    made = by_severity(months, inbound_keys)
    made |= sla_attainment(months) | chat_wait_time(months) | by_requested_time(months)
    for place, minutes in firsts.items():
        made["first_response_time", *place] = median_of(minutes)
    for place, minutes in responses.items():
        made["response_time", *place] = mean_of(minutes)
    return made


def sla_attainment(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of promises that were kept, by when they fell due."""
    due = months.sliced(
        (
            time_of(promise, "counted_at"),
            promise["sla_outcome"] == "fulfilled",
            members(promise, "source_system", "channel"),
        )
        for promise in promises(months.export)
        if promise["is_counted"]
    )
    return {
        ("sla_attainment", *place): share_of(sum(kept), len(kept))
        for place, kept in due.items()
    }


def by_requested_time(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of conversations that were answered by the time asked for."""
    found = {fact["conversation_key"]: fact for fact in months.facts.conversations}
    asked = []
    rows = months.export.rows(
        "conversations",
        "conversation_id",
        "conversation_id",
        "created_at",
        cursor="updated_at",
    )
    for row in rows:
        wanted_at, fact = row.at("requested_by_at"), found[row.key("conversation_id")]
        answered_at = time_of(fact, "first_human_response_at")
        is_sound = answered_at is None or fact["first_response_seconds"] is not None
        created_at = time_of(fact, "created_at")
        if wanted_at is None or created_at is None or wanted_at < created_at:
            continue
        if is_inbound(fact) and is_sound:
            is_in_time = answered_at is not None and answered_at <= wanted_at
            place = members(fact, *SEGMENTS, at="created")
            asked.append((wanted_at, is_in_time, place))
    return {
        ("response_by_requested_time", *place): share_of(sum(kept), len(kept))
        for place, kept in months.sliced(asked).items()
    }


def chat_wait_time(months: Months) -> dict[Slice, KpiValue]:
    """Average what a customer waits in a chat."""
    export = months.export
    waits = months.sliced(
        (
            time_of(chat, "requested_at"),
            None if total is None else float(total),
            members(chat, "source_system", "team"),
        )
        for chat in chat_facts(export.root, export.settings, months.facts)
        if chat["is_valid"]
        for total in [number_of(chat, "total_wait_seconds")]
    )
    return {
        ("chat_wait_time", *place): mean_of(found) for place, found in waits.items()
    }


def by_severity(months: Months, inbound_keys: set[object]) -> dict[Slice, KpiValue]:
    """Return the share of waits that were answered in time for their severity."""
    judged = months.sliced(
        (
            time_of(fact, "responded_at") or time_of(fact, "severity_due_at"),
            fact["is_within_severity_target"] is True,
            members(fact, "source_system", "channel", "team", "severity"),
        )
        for fact in months.facts.responses
        if fact["conversation_key"] in inbound_keys
        and (
            fact["is_within_severity_target"] is not None
            or (fact["wait_outcome"] == "open" and fact["severity_due_at"] is not None)
        )
    )
    return {
        ("response_time_by_severity", *place): share_of(sum(found), len(found))
        for place, found in judged.items()
    }
