"""Intercom's API objects become the one shape."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from . import maps
from .read_exports import Fields, Row, Stream, read_stream
from .shape import Change, Conversation, Message, Order, Source, SurveyAnswer
from .values import (
    Settings,
    boolean,
    id_order,
    is_blank,
    items,
    key,
    mapping,
    number,
    safe_id,
    text,
    text_id,
    topic_of,
    utc,
)

NAME = "intercom"
EPOCH = utc(1970, 1, 1)
PEOPLE = frozenset(("user", "lead", "contact"))
REACHING_OUT = frozenset(("admin_initiated", "campaigns_initiated", "automated"))
STATES = {
    "close": "resolved",
    "open": "open",
    "note_and_reopen": "open",
    "assign_and_reopen": "open",
    "snoozed": "snoozed",
    "unsnoozed": "open",
    "timer_unsnooze": "open",
    "assign_and_unsnooze": "open",
}
ASLEEP = frozenset(("resolved", "snoozed"))


@dataclass(slots=True)
class Part:
    """A part, or the opening, with what its author was."""

    id: str
    at: datetime
    kind: str
    who: str
    author: str | None
    body: object
    has_attachment: bool
    is_redacted: bool
    is_ai: bool | None
    state: str | None
    assigned: tuple[str | None, str | None]

    @property
    def order(self) -> Order:
        """Sort parts as Intercom numbered them."""
        return id_order(self.id)

    @property
    def says_something(self) -> bool:
        """Say whether it has content, so that it is a message and no event."""
        has_body = isinstance(self.body, str) and self.body != ""
        return not self.kind.startswith("conversation_rating") and (
            has_body or self.has_attachment or self.is_redacted
        )

    @property
    def is_note(self) -> bool:
        """Say whether only the desk can read it."""
        return self.kind.startswith("note")


def moment(value: object) -> datetime | None:
    """Read seconds since 1970; 0 is none."""
    found = number(value)
    if found is None or found <= 0:
        return None
    return EPOCH + timedelta(microseconds=int(found * 1_000_000))


def nobody(value: object) -> str | None:
    """Return an id; 0 is nobody."""
    found = text_id(value)
    return None if found == "0" else found


def by_id(fields: Fields) -> str | None:
    """Return a row's own id."""
    return text_id(fields.get("id"))


def updated(fields: Fields) -> int | None:
    """Return `updated_at` as a cursor."""
    found = moment(fields.get("updated_at"))
    return None if found is None else (found - EPOCH) // timedelta(microseconds=1)


def lower(value: object) -> str | None:
    """Return a word in lower case."""
    found = text(value)
    return None if found is None else found.lower()


def is_operator(email: object) -> bool:
    """Say whether an address is that of Intercom's bots."""
    found = lower(email) or ""
    return found.startswith("operator+") and found.endswith("@intercom.io")


def key_of(identifier: str | None) -> str | None:
    """Return the key of somebody, null where there is nobody."""
    return None if identifier is None else key(NAME, identifier)


class Reader:
    """Reads one export of Intercom."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Read the raw streams and pick the newest versions."""
        self.root = root
        self.settings = settings
        self.source = Source(NAME)
        rows = self.stream("conversations", lambda fields: has_time(fields, "id"))
        self.conversations = rows.versions(by_id, updated)
        self.bots = set(settings.teammate_bots)
        for row in self.stream("admins").rows:
            name = by_id(row.fields)
            if name is not None and is_operator(row.fields.get("email")):
                self.bots.add(name)
        self.parts = self.newest_parts(rows)
        self.deleted = self.stream("deleted_conversations").versions(by_id)

    def stream(
        self, name: str, is_sound: Callable[[Fields], bool] | None = None
    ) -> Stream:
        """Read a stream and reject what lacks its key or a required value."""
        made = read_stream(self.root, NAME, name)
        made.keep(is_sound or (lambda fields: by_id(fields) is not None))
        self.source.rejected_count += sum(made.rejected.values())
        self.source.duplicate_count += made.duplicate_count
        return made

    def newest_parts(self, conversations: Stream) -> dict[str, Row]:
        """Return the newest version of each part, wherever it was exported."""
        own = self.stream(
            "conversation_parts", lambda fields: has_time(fields, "id conversation_id")
        )
        found = Stream("conversation_parts", list(own.rows))
        for row in conversations.rows:
            name = by_id(row.fields)
            held = mapping(row.fields.get("conversation_parts"))
            for part in items(held.get("conversation_parts")):
                fields = {**mapping(part), "conversation_id": name}
                if has_time(fields, "id"):
                    found.rows.append(Row(fields, row.position))
        self.source.has_messages = bool(found.rows)
        return found.newest(by_id, updated)

    def conform(self) -> Source:
        """Conform the whole export."""
        parts: dict[str, list[Part]] = {name: [] for name in self.conversations}
        for name, row in self.parts.items():
            owner = text_id(row.fields.get("conversation_id")) or ""
            if owner in parts:
                parts[owner].append(self.part(name, row.fields))
        for name, rows in self.conversations.items():
            self.source.superseded_count += len(rows) - 1
            own = sorted(parts[name], key=lambda part: (part.at, part.order))
            self.source.conversations[name] = self.conversation(
                name, rows[-1].fields, own
            )
            self.source.surveys.extend(self.ratings(name, rows, own))
        return self.source

    def who(self, author: Fields) -> str:
        """Return what an author is."""
        kind = lower(author.get("type"))
        if kind in PEOPLE:
            return "customer"
        if (
            kind == "bot"
            or "true" in (text(author.get("from_ai_agent")), said(author))
            or is_operator(author.get("email"))
            or nobody(author.get("id")) in self.bots
        ):
            return "bot"
        return "agent" if kind == "admin" else "system"

    def part(self, name: str, fields: Fields) -> Part:
        """Read a part."""
        author = mapping(fields.get("author"))
        assigned = mapping(fields.get("assigned_to"))
        created_at = moment(fields.get("created_at"))
        assert created_at is not None
        return Part(
            id=name,
            at=created_at,
            kind=lower(fields.get("part_type")) or "",
            who=self.who(author),
            author=nobody(author.get("id")),
            body=fields.get("body"),
            has_attachment=bool(items(fields.get("attachments"))),
            is_redacted=boolean(fields.get("redacted")) is True,
            is_ai=ai_flag(author),
            state=lower(fields.get("state")),
            assigned=(lower(assigned.get("type")), nobody(assigned.get("id"))),
        )

    def opening(self, name: str, fields: Fields, at: datetime) -> Part | None:
        """Read the opening message, which is no part."""
        source = mapping(fields.get("source"))
        author = mapping(source.get("author"))
        if lower(author.get("type")) is None:
            return None
        return Part(
            id=f"{name}/source",
            at=at,
            kind="opening",
            who=self.who(author),
            author=nobody(author.get("id")),
            body=source.get("body"),
            has_attachment=bool(items(source.get("attachments"))),
            is_redacted=boolean(source.get("redacted")) is True,
            is_ai=ai_flag(author),
            state=None,
            assigned=(None, None),
        )

    def conversation(
        self, name: str, fields: Fields, parts: list[Part]
    ) -> Conversation:
        """Conform a conversation with its messages and changes."""
        created_at = moment(fields.get("created_at"))
        assert created_at is not None
        opening = self.opening(name, fields, created_at)
        told = [part for part in parts if part.says_something]
        if opening is not None and opening.says_something:
            told.insert(0, opening)
        has_customer = any(
            part.who == "customer" and not part.is_redacted for part in told
        )
        statistics = mapping(fields.get("statistics"))
        count = number(statistics.get("count_conversation_parts"))
        is_whole = count is None or len(parts) + 1 >= count
        if not is_whole:
            reply = lost_reply(name, statistics, parts)
            parts = [*reply, *parts]
            told = [*told[:1], *reply, *told[1:]] if opens(told) else [*reply, *told]
        beginning = "open" if opening and opening.who == "agent" else "new"
        steps = list(status_steps(parts, beginning))
        native = native_state(fields)
        status = maps.status(NAME, native)
        has_moved = any(step.field == "status" for step in steps)
        if status == "open" and is_whole and not has_moved:
            status = beginning
        opened_by = opener(fields, opening)
        deletion = self.deleted.get(name)
        found = Conversation(
            source=NAME,
            native_id=safe_id(name),
            key=key(NAME, name),
            created_at=created_at,
            updated_at=moment(fields.get("updated_at")),
            channel=maps.channel(NAME, native_channel(fields)),
            status=status,
            customer_key=key(NAME, customer_of(fields)),
            agent_key=key_of(assignee(fields, "admin")),
            team_key=key_of(assignee(fields, "team")),
            priority=maps.priority(NAME, text(fields.get("priority"))),
            topic=topic_of(mapping(fields.get("custom_attributes")).get("Topic")),
            resolved_at=moment(statistics.get("last_close_at"))
            if status == "resolved"
            else None,
            is_test=bool(tag_names(fields) & self.settings.test_tags),
            complaint_stated_by="tag"
            if tag_names(fields) & self.settings.complaint_tags
            else None,
            is_bot_answer_confirmed=mapping(fields.get("ai_agent")).get(
                "resolution_state"
            )
            == "confirmed_resolution",
            is_outbound=opened_by == "desk"
            or (opened_by == "bot" and not has_customer),
            is_agent_opened=opened_by == "agent"
            or (opened_by == "bot" and has_customer),
        )
        if deletion is not None:
            times = [moment(row.fields.get("deleted_at")) for row in deletion]
            deleted_at = max((at for at in times if at is not None), default=None)
            late = found.updated_at
            if late is None or deleted_at is None or late <= deleted_at:
                found.is_deleted = True
                found.removed_at = deleted_at
        had_ai = boolean(fields.get("ai_agent_participated")) is True
        found.messages = [
            message(name, part, place, had_ai=had_ai) for place, part in enumerate(told)
        ]
        if is_whole:
            found.changes.append(
                Change("status", created_at, (0,), None, beginning, is_initial=True)
            )
        found.changes.extend(steps)
        found.changes.extend(assignments(parts))
        return found

    def ratings(
        self, name: str, rows: list[Row], parts: list[Part]
    ) -> Iterator[SurveyAnswer]:
        """Return the rating of the conversation and that of the AI agent."""
        given = [
            (row.fields, mapping(row.fields.get("conversation_rating")))
            for row in rows
            if isinstance(row.fields.get("conversation_rating"), dict)
        ]
        if given:
            fields, rating = given[-1]
            scores = [number(one.get("rating")) for _, one in given]
            asked_at = moment(rating.get("created_at"))
            rated = [
                part.at for part in parts if part.kind == "conversation_rating_changed"
            ]
            answered_at = moment(rating.get("updated_at"))
            answered_at = answered_at or max(rated, default=asked_at)
            person = nobody(mapping(rating.get("contact")).get("id"))
            yield answer(
                f"{name}/rating",
                name,
                person or customer_of(fields),
                nobody(mapping(rating.get("teammate")).get("id")),
                (asked_at, answered_at),
                scores,
            )
        rated_ai = [
            (row.fields, mapping(row.fields.get("ai_agent")))
            for row in rows
            if number(mapping(row.fields.get("ai_agent")).get("rating")) is not None
        ]
        if rated_ai:
            fields, agent = rated_ai[-1]
            asked_at = moment(agent.get("created_at"))
            speakers = [part.author for part in parts if part.is_ai and part.author]
            made = answer(
                f"{name}/ai_agent_rating",
                name,
                customer_of(fields),
                speakers[-1] if speakers else "ai_agent",
                (asked_at, moment(agent.get("updated_at")) or asked_at),
                [number(one.get("rating")) for _, one in rated_ai],
            )
            made.wave = "ai_agent"
            yield made


def opens(told: list[Part]) -> bool:
    """Say whether the opening is among the messages."""
    return bool(told) and told[0].kind == "opening"


def lost_reply(name: str, statistics: Fields, parts: list[Part]) -> list[Part]:
    """Return the first reply where it is not among the parts, but Intercom dates it."""
    at = moment(statistics.get("first_admin_reply_at"))
    if at is None or (parts and parts[0].at <= at):
        return []
    is_closing = moment(statistics.get("last_close_at")) == at
    return [
        Part(
            id=f"{name}/first_reply",
            at=at,
            kind="close" if is_closing else "reply_not_exported",
            who="agent",
            author=None,
            body="not exported",
            has_attachment=False,
            is_redacted=False,
            is_ai=False,
            state=None,
            assigned=(None, None),
        )
    ]


def has_time(fields: Fields, names: str) -> bool:
    """Say whether a row has its ids and its creation."""
    return moment(fields.get("created_at")) is not None and all(
        text_id(fields.get(name)) is not None for name in names.split()
    )


def said(author: Fields) -> str | None:
    """Return whether it was an answer of the AI agent, as text."""
    return text(author.get("is_ai_answer"))


def ai_flag(author: Fields) -> bool | None:
    """Say whether the AI agent wrote it; null where nobody says."""
    words = {text(author.get("from_ai_agent")), said(author)} - {None}
    return "true" in words if words else None


def native_state(fields: Fields) -> str | None:
    """Return the state of a conversation; old versions say only whether it is open."""
    state = lower(fields.get("state"))
    if state is not None:
        return state
    is_open = boolean(fields.get("open"))
    if is_open is None:
        return None
    if is_open:
        return "open" if moment(fields.get("snoozed_until")) is None else "snoozed"
    return "closed"


def native_channel(fields: Fields) -> str | None:
    """Return through which channel it came first."""
    source = text(mapping(fields.get("source")).get("type"))
    return source or text(mapping(fields.get("channel")).get("initial"))


def customer_of(fields: Fields) -> str | None:
    """Return the first contact, else the customer who opened it."""
    people = items(mapping(fields.get("contacts")).get("contacts"))
    found = nobody(mapping(people[0]).get("id")) if people else None
    if found is not None:
        return found
    author = mapping(mapping(fields.get("source")).get("author"))
    is_customer = lower(author.get("type")) in PEOPLE
    return nobody(author.get("id")) if is_customer else None


def assignee(fields: Fields, kind: str) -> str | None:
    """Return the teammate or team assigned now."""
    found = nobody(fields.get(f"{kind}_assignee_id"))
    old = mapping(fields.get("assignee"))
    if found is None and text(old.get("type")) == kind:
        return nobody(old.get("id"))
    return found


def tag_names(fields: Fields) -> set[str]:
    """Return the names of the tags."""
    tags = items(mapping(fields.get("tags")).get("tags"))
    names = (text(mapping(tag).get("name")) for tag in tags)
    return {name for name in names if name is not None}


def opener(fields: Fields, opening: Part | None) -> str:
    """Say who opened it: the customer, the desk, its bot, or a teammate for them."""
    delivered = lower(mapping(fields.get("source")).get("delivered_as"))
    author = opening.who if opening else "customer"
    if delivered in REACHING_OUT:
        return "desk"
    if delivered == "operator_initiated" or (delivered is None and author == "bot"):
        return "bot"
    if author == "agent":
        return "desk" if delivered is None else "agent"
    return "customer"


def message(name: str, part: Part, place: int, *, had_ai: bool) -> Message:
    """Conform a message."""
    is_ai = had_ai if part.is_ai is None else part.is_ai
    return Message(
        conversation_id=name,
        sent_at=part.at,
        order=(place,),
        author_type=part.who,
        author_key=key(NAME, part.author),
        is_public=not part.is_note,
        is_deleted=part.is_redacted,
        is_empty=is_blank(part.body) and not part.has_attachment,
        is_answering_bot=part.who == "bot" and is_ai,
        body=text(part.body),
    )


def status_steps(parts: list[Part], beginning: str) -> Iterator[Change]:
    """Follow the status from part to part."""
    status = beginning
    for part in parts:
        order = (1, *part.order)
        stated = STATES.get(part.kind)
        is_customer = (
            part.who == "customer" and part.says_something and not part.is_note
        )
        if stated is not None:
            status = stated
        elif is_customer and status in ASLEEP:
            if maps.status(NAME, part.state or "open") in ASLEEP:
                continue
            status = "open"
        elif part.who == "agent" and status == "new":
            status = "open"
        else:
            # An event that changes nothing still tells up to when the export goes.
            yield Change("event", part.at, order, None, None)
            continue
        yield Change("status", part.at, order, None, status)


def assignments(parts: list[Part]) -> Iterator[Change]:
    """Return who was assigned when."""
    for part in parts:
        kind, identifier = part.assigned
        if kind == "team":
            field = "team"
        elif kind in ("admin", "nobody_admin") or (
            kind is None and "assign" in part.kind
        ):
            field = "agent"
        else:
            continue
        yield Change(field, part.at, (1, *part.order), None, key_of(identifier))


def answer(
    name: str,
    conversation: str,
    person: str | None,
    agent: str | None,
    times: tuple[datetime | None, datetime | None],
    scores: list[Decimal | None],
) -> SurveyAnswer:
    """Conform a rating from 1 to 5."""
    known = [score for score in scores if score is not None]
    return SurveyAnswer(
        key=key(NAME, name),
        source=NAME,
        kind="csat",
        asked_at=times[0],
        answered_at=times[1] if scores[-1] is not None else None,
        conversation_key=key(NAME, conversation),
        customer_key=key(NAME, person),
        agent_key=key_of(agent),
        team_key=None,
        score=scores[-1],
        scale_min=Decimal(1),
        scale_max=Decimal(5),
        first_score=known[0] if known else None,
    )


def read(root: Path, settings: Settings) -> Source:
    """Read and conform an export of Intercom."""
    return Reader(root, settings).conform()
