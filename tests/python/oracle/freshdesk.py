"""Exports of Freshdesk become the one shape."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from . import maps
from .read_exports import Fields, Position, Row, Stream, read_stream
from .shape import Change, Conversation, Message, Source, SurveyAnswer
from .values import (
    MICROSECOND,
    UTC_ZONE,
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
    timestamp,
    topic_of,
    utc,
)

NAME = "freshdesk"
EPOCH = utc(1970, 1, 1)
DAY_FIRST = re.compile(r"(\d\d)-(\d\d)-(\d{4})(.*)")
TAGS = re.compile(r"<[^>]*>")
BLANKS = re.compile(r"&nbsp;|\s")
DIGITS = re.compile(r"\d+")
OUTBOUND = "10"
PHONE = "3"
WEB_CHATS = frozenset(("15", "16"))
FEEDBACK = "6"
FORWARD = "8"
BEGIN_WITHIN = timedelta(minutes=1)
SCORES = {103: 4, 102: 3, 101: 2, 100: 0, -101: -2, -102: -3, -103: -4}
FIELDS = {"status": "status", "priority": "priority", "agent_id": "agent"}


@dataclass(slots=True)
class Part:
    """One reply or note: its newest version."""

    id: str
    ticket_id: str | None
    created_at: datetime
    fields: Fields
    requester: str | None = None

    @property
    def body(self) -> str | None:
        """Return what it says."""
        return text(self.fields.get("body_text")) or text(self.fields.get("body"))

    @property
    def kind(self) -> str | None:
        """Return its kind as a number."""
        return text_id(self.fields.get("source"))

    @property
    def is_incoming(self) -> bool:
        """Say whether it came in from outside the desk."""
        found = boolean(self.fields.get("incoming"))
        if found is not None:
            return found
        author = text_id(self.fields.get("user_id"))
        is_private = boolean(self.fields.get("private")) is True
        return author is not None and author == self.requester and not is_private

    @property
    def is_deleted(self) -> bool:
        """Say whether a loader saw it deleted."""
        return (
            boolean(self.fields.get("_fivetran_deleted")) is True
            or text(self.fields.get("_sdc_deleted_at")) is not None
        )

    @property
    def is_automatic(self) -> bool:
        """Say whether nobody wrote it."""
        return (
            boolean(self.fields.get("auto_response")) is True
            or text(self.fields.get("automation_id")) is not None
        )


@dataclass(slots=True)
class Activity:
    """What somebody did to a ticket."""

    performed_at: datetime
    position: Position
    performer: str | None
    is_by_user: bool
    values: Fields


def by_id(fields: Fields) -> str | None:
    """Return a row's own id."""
    return text_id(fields.get("id"))


def words(body: str | None) -> str:
    """Return a text without markup, in small letters, one blank between words."""
    return " ".join(TAGS.sub("", body or "").replace("&nbsp;", " ").lower().split())


def letters(body: str | None) -> str:
    """Return a text without markup and blanks."""
    return BLANKS.sub("", TAGS.sub("", body or ""))


def link(identifier: str | None) -> str | None:
    """Return a key, or null where there is nobody."""
    return None if identifier is None else key(NAME, identifier)


class Reader:
    """Reads one export of Freshdesk."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Remember where to read."""
        self.root = root
        self.settings = settings
        self.zone = settings.source_zones.get(NAME, UTC_ZONE)
        self.source = Source(NAME)

    # -------------------------------------------------------------- raw values

    def at(self, value: object) -> datetime | None:
        """Read a time."""
        return timestamp(value, self.zone, self.settings.reporting_zone)

    def day_first(self, value: object) -> datetime | None:
        """Read a time such as 31-12-2026 10:00:00 +0000."""
        if isinstance(value, str):
            found = DAY_FIRST.fullmatch(value.strip())
            if found:
                value = f"{found[3]}-{found[2]}-{found[1]}{found[4]}"
        return self.at(value)

    def cursor(self, fields: Fields) -> int | None:
        """Return `updated_at` as a cursor."""
        found = self.at(fields.get("updated_at"))
        return None if found is None else (found - EPOCH) // MICROSECOND

    def stream(self, name: str, is_sound: Callable[[Fields], bool]) -> Stream:
        """Read a stream and reject what lacks its key or a required value."""
        made = read_stream(self.root, NAME, name)
        made.keep(is_sound)
        self.source.rejected_count += sum(made.rejected.values())
        self.source.duplicate_count += made.duplicate_count
        return made

    def has_time(self, fields: Fields) -> bool:
        """Say whether a row has its id and its creation."""
        return (
            by_id(fields) is not None and self.at(fields.get("created_at")) is not None
        )

    # -------------------------------------------------------------- all of it

    def conform(self) -> Source:
        """Conform the whole export."""
        stream = self.stream("tickets", self.has_time)
        tickets = stream.versions(by_id, self.cursor)
        parts = self.parts(tickets)
        activities = self.activities()
        teams = self.teams()
        self.source.has_messages = bool(parts)
        for name, rows in tickets.items():
            self.source.superseded_count += len(rows) - 1
            self.add_ticket(
                name,
                rows[-1].fields,
                parts.get(name, []),
                activities.get(name, []),
                teams,
            )
        self.add_surveys()
        return self.source

    def parts(self, tickets: dict[str, list[Row]]) -> dict[str | None, list[Part]]:
        """Return the replies and notes of each ticket, in their order."""
        newest = self.stream("conversations", self.has_time).newest(by_id, self.cursor)
        found: dict[str, tuple[str | None, Fields]] = {
            name: (text_id(row.fields.get("ticket_id")), row.fields)
            for name, row in newest.items()
        }
        for name, (home, fields) in self.embedded(tickets).items():
            found.setdefault(name, (home, fields))
        made: dict[str | None, list[Part]] = {}
        for name, (ticket, fields) in found.items():
            created_at = self.at(fields.get("created_at"))
            assert created_at is not None
            requester = None
            if ticket in tickets:
                requester = text_id(tickets[ticket][-1].fields.get("requester_id"))
            part = Part(name, ticket, created_at, fields, requester)
            made.setdefault(ticket, []).append(part)
        for parts in made.values():
            parts.sort(key=lambda part: (part.created_at, id_order(part.id)))
        return made

    def embedded(self, tickets: dict[str, list[Row]]) -> dict[str, tuple[str, Fields]]:
        """Return the newest version of what tickets carry along."""
        made: dict[str, tuple[tuple[int, Position, int], str, Fields]] = {}
        for ticket, rows in tickets.items():
            for row in rows:
                listed = items(row.fields.get("conversations"))
                for place, item in enumerate(listed):
                    fields = mapping(item)
                    name = by_id(fields)
                    if name is None or not self.has_time(fields):
                        continue
                    rank = (self.cursor(fields) or 0, row.position, place)
                    if name not in made or rank > made[name][0]:
                        made[name] = (rank, ticket, fields)
        return {name: (ticket, fields) for name, (_, ticket, fields) in made.items()}

    def activities(self) -> dict[str, list[Activity]]:
        """Return what was done to each ticket, in its order."""
        stream = self.stream(
            "ticket_activities",
            lambda fields: (
                text_id(fields.get("ticket_id")) is not None
                and self.day_first(fields.get("performed_at")) is not None
                and bool(fields.get("activity"))
            ),
        )
        made: dict[str, list[Activity]] = {}
        seen = set()
        for row in stream.rows:
            fields = row.fields
            performed_at = self.day_first(fields.get("performed_at"))
            assert performed_at is not None
            # An activity has no key: the same one again is a redelivery.
            same = json.dumps(
                [
                    performed_at.isoformat(),
                    text_id(fields.get("ticket_id")),
                    text(fields.get("performer_type")),
                    text_id(fields.get("performer_id")),
                    fields.get("activity"),
                ],
                default=str,
            )
            if same in seen:
                self.source.duplicate_count += 1
                continue
            seen.add(same)
            activity = Activity(
                performed_at,
                row.position,
                text_id(fields.get("performer_id")),
                text(fields.get("performer_type")) == "user",
                mapping(fields.get("activity")),
            )
            made.setdefault(text_id(fields.get("ticket_id")) or "", []).append(activity)
        for found in made.values():
            found.sort(key=lambda activity: (activity.performed_at, activity.position))
        return made

    def teams(self) -> dict[str, str]:
        """Return the group that last had each name."""
        stream = self.stream("groups", lambda fields: by_id(fields) is not None)
        ranked = [
            (self.cursor(row.fields) or 0, row.position, row.fields)
            for row in stream.rows
        ]
        ranked.sort(key=lambda found: found[:2])
        return {
            name.lower(): by_id(fields) or ""
            for _, _, fields in ranked
            for name in [text(fields.get("name"))]
            if name is not None
        }

    # -------------------------------------------------------------- one ticket

    def add_ticket(
        self,
        name: str,
        fields: Fields,
        parts: list[Part],
        activities: list[Activity],
        teams: dict[str, str],
    ) -> None:
        """Conform a ticket with its messages and its history."""
        created_at = self.at(fields.get("created_at"))
        assert created_at is not None
        birth = creation(activities, created_at)
        made = self.conversation(name, fields, created_at, birth)
        merges = [
            (part, target)
            for part in parts
            if not part.is_incoming and not part.is_deleted
            for is_merge, target in [self.merged_into(part)]
            if is_merge and target != name
        ]
        if merges:
            made.is_merged = True
            made.removed_at = max(part.created_at for part, _ in merges)
            made.merged_into_key = link(merges[-1][1])
        opening = self.opening(made, fields, birth)
        if not self.is_told_again(fields, opening, parts):
            made.messages.append(opening)
        made.messages.extend(self.message(part) for part in parts)
        for activity in activities:
            at = created_at if activity is birth else activity.performed_at
            made.changes.extend(
                changes(activity, at, teams, is_birth=activity is birth)
            )
        self.source.conversations[name] = made

    def conversation(
        self, name: str, fields: Fields, created_at: datetime, birth: Activity | None
    ) -> Conversation:
        """Conform the row of a ticket."""
        channel = text_id(fields.get("source"))
        requester = text_id(fields.get("requester_id"))
        is_outbound = channel == OUTBOUND
        if birth is None:
            is_logged = channel == PHONE
        else:
            is_logged = birth.is_by_user and birth.performer != requester
        tags = {text(tag) for tag in items(fields.get("tags"))}
        stats = mapping(fields.get("stats"))
        return Conversation(
            source=NAME,
            native_id=safe_id(name),
            key=key(NAME, name),
            created_at=created_at,
            updated_at=self.at(fields.get("updated_at")),
            channel=maps.channel(NAME, channel),
            status=maps.status(NAME, text_id(fields.get("status"))),
            customer_key=key(NAME, requester),
            agent_key=link(text_id(fields.get("responder_id"))),
            team_key=link(text_id(fields.get("group_id"))),
            priority=maps.priority(NAME, text_id(fields.get("priority"))),
            topic=topic_of(mapping(fields.get("custom_fields")).get("cf_topic")),
            resolved_at=timestamp(stats.get("resolved_at"), UTC_ZONE, UTC_ZONE),
            closed_at=timestamp(stats.get("closed_at"), UTC_ZONE, UTC_ZONE),
            is_spam=boolean(fields.get("spam")) is True,
            is_deleted=boolean(fields.get("deleted")) is True,
            is_test=bool(tags & self.settings.test_tags),
            complaint_stated_by="tag" if tags & self.settings.complaint_tags else None,
            is_outbound=is_outbound,
            is_agent_opened=is_logged and not is_outbound,
        )

    def opening(
        self, made: Conversation, fields: Fields, birth: Activity | None
    ) -> Message:
        """Return the description as the first message."""
        body = text(fields.get("description_text")) or text(fields.get("description"))
        author = text_id(fields.get("requester_id"))
        if not made.is_customer_opened:
            author = birth.performer if birth and birth.is_by_user else None
        return Message(
            conversation_id=made.native_id,
            sent_at=made.created_at,
            order=(0, 0, ""),
            author_type="customer" if made.is_customer_opened else "agent",
            author_key=key(NAME, author),
            is_public=True,
            is_deleted=False,
            is_empty=is_blank(body) and not items(fields.get("attachments")),
            is_answering_bot=False,
            body=body,
        )

    def is_told_again(
        self, fields: Fields, opening: Message, parts: list[Part]
    ) -> bool:
        """Say whether the first message of a web chat repeats the description."""
        if text_id(fields.get("source")) not in WEB_CHATS:
            return False
        if opening.author_type != "customer":
            return False
        body = text(fields.get("description_text")) or text(fields.get("description"))
        came_in = [
            part
            for part in parts
            if self.author_type(part) == "customer" and not part.is_deleted
        ]
        return (
            bool(came_in)
            and letters(body) != ""
            and letters(came_in[0].body) == letters(body)
        )

    def merged_into(self, part: Part) -> tuple[bool, str | None]:
        """Say whether a note tells that its ticket was merged, and into which."""
        said = words(part.body)
        for phrase in self.settings.merged_into_phrases:
            if said.startswith(phrase):
                found = DIGITS.search(said[len(phrase) :])
                return True, found[0] if found else None
        return False, None

    def author_type(self, part: Part) -> str:
        """Return who wrote it."""
        author = text_id(part.fields.get("user_id"))
        said = words(part.body)
        phrases = (
            *self.settings.merged_into_phrases,
            *self.settings.merged_from_phrases,
        )
        if part.kind == FEEDBACK:
            return "system"
        if not part.is_incoming and said.startswith(phrases):
            return "system"
        if part.is_automatic or author in self.settings.freshdesk_bots:
            return "bot"
        return "customer" if part.is_incoming else "agent"

    def message(self, part: Part) -> Message:
        """Conform a reply or note."""
        author = text_id(part.fields.get("user_id"))
        is_private = boolean(part.fields.get("private")) is True
        return Message(
            conversation_id=part.ticket_id or "",
            sent_at=part.created_at,
            order=(1, *id_order(part.id)),
            author_type=self.author_type(part),
            author_key=key(NAME, author),
            is_public=not is_private and part.kind != FORWARD,
            is_deleted=part.is_deleted,
            is_empty=is_blank(part.body) and not items(part.fields.get("attachments")),
            is_answering_bot=author in self.settings.freshdesk_bots,
            body=part.body,
        )

    # -------------------------------------------------------------- surveys

    def add_surveys(self) -> None:
        """Add the newest version of each answer."""
        stream = self.stream(
            "satisfaction_ratings", lambda fields: by_id(fields) is not None
        )
        for name, rows in stream.versions(by_id, self.cursor).items():
            fields = rows[-1].fields
            scores = [
                score
                for row in rows
                for score in [score_of(row.fields)]
                if score is not None
            ]
            score = score_of(fields)
            answered_at = self.at(fields.get("created_at"))
            updated_at = self.at(fields.get("updated_at"))
            if answered_at is None or (score != scores[0] if scores else False):
                answered_at = updated_at or answered_at
            self.source.surveys.append(
                SurveyAnswer(
                    key=key(NAME, name),
                    source=NAME,
                    kind="csat",
                    asked_at=None,
                    answered_at=None if score is None else answered_at,
                    conversation_key=link(text_id(fields.get("ticket_id"))),
                    customer_key=link(text_id(fields.get("user_id"))),
                    agent_key=link(text_id(fields.get("agent_id"))),
                    team_key=link(text_id(fields.get("group_id"))),
                    score=score,
                    scale_min=Decimal(-4),
                    scale_max=Decimal(4),
                    first_score=scores[0] if scores else None,
                )
            )


def creation(activities: list[Activity], created_at: datetime) -> Activity | None:
    """Return the activity that created a ticket."""
    return next(
        (
            activity
            for activity in activities
            if text(activity.values.get("source")) is not None
            and activity.performed_at <= created_at + BEGIN_WITHIN
        ),
        None,
    )


def changes(
    activity: Activity, at: datetime, teams: dict[str, str], *, is_birth: bool
) -> list[Change]:
    """Return what an activity set."""
    made = []
    for name in ("status", "priority", "agent_id", "group"):
        if name not in activity.values:
            continue
        given = text_id(activity.values[name])
        new: str | None
        if name == "status":
            new = maps.status(NAME, given)
            if new is None:
                continue
        elif name == "priority":
            new = maps.priority(NAME, given)
        elif name == "agent_id":
            new = link(given)
        else:
            new = link(teams.get((given or "").lower()))
        made.append(
            Change(
                FIELDS.get(name, "team"),
                at,
                activity.position,
                None,
                new,
                is_initial=is_birth,
            )
        )
    return made


def score_of(fields: Fields) -> Decimal | None:
    """Return the answer to the first question, from -4 to 4."""
    ratings = fields.get("ratings")
    code = number(mapping(ratings).get("default_question"))
    for item in items(ratings):
        answer = mapping(item)
        if answer.get("question") == "default_question":
            code = number(answer.get("value"))
    if code is None:
        return None
    score = SCORES.get(int(code))
    return None if score is None else Decimal(score)


def read(root: Path, settings: Settings) -> Source:
    """Read and conform an export of Freshdesk."""
    return Reader(root, settings).conform()
