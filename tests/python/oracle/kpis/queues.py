"""How long whoever waited longest was in a queue."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from tests.python.oracle.chats import chat_facts
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    is_inbound,
    members,
    number_of,
    time_of,
)
from tests.python.oracle.values import local_day, seconds

FOUR_HOURS = Decimal(4 * 3600)

Waited = tuple[datetime, Decimal | None, dict[str, object]]


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the longest delay of each month."""
    delays = months.sliced(
        (entered_at, None if waited is None else float(waited) / 60, places)
        for waits in (calls(months), chats(months), messages(months))
        for entered_at, waited, places in waits
    )
    return {
        ("longest_queue_delay", *place): KpiValue(max(found, default=None), len(found))
        for place, found in delays.items()
    }


def age(months: Months, entered_at: datetime) -> Decimal | None:
    """Return how long somebody had waited when the month ended, or the data."""
    if entered_at > months.as_of:
        return None
    month = local_day(entered_at, months.zone).replace(day=1)
    return seconds(months.end_of(month)[0] - entered_at)


def calls(months: Months) -> Iterator[Waited]:
    """Give the waits of callers; nobody waits for more than four hours."""
    for call in months.facts.calls:
        entered_at = time_of(call, "queued_at")
        if not (call["is_valid"] and call["is_offered"]) or entered_at is None:
            continue
        waited = number_of(call, "queue_seconds")
        if call["is_waiting"]:
            waited = age(months, entered_at)
        if waited is not None and waited > FOUR_HOURS:
            waited = None
        yield (
            entered_at,
            waited,
            {"channel": "phone", **members(call, "source_system", "team")},
        )


def chats(months: Months) -> Iterator[Waited]:
    """Give the first waits of chats, and those of missed ones."""
    export = months.export
    for chat in chat_facts(export.root, export.settings, months.facts):
        entered_at = time_of(chat, "requested_at")
        waited = number_of(chat, "first_wait_seconds")
        if waited is None and chat["is_missed"]:
            waited = number_of(chat, "unanswered_wait_seconds")
        if chat["is_valid"] and not chat["is_offline_message"] and entered_at:
            yield (
                entered_at,
                waited,
                {"channel": "chat", **members(chat, "source_system", "team")},
            )


def messages(months: Months) -> Iterator[Waited]:
    """Give the first waits of all other conversations, and of social posts."""
    export = months.export
    chatted = {
        chat["conversation_key"]
        for chat in chat_facts(export.root, export.settings, months.facts)
        if chat["is_valid"]
        and not chat["is_offline_message"]
        and (chat["is_missed"] or chat["first_wait_seconds"] is not None)
    }
    conversations = {
        fact["conversation_key"]: fact for fact in months.facts.conversations
    }
    for fact in months.facts.responses:
        key, entered_at = fact["conversation_key"], time_of(fact, "waiting_since_at")
        if (
            not fact["is_first"]
            or fact["response_kind"] == "call"
            or entered_at is None
        ):
            continue
        if key is not None and key in chatted:
            continue
        found = conversations.get(key)
        counts = fact.get("is_inbound") if "is_inbound" in fact else None
        if counts is None:
            counts = found is not None and is_inbound(found)
        if not counts or (found is not None and found["is_bot_only"]):
            continue
        ended_at = time_of(fact, "ended_at")
        if ended_at is None or (ended_at > months.as_of and ended_at >= entered_at):
            waited = age(months, entered_at)
        else:
            waited = seconds(ended_at - entered_at) if ended_at >= entered_at else None
        place = members(fact, "source_system", "channel")
        place["team"] = found["created_team_key"] if found else fact["team_key"]
        yield entered_at, waited, place
