"""Zendesk's API objects become the one shape."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from . import maps
from .calls import Legs, zendesk_call
from .clock import Schedule
from .read_exports import Fields, Row, Stream, read_stream
from .shape import Change, Conversation, Message, Order, Source, SurveyAnswer
from .values import (
    MICROSECOND,
    UTC_ZONE,
    Settings,
    boolean,
    day,
    id_order,
    is_blank,
    is_redacted,
    items,
    key,
    mapping,
    number,
    safe_id,
    text,
    text_id,
    timestamp,
    utc,
)

NAME = "zendesk"
EPOCH = utc(1970, 1, 1)
GONE = frozenset(("deleted", "scrubbed"))
ROLES = frozenset(("agent", "admin"))
TESTS = frozenset(("sample_ticket", "sample_interactive_ticket"))
FIELDS = {
    "status": "status",
    "assignee_id": "agent",
    "group_id": "team",
    "priority": "priority",
}
SCORES = {"good": Decimal(1), "bad": Decimal(0)}


@dataclass(slots=True)
class Comment:
    """A comment before it is known whose it is."""

    id: str
    ticket_id: str
    created_at: datetime
    author_id: str | None
    via: Fields
    is_public: bool
    is_deleted: bool
    is_empty: bool
    body: str | None = None
    is_call_record: bool = False
    call_id: str | None = None

    @property
    def order(self) -> tuple[datetime, tuple[int, int, str]]:
        """Sort comments as they came."""
        return (self.created_at, id_order(self.id))

    @property
    def channel(self) -> str:
        """Return the channel through which it came."""
        return (text(self.via.get("channel")) or "").lower()

    @property
    def is_merge(self) -> bool:
        """Say whether a merge wrote it."""
        return text(mapping(self.via.get("source")).get("rel")) == "merge"

    def linked(self, side: str) -> str | None:
        """Return the ticket at a side of its source."""
        return linked_ticket(self.via, side)


@dataclass(slots=True)
class Audit:
    """An audit with its events."""

    id: str
    ticket_id: str | None
    created_at: datetime
    author_id: str | None
    via: Fields
    events: list[Fields]


@dataclass(slots=True)
class People:
    """Who was an agent, and when."""

    versions: dict[str, tuple[list[datetime], list[bool]]] = field(default_factory=dict)
    ever_agents: set[str] = field(default_factory=set)
    assignees: set[str] = field(default_factory=set)
    note_writers: set[str] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)

    def is_agent(self, person: str, moment: datetime, requester: str | None) -> bool:
        """Say whether a person was an agent at a moment, in order of evidence."""
        if person in self.versions:
            times, roles = self.versions[person]
            place = bisect_right(times, moment) - 1
            if place >= 0:
                return roles[place]
        if person == requester:
            return False
        return (
            person in self.ever_agents
            or person in self.assignees
            or person in self.note_writers
        )


def linked_ticket(via: Fields, side: str) -> str | None:
    """Return the ticket that a `via` names at a side."""
    source = mapping(via.get("source"))
    return text_id(mapping(source.get(side)).get("ticket_id"))


def by_id(fields: Fields) -> str | None:
    """Return a row's own id."""
    return text_id(fields.get("id"))


class Reader:
    """Reads one export of Zendesk."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Read the raw streams and pick the newest versions."""
        self.settings = settings
        self.source = Source(NAME)
        self.root = root
        self.zone = settings.source_zones.get(NAME, UTC_ZONE)
        tickets = self.stream("tickets", self.has_time)
        self.tickets = tickets.versions(by_id, self.ticket_cursor)
        self.comment_rows = self.stream("ticket_comments", self.has_time).newest(by_id)
        audits = self.stream("ticket_audits", self.has_time).newest(by_id)
        self.audits = sorted(
            (self.audit(name, row.fields) for name, row in audits.items()),
            key=lambda audit: (audit.created_at, id_order(audit.id)),
        )
        self.users = self.stream("users").versions(by_id, self.updated_cursor)
        self.comments = self.all_comments()
        self.people = self.known_people()

    def stream(
        self, name: str, is_sound: Callable[[Fields], bool] | None = None
    ) -> Stream:
        """Read a stream and reject what lacks its key or a required value."""
        made = read_stream(self.root, NAME, name)
        made.keep(is_sound or (lambda fields: by_id(fields) is not None))
        self.source.rejected_count += sum(made.rejected.values())
        self.source.duplicate_count += made.duplicate_count
        return made

    def at(self, value: object) -> datetime | None:
        """Read a time."""
        return timestamp(value, self.zone, self.settings.reporting_zone)

    def has_time(self, fields: Fields) -> bool:
        """Say whether a row has its id and its creation."""
        return (
            by_id(fields) is not None and self.at(fields.get("created_at")) is not None
        )

    def created(self, fields: Fields) -> datetime:
        """Return a creation that is known to be there."""
        found = self.at(fields.get("created_at"))
        assert found is not None
        return found

    def updated_cursor(self, fields: Fields) -> int | None:
        """Return `updated_at` as a cursor."""
        found = self.at(fields.get("updated_at"))
        return None if found is None else (found - EPOCH) // MICROSECOND

    def ticket_cursor(self, fields: Fields) -> int | None:
        """Return when the row was generated, else updated."""
        generated = number(fields.get("generated_timestamp"))
        if generated:
            return int(generated * 1_000_000)
        return self.updated_cursor(fields)

    def audit(self, name: str, fields: Fields) -> Audit:
        """Read an audit."""
        return Audit(
            name,
            text_id(fields.get("ticket_id")),
            self.created(fields),
            text_id(fields.get("author_id")),
            mapping(fields.get("via")),
            [event for event in items(fields.get("events")) if isinstance(event, dict)],
        )

    def all_comments(self) -> list[Comment]:
        """Return the comments of their stream, and those only audits know."""
        tickets_of_audits = {audit.id: audit.ticket_id for audit in self.audits}
        found = []
        for name, row in self.comment_rows.items():
            fields = row.fields
            ticket = text_id(fields.get("ticket_id"))
            if ticket is None:
                ticket = tickets_of_audits.get(text_id(fields.get("audit_id")) or "")
            via = mapping(fields.get("via"))
            made = self.comment(name, ticket, self.created(fields), fields, via)
            if made is not None:
                found.append(made)
        for audit in self.audits:
            for event in audit.events:
                name_of_event = text_id(event.get("id"))
                if (
                    event.get("type") not in ("Comment", "VoiceComment")
                    or name_of_event is None
                    or name_of_event in self.comment_rows
                ):
                    continue
                via = mapping(event.get("via")) or audit.via
                made = self.comment(
                    name_of_event, audit.ticket_id, audit.created_at, event, via
                )
                if made is not None:
                    made.author_id = made.author_id or audit.author_id
                    found.append(made)
        return found

    def comment(
        self,
        name: str,
        ticket: str | None,
        created_at: datetime,
        fields: Fields,
        via: Fields,
    ) -> Comment | None:
        """Read a comment; without a ticket it belongs nowhere."""
        self.source.has_messages = True
        if ticket is None:
            return None
        body = fields.get("body")
        is_public = boolean(fields.get("public"))
        return Comment(
            id=name,
            ticket_id=ticket,
            created_at=created_at,
            author_id=text_id(fields.get("author_id")),
            via=via,
            is_public=True if is_public is None else is_public,
            is_deleted=boolean(fields.get("deleted")) is True
            or text(fields.get("_sdc_deleted_at")) is not None
            or boolean(fields.get("_fivetran_deleted")) is True
            or is_redacted(body),
            is_empty=is_blank(body) and not items(fields.get("attachments")),
            body=text(fields.get("plain_body")) or text(body),
            is_call_record=text(fields.get("type")) == "VoiceComment",
            call_id=text_id(mapping(fields.get("data")).get("call_id")),
        )

    def known_people(self) -> People:
        """Gather the evidence about who was an agent."""
        made = People()
        for person, rows in self.users.items():
            roles = [text(row.fields.get("role")) in ROLES for row in rows]
            times = [self.at(row.fields.get("updated_at")) for row in rows]
            dated = [
                (time, role)
                for time, role in zip(times, roles, strict=True)
                if time is not None
            ]
            made.versions[person] = ([t for t, _ in dated], [r for _, r in dated])
            if any(roles):
                made.ever_agents.add(person)
            if boolean(rows[-1].fields.get("suspended")) is True:
                made.suspended.add(person)
        for rows in self.tickets.values():
            assignee = text_id(rows[-1].fields.get("assignee_id"))
            if assignee is not None:
                made.assignees.add(assignee)
        for audit in self.audits:
            for event in audit.events:
                if (
                    event.get("type") in ("Create", "Change")
                    and event.get("field_name") == "assignee_id"
                ):
                    for side in ("value", "previous_value"):
                        assignee = text_id(event.get(side))
                        if assignee is not None:
                            made.assignees.add(assignee)
        for comment in self.comments:
            if not comment.is_public and comment.author_id is not None:
                made.note_writers.add(comment.author_id)
        return made

    def conversation(self, name: str, rows: list[Row]) -> Conversation:
        """Conform a ticket."""
        fields = rows[-1].fields
        via = mapping(fields.get("via"))
        channel = (text(via.get("channel")) or "").lower()
        native_status = (text(fields.get("status")) or "").lower() or None
        requester = text_id(fields.get("requester_id"))
        submitter = text_id(fields.get("submitter_id"))
        created_at = self.created(fields)
        tags = {text(tag) for tag in items(fields.get("tags"))}
        is_deleted = native_status in GONE
        follows = linked_ticket(via, "from") if channel == "closed_ticket" else None
        return Conversation(
            source=NAME,
            native_id=safe_id(name),
            key=key(NAME, name),
            created_at=created_at,
            updated_at=self.at(fields.get("updated_at")),
            channel=maps.channel(NAME, channel),
            status=None if is_deleted else maps.status(NAME, native_status),
            customer_key=key(NAME, requester),
            agent_key=person_key(text_id(fields.get("assignee_id"))),
            team_key=person_key(text_id(fields.get("group_id"))),
            priority=maps.priority(NAME, text(fields.get("priority"))),
            is_deleted=is_deleted,
            is_spam=is_deleted and requester in self.people.suspended,
            is_test=channel in TESTS,
            complaint_stated_by="tag" if tags & self.settings.complaint_tags else None,
            is_outbound=bool(tags & self.settings.outbound_tags),
            is_merged="closed_by_merge" in tags,
            is_agent_opened=submitter is not None
            and submitter != requester
            and self.people.is_agent(submitter, created_at, requester),
            follow_up_of_key=key(NAME, follows) if follows else None,
            problem_key=person_key(text_id(fields.get("problem_id"))),
        )

    def deleted_at(self, rows: list[Row], audited: datetime | None) -> datetime | None:
        """Return when a deleted ticket was deleted, where the export knows."""
        if audited is not None:
            return audited
        times = [
            self.at(row.fields.get("updated_at"))
            for row in rows
            if (text(row.fields.get("status")) or "").lower() == "deleted"
            and row.fields.get("subject") != "SCRUBBED"
        ]
        return min((time for time in times if time is not None), default=None)

    def conform(self) -> Source:
        """Conform the whole export."""
        source = self.source
        for name, rows in self.tickets.items():
            source.conversations[name] = self.conversation(name, rows)
            source.superseded_count += len(rows) - 1
        deletions = self.add_audits()
        self.add_comments()
        for name, rows in self.tickets.items():
            found = source.conversations[name]
            if found.is_deleted:
                gone_at = self.deleted_at(rows, deletions.get(name))
                found.removed_at = earliest(found.removed_at, gone_at)
        self.add_schedules()
        self.add_surveys()
        self.add_people()
        self.add_calls()
        return source

    def add_people(self) -> None:
        """Add who is who by e-mail, and who works at the desk as things stand."""
        for person, rows in self.users.items():
            newest = rows[-1].fields
            email = (text(newest.get("email")) or "").strip().lower()
            if email:
                self.source.customer_emails[key(NAME, person)] = email
                self.source.agent_emails[key(NAME, person)] = email
            if text(newest.get("role")) in ROLES:
                self.source.staff.add(key(NAME, person))

    def add_calls(self) -> None:
        """Add the newest version of each call, with what its legs tell."""
        calls = self.stream("calls", self.has_time)
        legs = self.stream("call_legs").newest(by_id, self.updated_cursor)
        told = Legs((row.fields for row in legs.values()), self.at)
        found = calls.newest(by_id, self.updated_cursor)
        self.source.add_calls(
            [
                zendesk_call(name, row.fields, told, self.at)
                for name, row in found.items()
            ]
        )

    def add_audits(self) -> dict[str, datetime]:
        """Add the changes; return the last deletion of each ticket."""
        deletions: dict[str, datetime] = {}
        self.privacy: dict[str, bool] = {}
        for audit in self.audits:
            found = self.source.conversations.get(audit.ticket_id or "")
            for place, event in enumerate(audit.events):
                kind = event.get("type")
                if kind == "CommentPrivacyChange":
                    public = boolean(event.get("public"))
                    comment = text_id(event.get("comment_id"))
                    if public is not None and comment is not None:
                        self.privacy[comment] = public
                elif found is None:
                    continue
                elif kind == "ScheduleAssignment":
                    schedule = text_id(event.get("new_schedule_id"))
                    if schedule is not None:
                        found.schedules.append((audit.created_at, schedule))
                elif kind in ("Create", "Change"):
                    self.add_change(found, audit, place, event, deletions)
        return deletions

    def add_change(
        self,
        found: Conversation,
        audit: Audit,
        place: int,
        event: Fields,
        deletions: dict[str, datetime],
    ) -> None:
        """Add a change of status, assignee, group or priority."""
        name = FIELDS.get(text(event.get("field_name")) or "")
        if name is None:
            return
        is_initial = event.get("type") == "Create"
        raw_new = text_id(event.get("value"))
        raw_old = None if is_initial else text_id(event.get("previous_value"))
        if name == "status":
            words = [(word or "").lower() for word in (raw_old, raw_new)]
            if words[1] == "deleted":
                deletions[audit.ticket_id or ""] = audit.created_at
            if GONE.intersection(words) or raw_new is None:
                return
        order: Order = (*id_order(audit.id), place)
        convert = CONVERTERS[name]
        found.changes.append(
            Change(
                name,
                audit.created_at,
                order,
                convert(raw_old),
                convert(raw_new),
                is_initial,
            )
        )

    def add_comments(self) -> None:
        """Add the messages, and what merges say."""
        requesters = {
            name: text_id(rows[-1].fields.get("requester_id"))
            for name, rows in self.tickets.items()
        }
        merges: dict[str, Comment] = {}
        for comment in self.comments:
            found = self.source.conversations.get(comment.ticket_id)
            if found is None:
                continue
            target = comment.linked("to") if comment.is_merge else None
            if target is not None and target != comment.ticket_id:
                known = merges.get(comment.ticket_id)
                if known is None or comment.order > known.order:
                    merges[comment.ticket_id] = comment
            found.messages.append(self.message(comment, requesters[comment.ticket_id]))
        targets: dict[str, str] = {}
        for name, comment in merges.items():
            targets[name] = comment.linked("to") or ""
        for name, found in self.source.conversations.items():
            if name in merges:
                found.is_merged = True
                found.merged_into_key = key(NAME, targets[name])
            if found.is_merged:
                merge = merges.get(name)
                found.removed_at = merge.created_at if merge else None

    def message(self, comment: Comment, requester: str | None) -> Message:
        """Conform a comment."""
        return Message(
            conversation_id=comment.ticket_id,
            sent_at=comment.created_at,
            order=id_order(comment.id),
            author_type=self.author_type(comment, requester),
            author_key=key(NAME, comment.author_id),
            is_public=self.privacy.get(comment.id, comment.is_public),
            is_deleted=comment.is_deleted,
            is_empty=comment.is_empty,
            body=comment.body,
            is_answering_bot=comment.channel.startswith("answer_bot")
            or comment.author_id in self.settings.bot_user_ids,
            is_call_record=comment.is_call_record,
            call_key=None if comment.call_id is None else key(NAME, comment.call_id),
        )

    def author_type(self, comment: Comment, requester: str | None) -> str:
        """Return what the author was when the comment was written."""
        author = comment.author_id
        if comment.is_merge:
            return "system"
        if (
            author is None
            or author == "-1"
            or comment.channel == "rule"
            or comment.channel.startswith("answer_bot")
            or author in self.settings.bot_user_ids
        ):
            return "bot"
        if self.people.is_agent(author, comment.created_at, requester):
            return "agent"
        return "customer"

    def add_schedules(self) -> None:
        """Add the schedules with their holidays."""
        rows = self.stream("schedules").newest(by_id, self.updated_cursor)
        born: list[tuple[bool, datetime, tuple[int, int, str], str]] = []
        for name, row in rows.items():
            made = Schedule(maps.zone(text(row.fields.get("time_zone"))))
            for raw in items(row.fields.get("intervals")):
                interval = mapping(raw)
                opens = number(interval.get("start_time"))
                closes = number(interval.get("end_time"))
                if opens is not None and closes is not None:
                    made.intervals.append((int(opens), int(closes)))
            self.source.schedules[name] = made
            created_at = self.at(row.fields.get("created_at"))
            born.append((created_at is None, created_at or EPOCH, id_order(name), name))
        self.source.oldest_schedule = min(born)[3] if born else None
        holidays = self.stream("holidays", is_holiday).newest(holiday_key)
        for row in holidays.values():
            schedule = text_id(row.fields.get("schedule_id")) or ""
            first = day(row.fields.get("start_date"))
            last = day(row.fields.get("end_date")) or first
            if first is None or last is None or schedule not in self.source.schedules:
                continue
            self.source.schedules[schedule].holidays.update(
                first + timedelta(days=count)
                for count in range((last - first).days + 1)
            )

    def add_surveys(self) -> None:
        """Add one survey per rating that was offered."""
        stream = self.stream("satisfaction_ratings")
        for name, rows in stream.versions(by_id, self.updated_cursor).items():
            fields = rows[-1].fields
            words = [(text(row.fields.get("score")) or "").lower() for row in rows]
            if words[-1] in ("", "unoffered"):
                continue
            asked = [self.at(row.fields.get("created_at")) for row in rows]
            scores = [SCORES[word] for word in words if word in SCORES]
            answered_at = self.at(fields.get("updated_at")) or asked[-1]
            ticket = text_id(fields.get("ticket_id"))
            requester = text_id(fields.get("requester_id"))
            self.source.surveys.append(
                SurveyAnswer(
                    key=key(NAME, name),
                    source=NAME,
                    kind="csat",
                    asked_at=min((at for at in asked if at is not None), default=None),
                    answered_at=answered_at if words[-1] in SCORES else None,
                    conversation_key=key(NAME, ticket) if ticket else None,
                    customer_key=key(NAME, requester) if requester else None,
                    agent_key=person_key(text_id(fields.get("assignee_id"))),
                    team_key=person_key(text_id(fields.get("group_id"))),
                    score=SCORES.get(words[-1]),
                    scale_min=Decimal(0),
                    scale_max=Decimal(1),
                    first_score=scores[0] if scores else None,
                )
            )


def is_holiday(fields: Fields) -> bool:
    """Say whether a holiday has its key and its day."""
    return holiday_key(fields) is not None and day(fields.get("start_date")) is not None


def holiday_key(fields: Fields) -> str | None:
    """Return the key of a holiday."""
    parts = [text_id(fields.get("schedule_id")), text(fields.get("name"))]
    parts.append(text(fields.get("start_date")))
    return None if None in parts else "|".join(part or "" for part in parts)


def person_key(identifier: str | None) -> str | None:
    """Return the key of somebody or some team, null where there is none."""
    return None if identifier is None else key(NAME, identifier)


def priority_of(native: str | None) -> str | None:
    """Return the canonical priority."""
    return maps.priority(NAME, native)


def status_of(native: str | None) -> str | None:
    """Return the canonical status."""
    return maps.status(NAME, native)


CONVERTERS: Mapping[str, Callable[[str | None], str | None]] = {
    "status": status_of,
    "agent": person_key,
    "team": person_key,
    "priority": priority_of,
}


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the earliest of the known moments."""
    return min((moment for moment in moments if moment is not None), default=None)


def read(root: Path, settings: Settings) -> Source:
    """Read and conform an export of Zendesk."""
    return Reader(root, settings).conform()
