"""Chat sessions of Zendesk, read from their histories turn by turn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from .facts import Fact, Facts
from .read_exports import Fields, read_stream
from .values import (
    BEGINNING,
    MICROSECOND,
    UTC_ZONE,
    Settings,
    boolean,
    is_blank,
    items,
    key,
    mapping,
    number,
    seconds,
    text,
    text_id,
    timestamp,
)

NAME = "zendesk"
UNKNOWN = f"{NAME}:unknown"
SPOKEN = frozenset(("chat.msg", "chat.file", "chat.attachment"))
CUSTOMER, AGENT, BOT, TRIGGER = "customer", "agent", "bot", "trigger"


@dataclass(slots=True)
class Turn:
    """Something that was said; an empty message of an agent says nothing."""

    at: datetime
    who: str
    agent: str | None = None
    is_empty: bool = False


@dataclass(slots=True)
class Session:
    """How long a visitor waited for an agent, and how often."""

    waits: list[Decimal] = field(default_factory=list)
    waiting_since: datetime | None = None

    def hear(self, turn: Turn) -> None:
        """Go on to the next turn."""
        if turn.who == CUSTOMER:
            self.waiting_since = self.waiting_since or turn.at
        elif turn.who == BOT and self.waiting_since is not None:
            self.waiting_since = max(self.waiting_since, turn.at)
        elif turn.who == AGENT and not turn.is_empty and self.waiting_since is not None:
            self.waits.append(seconds(turn.at - self.waiting_since))
            self.waiting_since = None


def moment(value: object) -> datetime | None:
    """Return a time, which Zendesk writes in UTC."""
    return timestamp(value, UTC_ZONE, UTC_ZONE)


def chat_facts(root: Path, settings: Settings, facts: Facts) -> list[Fact]:
    """Return the row of each chat and of each message left offline."""
    conversations = {fact["conversation_key"]: fact for fact in facts.conversations}
    teams = team_names(root)
    made = []
    stream = read_stream(root, NAME, "chats")
    stream.keep(lambda fields: moment(fields.get("timestamp")) is not None)
    newest = stream.newest(lambda fields: text_id(fields.get("id")), cursor=written_at)
    for name, row in newest.items():
        ticket = text_id(row.fields.get("zendesk_ticket_id"))
        fact = None
        if ticket not in (None, "0"):
            fact = conversations.get(key(NAME, ticket))
        made.append(chat_fact(name, row.fields, settings, fact, teams))
    return made


def written_at(fields: Fields) -> int | None:
    """Return when a version was written, in microseconds."""
    at = moment(fields.get("update_timestamp"))
    return None if at is None else (at - BEGINNING) // MICROSECOND


def team_names(root: Path) -> dict[str, str]:
    """Return the team of each name."""
    groups = read_stream(root, NAME, "groups").newest(
        lambda fields: text_id(fields.get("id"))
    )
    named: dict[str, str] = {}
    for identifier, row in groups.items():
        name = (text(row.fields.get("name")) or "").strip().lower()
        named[name] = min(named.get(name, "~"), key(NAME, identifier))
    return named


def turns_of(fields: Fields, settings: Settings) -> Iterator[Turn]:
    """Give what was said, in the order in which it was."""
    requested_at = moment(fields.get("timestamp"))
    assert requested_at is not None
    for event in map(mapping, items(fields.get("history"))):
        kind = text(event.get("type"))
        if kind not in SPOKEN:
            continue
        nick = (text(event.get("nick")) or text(event.get("sender_type")) or "").lower()
        who, agent = TRIGGER, None
        if nick.startswith("visitor"):
            who = CUSTOMER
        elif nick.startswith("agent"):
            named = nick.partition(":")[2] or text_id(event.get("sender_id")) or ""
            if named in settings.bot_user_ids:
                who = BOT
            elif named.isdigit() or nick == "agent":
                who, agent = AGENT, named or None
        yield Turn(
            at=moment(event.get("timestamp")) or requested_at,
            who=who,
            agent=agent,
            is_empty=kind == "chat.msg" and is_blank(event.get("msg")),
        )


def chat_fact(
    name: str,
    fields: Fields,
    settings: Settings,
    conversation: Fact | None,
    teams: dict[str, str],
) -> Fact:
    """Return the row of a chat."""
    requested_at = moment(fields.get("timestamp"))
    assert requested_at is not None
    is_offline = text(fields.get("type")) == "offline_msg"
    is_visitors = (text(fields.get("started_by")) or "visitor") == "visitor"
    turns = [] if is_offline else list(turns_of(fields, settings))
    turns.sort(key=lambda turn: turn.at)
    session = Session(waiting_since=requested_at if is_visitors else None)
    if is_offline:
        session.waiting_since = None
    for turn in turns:
        session.hear(turn)
    end = moment(fields.get("end_timestamp"))
    duration = number(fields.get("duration"))
    if end is None and duration is not None and duration >= 0:
        end = requested_at + timedelta(seconds=float(duration))
    if end is None and turns:
        end = max(turn.at for turn in turns)
    if end is not None:
        end = max(end, requested_at)
    waits = session.waits
    voices = {turn.who for turn in turns if turn.who != AGENT or not turn.is_empty}
    is_silent = not voices & {AGENT, BOT}
    asks = is_visitors or CUSTOMER in voices
    department = (text(fields.get("department_name")) or "").strip().lower()
    created_team = conversation["created_team_key"] if conversation else UNKNOWN
    return {
        "chat_key": key(NAME, name),
        "source_system": NAME,
        "conversation_key": conversation["conversation_key"] if conversation else None,
        "team_key": teams.get(department, created_team) if department else created_team,
        "requested_at": requested_at,
        "first_wait_seconds": waits[0] if waits else None,
        "total_wait_seconds": sum(waits, Decimal(0)) if waits else None,
        "longest_wait_seconds": max(waits, default=None),
        "unanswered_wait_seconds": unanswered(session, end),
        "duration_seconds": None if end is None else seconds(end - requested_at),
        "response_count": len(waits),
        "is_offline_message": is_offline,
        "is_missed": not is_offline
        and (boolean(fields.get("missed")) is True or (is_silent and asks)),
        "is_valid": not (
            conversation and (conversation["is_test"] or conversation["is_spam"])
        ),
    }


def unanswered(session: Session, end: datetime | None) -> Decimal | None:
    """Return how long the visitor waited in vain at the end."""
    since = session.waiting_since
    if since is None or end is None or end < since:
        return None
    return seconds(end - since)
