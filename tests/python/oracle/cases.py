"""What becomes of conversations by what is said in them: complaints, thanks, turns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from .facts import Fact, Facts, Told, difference
from .maps import LIVE
from .shape import Message
from .surveys import Judged
from .texts import Classes, classes_of, repeats
from .waits import by_time

WINDOW = timedelta(days=7)


@dataclass(slots=True)
class Complaint:
    """A complaint, and when it was resolved."""

    fact: Fact
    evidence: str
    complained_at: datetime
    resolved_at: datetime | None
    resolution_seconds: Decimal | None


@dataclass(slots=True)
class Thanks:
    """A first resolution, and whether the customer acknowledged it."""

    resolved_at: datetime
    members: dict[str, object]
    is_acknowledged: bool


@dataclass(slots=True)
class Turn:
    """What one side of a chat wrote in a row."""

    fact: Fact
    side: str
    messages: list[Message] = field(default_factory=list)
    is_asked_again: bool = False


def classed(told: Told, message: Message) -> Classes | None:
    """Return the classes of a message, where it has a text."""
    if message.is_deleted or message.is_empty or message.body is None:
        return None
    return classes_of(message.body, told.found.locale)


def complains(told: Told, message: Message) -> bool:
    """Say whether a message complains."""
    found = classed(told, message)
    return found is not None and found.is_complaint


def complaints(facts: Facts) -> list[Complaint]:
    """Return every complaint."""
    made = []
    for told, fact in zip(facts.told, facts.conversations, strict=True):
        stated = told.found.complaint_stated_by
        if not fact["is_valid"] or stated == "denied":
            continue
        at: datetime | None = told.found.created_at
        if stated is None:
            texts = [
                message.sent_at
                for message in told.talk.customers
                if complains(told, message)
            ]
            at = max(min(texts), told.found.created_at) if texts else None
        if at is None:
            continue
        resolved_at = fact["last_resolved_at"] if fact["is_resolved"] else None
        if not isinstance(resolved_at, datetime) or resolved_at < at:
            resolved_at = None
        is_exact = not fact["is_resolution_time_estimated"]
        made.append(
            Complaint(
                fact,
                stated or "text",
                at,
                resolved_at,
                difference(at, resolved_at) if is_exact else None,
            )
        )
    return made


def reopened_at(told: Told, fact: Fact, resolved_at: datetime) -> datetime | None:
    """Return when it was live again after a resolution, but for soft reopens."""
    if not fact["reopen_count"]:
        return None
    return min(
        (
            spell.started_at
            for spell in told.history.spells
            if spell.status in LIVE and spell.started_at > resolved_at
        ),
        default=None,
    )


def thanks(facts: Facts, reads: Iterable[Fact]) -> list[Thanks]:
    """Return every first resolution, acknowledged or not."""
    rated: dict[str, list[datetime]] = {}
    for judged in facts.judged_surveys:
        if is_praise(judged) and judged.conversation_key is not None:
            at = judged.answer.answered_at
            rated.setdefault(judged.conversation_key, []).extend([at] if at else [])
    read: dict[tuple[object, object], list[datetime]] = {}
    for fact in reads:
        opened = fact["opened_at"]
        if fact["is_read"] and isinstance(opened, datetime):
            place = (fact["customer_key"], fact["article_key"])
            read.setdefault(place, []).append(opened)
    made = []
    for told, fact in zip(facts.told, facts.conversations, strict=True):
        resolved_at = fact["first_resolved_at"]
        if not isinstance(resolved_at, datetime):
            continue
        if not fact["is_valid"] or fact["is_outbound"]:
            continue
        found = told.found
        members: dict[str, object] = {
            "source_system": found.source,
            "channel": found.channel,
            "team": told.team.at(resolved_at) or f"{found.source}:unknown",
            "priority": told.priority.at(resolved_at) or "none",
        }
        evidence = evidence_of(told, fact, resolved_at, rated.get(found.key, []), read)
        made.append(Thanks(resolved_at, members, evidence))
    return made


def is_praise(judged: Judged) -> bool:
    """Say whether an answer is a satisfied one that counts."""
    return judged.is_counted and judged.answer.kind == "csat" and judged.is_satisfied


def evidence_of(
    told: Told,
    fact: Fact,
    resolved_at: datetime,
    rated: list[datetime],
    read: dict[tuple[object, object], list[datetime]],
) -> bool:
    """Say whether the surest evidence stands until the window closes."""
    talk = told.talk
    humans = [one.sent_at for one in talk.humans if one.sent_at <= resolved_at]
    bots = [one.sent_at for one in talk.bots if one.sent_at <= resolved_at]
    solution_at = max(humans or bots, default=None)
    start = solution_at or resolved_at
    end = start + WINDOW
    reopened = reopened_at(told, fact, resolved_at)
    at: datetime | None = None
    praised = [moment for moment in rated if start <= moment <= end]
    if told.found.is_bot_answer_confirmed:
        at = resolved_at
    elif praised:
        at = min(praised)
    elif solution_at is not None:
        at = thanked_at(told, solution_at, end, reopened)
    if at is None:
        at = used_at(told, resolved_at, end, read)
    if at is None:
        return False
    return reopened is None or reopened <= at or reopened > end


def thanked_at(
    told: Told, start: datetime, end: datetime, reopened: datetime | None
) -> datetime | None:
    """Return when the customer thanked with their last word."""
    last: tuple[datetime, bool] | None = None
    for message in told.talk.customers:
        if message.is_empty or not start < message.sent_at <= end:
            continue
        found = classed(told, message)
        is_thanks = found is not None and found.is_acknowledgement
        if is_thanks or reopened is None or message.sent_at < reopened:
            last = (message.sent_at, is_thanks)
    return last[0] if last is not None and last[1] else None


def used_at(
    told: Told,
    resolved_at: datetime,
    end: datetime,
    read: dict[tuple[object, object], list[datetime]],
) -> datetime | None:
    """Return when the customer read an article that was linked for them."""
    customer = told.found.customer_key
    if customer.endswith(":unknown"):
        return None
    return min(
        (
            opened
            for message in told.found.messages
            if message.suggested_article_key and message.sent_at <= resolved_at
            for opened in read.get((customer, message.suggested_article_key), [])
            if message.sent_at <= opened <= end
        ),
        default=None,
    )


def turns(facts: Facts) -> list[Turn]:
    """Return the turns of the desk in chats."""
    made = []
    for told, fact in zip(facts.told, facts.conversations, strict=True):
        if not fact["is_valid"] or fact["channel"] not in ("chat", "messaging"):
            continue
        repeated = repetitions(told)
        own: list[Turn] = []
        sides = (
            ("customer", told.talk.customers),
            ("agent", told.talk.humans),
            ("bot", told.talk.bots),
        )
        spoken = [
            (message, side)
            for side, messages in sides
            for message in messages
            if not message.is_empty
        ]
        for message, side in sorted(spoken, key=lambda pair: by_time(pair[0])):
            if not own or own[-1].side != side:
                own.append(Turn(fact, side))
            own[-1].messages.append(message)
        for place, turn in enumerate(own):
            after = own[place + 1] if place + 1 < len(own) else None
            turn.is_asked_again = (
                after is not None
                and after.side == "customer"
                and any(
                    id(message) in repeated or asks_again(told, message)
                    for message in after.messages
                )
            )
        made += [turn for turn in own if turn.side != "customer"]
    return made


def asks_again(told: Told, message: Message) -> bool:
    """Say whether a customer asks for other words."""
    found = classed(told, message)
    return found is not None and found.is_reword_request


def repetitions(told: Told) -> set[int]:
    """Return the messages that nearly are the one before."""
    spoken = [
        message
        for message in told.talk.customers
        if not message.is_empty and message.body is not None
    ]
    return {
        id(message)
        for before, message in pairwise(spoken)
        if repeats(message.body or "", before.body)
    }
