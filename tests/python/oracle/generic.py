"""The generic layout becomes the one shape."""

import json
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

from . import maps
from .calls import generic_call
from .clock import Schedule
from .read_exports import Fields, Position, Row, Stream, read_stream
from .shape import Change, Conversation, Message, Source, SurveyAnswer
from .surveys import KINDS, UNKNOWN_KIND
from .values import (
    MICROSECOND,
    UTC_ZONE,
    Settings,
    boolean,
    day,
    is_blank,
    items,
    key,
    number,
    safe_id,
    text,
    text_id,
    timestamp,
    topic_of,
    utc,
)

NAME = "generic"
EPOCH = utc(1970, 1, 1)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
AUTHORS = frozenset(("customer", "agent", "bot", "system"))
LABELS = {"good": 1, "yes": 1, "bad": 0, "no": 0}
LEVELS = {
    "no": 0,
    "bad": 0,
    "below": 0,
    "not_met": 0,
    "partly": 1,
    "partially": 1,
    "met": 2,
    "yes": 2,
    "good": 2,
    "exceeded": 3,
}
CHANGE_COLUMNS = (
    "conversation_id",
    "changed_at",
    "field",
    "sequence",
    "new_value",
    "old_value",
    "actor_id",
    "actor_type",
)


class Reader:
    """Reads one export in the generic layout."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Remember where to read."""
        self.root = root
        self.settings = settings
        self.zone = settings.source_zones.get(NAME, UTC_ZONE)
        self.source = Source(NAME)

    def at(self, value: object) -> datetime | None:
        """Read a time."""
        return timestamp(value, self.zone, self.settings.reporting_zone)

    def updated_cursor(self, fields: Fields) -> int | None:
        """Return `updated_at` as a cursor."""
        found = self.at(fields.get("updated_at"))
        return None if found is None else (found - EPOCH) // MICROSECOND

    def stream(self, name: str, texts: str, times: str = "") -> Stream:
        """Read a stream; reject rows without a required text or time."""
        made = read_stream(self.root, NAME, name)
        made.keep(
            lambda fields: (
                all(text(fields.get(column)) is not None for column in texts.split())
                and all(
                    self.at(fields.get(column)) is not None for column in times.split()
                )
            )
        )
        self.source.rejected_count += sum(made.rejected.values())
        self.source.duplicate_count += made.duplicate_count
        return made

    def conform(self) -> Source:
        """Conform the whole export."""
        self.add_conversations()
        self.add_messages()
        self.add_changes()
        self.add_schedules()
        self.add_surveys()
        self.add_people()
        self.add_calls()
        return self.source

    def add_people(self) -> None:
        """Add who is who by e-mail, and which customers work at the desk."""
        for stream, column, emails in (
            ("customers", "customer_id", self.source.customer_emails),
            ("agents", "agent_id", self.source.agent_emails),
        ):
            rows = self.stream(stream, column).newest(id_of(column))
            for name, row in rows.items():
                email = (text(row.fields.get("email")) or "").strip().lower()
                if email:
                    emails[key(NAME, name)] = email
                if is_true(row.fields, "is_staff"):
                    self.source.staff.add(key(NAME, name))

    def add_calls(self) -> None:
        """Add the newest version of each call."""
        stream = self.stream("calls", "call_id", "started_at")
        found = stream.newest(id_of("call_id"))
        self.source.add_calls(
            [generic_call(name, row.fields, self.at) for name, row in found.items()]
        )

    def add_conversations(self) -> None:
        """Add the newest version of each conversation."""
        stream = self.stream("conversations", "conversation_id", "created_at")
        found = stream.versions(id_of("conversation_id"), self.updated_cursor)
        targets = {}
        for name, rows in found.items():
            self.source.superseded_count += len(rows) - 1
            target = text_id(rows[-1].fields.get("merged_into_id"))
            if target is not None and target != name:
                targets[name] = target
        for name, rows in found.items():
            made = self.conversation(name, rows[-1].fields)
            if name in targets:
                made.merged_into_key = key(NAME, targets[name])
            self.source.conversations[name] = made

    def conversation(self, name: str, fields: Fields) -> Conversation:
        """Conform a conversation."""
        created_at = self.at(fields.get("created_at"))
        assert created_at is not None
        gone = [
            self.at(fields.get(column))
            for column in ("deleted_at", "spam_at", "merged_at")
        ]
        target = text_id(fields.get("merged_into_id"))
        follows = text_id(fields.get("follow_up_of_id"))
        return Conversation(
            source=NAME,
            native_id=safe_id(name),
            key=key(NAME, name),
            created_at=created_at,
            updated_at=self.at(fields.get("updated_at")),
            channel=maps.channel(NAME, text(fields.get("channel"))),
            status=maps.status(NAME, text(fields.get("status"))),
            customer_key=key(NAME, text_id(fields.get("customer_id"))),
            agent_key=known_key(text_id(fields.get("agent_id"))),
            team_key=known_key(text_id(fields.get("team_id"))),
            priority=maps.priority(NAME, text(fields.get("priority"))),
            severity=text(fields.get("severity")),
            resolved_at=self.at(fields.get("resolved_at")),
            closed_at=self.at(fields.get("closed_at")),
            is_deleted=is_true(fields, "is_deleted") or gone[0] is not None,
            is_spam=is_true(fields, "is_spam") or gone[1] is not None,
            is_merged=target not in (None, name) or gone[2] is not None,
            is_test=is_true(fields, "is_test"),
            locale=text(fields.get("locale")),
            complaint_stated_by=self.stated_complaint(fields),
            is_outbound=is_true(fields, "is_outbound"),
            is_agent_opened=text_id(fields.get("opened_by_agent_id")) is not None,
            removed_at=min((at for at in gone if at is not None), default=None),
            follow_up_of_key=key(NAME, follows) if follows else None,
            problem_key=known_key(text_id(fields.get("problem_id"))),
            topic=topic_of(fields.get("topic")),
            schedule=text_id(fields.get("schedule")),
        )

    def stated_complaint(self, fields: Fields) -> str | None:
        """Say what the export says of a complaint: by a field, by a tag, or none."""
        stated = boolean(fields.get("is_complaint"))
        tags = {text(tag) for tag in items(fields.get("tags"))}
        if stated:
            return "field"
        if tags & self.settings.complaint_tags:
            return "tag"
        return "denied" if stated is False else None

    def add_messages(self) -> None:
        """Add the newest version of each message."""
        stream = self.stream(
            "messages", "message_id conversation_id author_type", "sent_at"
        )
        agents = self.stream("agents", "agent_id").newest(id_of("agent_id"))
        bots = {name for name, row in agents.items() if is_true(row.fields, "is_bot")}
        for row in stream.newest(id_of("message_id")).values():
            self.source.has_messages = True
            fields = row.fields
            name = text_id(fields.get("conversation_id")) or ""
            found = self.source.conversations.get(name)
            sent_at = self.at(fields.get("sent_at"))
            if found is None or sent_at is None:
                continue
            given = (text(fields.get("author_type")) or "").lower()
            author = text_id(fields.get("author_id"))
            if given == "agent" and author in bots:
                given = "bot"
            author_type = given if given in AUTHORS else "system"
            channel = text(fields.get("channel"))
            is_reply = is_true(fields, "is_auto_reply")
            if is_reply and author_type in ("agent", "system"):
                author_type = "bot"
            found.messages.append(
                Message(
                    conversation_id=name,
                    sent_at=sent_at,
                    order=row.position,
                    author_type=author_type,
                    author_key=key(NAME, author),
                    is_public=boolean(fields.get("is_public")) is not False,
                    is_deleted=is_true(fields, "is_deleted"),
                    is_empty=is_blank(fields.get("body")),
                    is_answering_bot=given == "bot" and not is_reply,
                    is_spoken=(
                        maps.channel(NAME, channel) if channel else found.channel
                    )
                    == "phone",
                    body=text(fields.get("body")),
                    is_fallback=is_true(fields, "is_fallback"),
                    suggested_article_key=known_key(
                        text_id(fields.get("suggested_article_id"))
                    ),
                )
            )

    def add_changes(self) -> None:
        """Add every distinct change."""
        stream = self.stream("changes", "conversation_id field", "changed_at")
        seen = set()
        for row in stream.rows:
            fields = row.fields
            same = json.dumps([text(fields.get(column)) for column in CHANGE_COLUMNS])
            if same in seen:
                self.source.duplicate_count += 1
                continue
            seen.add(same)
            found = self.source.conversations.get(
                text_id(fields.get("conversation_id")) or ""
            )
            changed_at = self.at(fields.get("changed_at"))
            name = (text(fields.get("field")) or "").lower()
            convert = CONVERTERS.get(name)
            if found is None or convert is None or changed_at is None:
                continue
            new = convert(text_id(fields.get("new_value")))
            if name == "status" and new is None:
                continue
            sequence = number(fields.get("sequence"))
            found.changes.append(
                Change(
                    name,
                    changed_at,
                    (sequence is None, int(sequence or 0), *row.position),
                    convert(text_id(fields.get("old_value"))),
                    new,
                )
            )
        for found in self.source.conversations.values():
            order_by_file_where_unnumbered(found.changes)

    def add_schedules(self) -> None:
        """Add the schedules with their holidays, and whose they are."""
        stream = self.stream(
            "schedules", "schedule weekday opens_at time_zone closes_at"
        )
        rows = stream.newest(
            lambda fields: "|".join(
                text(fields.get(column)) or ""
                for column in ("schedule", "weekday", "opens_at")
            )
        )
        first: tuple[Position, str] | None = None
        for row in sorted(rows.values(), key=place_of):
            name = text_id(row.fields.get("schedule")) or ""
            made = self.source.schedules.get(name)
            if made is None:
                made = Schedule(maps.zone(text(row.fields.get("time_zone"))))
                self.source.schedules[name] = made
            interval = weekly_interval(row.fields)
            if interval is not None:
                made.intervals.append(interval)
        for row in stream.rows:
            if first is None or row.position < first[0]:
                first = (row.position, text_id(row.fields.get("schedule")) or "")
        self.source.oldest_schedule = first[1] if first else None
        for row in self.stream("holidays", "schedule date").rows:
            schedule = text_id(row.fields.get("schedule")) or ""
            closed = day(row.fields.get("date"))
            if closed is not None and schedule in self.source.schedules:
                self.source.schedules[schedule].holidays.add(closed)
        teams = self.stream("teams", "team_id").newest(id_of("team_id"))
        for team, row in teams.items():
            schedule_of_team = text_id(row.fields.get("schedule"))
            if schedule_of_team is not None:
                self.source.team_schedules[key(NAME, team)] = schedule_of_team

    def add_surveys(self) -> None:
        """Add the newest version of each survey answer."""
        stream = self.stream("survey_answers", "answer_id kind")
        versions = stream.versions(id_of("answer_id"), self.updated_cursor)
        for name, rows in versions.items():
            fields = rows[-1].fields
            scores = [
                score
                for row in rows
                if self.at(row.fields.get("answered_at")) is not None
                for score in [score_of(row.fields)]
                if score is not None
            ]
            labelled = number(fields.get("score")) is None
            label_scale = labelled and score_of(fields) is not None
            conversation = text_id(fields.get("conversation_id"))
            kind = (text(fields.get("kind")) or "").lower()
            self.source.surveys.append(
                SurveyAnswer(
                    key=key(NAME, name),
                    source=NAME,
                    kind=kind if kind in KINDS else UNKNOWN_KIND,
                    asked_at=self.at(fields.get("asked_at")),
                    answered_at=self.at(fields.get("answered_at")),
                    conversation_key=key(NAME, conversation) if conversation else None,
                    customer_key=known_key(text_id(fields.get("customer_id"))),
                    agent_key=known_key(text_id(fields.get("agent_id"))),
                    team_key=known_key(text_id(fields.get("team_id"))),
                    score=score_of(fields),
                    scale_min=Decimal(0) if label_scale else scale(fields, "scale_min"),
                    scale_max=Decimal(3 if is_about_expectations(fields) else 1)
                    if label_scale
                    else scale(fields, "scale_max"),
                    is_low_good=is_true(fields, "is_low_good") and not label_scale,
                    first_score=scores[0] if scores else None,
                    wave=text(fields.get("wave")),
                )
            )


def id_of(column: str) -> Callable[[Fields], str | None]:
    """Return a function that reads a row's id."""
    return lambda fields: text_id(fields.get(column))


def is_true(fields: Fields, column: str) -> bool:
    """Say whether a flag is set."""
    return boolean(fields.get(column)) is True


def place_of(row: Row) -> Position:
    """Return where a row stands."""
    return row.position


def known_key(identifier: str | None) -> str | None:
    """Return the key of somebody or some team, null where there is none."""
    return None if identifier is None else key(NAME, identifier)


def priority_of(native: str | None) -> str | None:
    """Return the canonical priority."""
    return maps.priority(NAME, native)


def status_of(native: str | None) -> str | None:
    """Return the canonical status."""
    return maps.status(NAME, native)


def as_it_is(value: str | None) -> str | None:
    """Return a value as it is."""
    return value


CONVERTERS: dict[str, Callable[[str | None], str | None]] = {
    "status": status_of,
    "agent": known_key,
    "team": known_key,
    "priority": priority_of,
    "severity": as_it_is,
    "topic": as_it_is,
}


def score_of(fields: Fields) -> Decimal | None:
    """Return the score, or that of the label."""
    score = number(fields.get("score"))
    if score is not None:
        return score
    words = LEVELS if is_about_expectations(fields) else LABELS
    step = words.get((text(fields.get("label")) or "").lower())
    return None if step is None else Decimal(step)


def is_about_expectations(fields: Fields) -> bool:
    """Say whether a question is whether expectations were met."""
    return (text(fields.get("kind")) or "").lower() == "expectations"


def scale(fields: Fields, column: str) -> Decimal | None:
    """Return an end of the scale; without one, the usual scale of the question."""
    given = number(fields.get(column))
    if given is not None:
        return given
    usual = {"nps": (0, 10), "agent_nps": (0, 10), "ces": (1, 7)}
    ends = usual.get((text(fields.get("kind")) or "").lower(), (1, 5))
    return Decimal(ends[column == "scale_max"])


def minute_of(value: object) -> int | None:
    """Return the minute of a local time; 24:00 is the day's end."""
    found = text(value) or ""
    if found in ("24:00", "24:00:00"):
        return 1440
    try:
        made = time.fromisoformat(found.zfill(5))
    except ValueError:
        return None
    return made.hour * 60 + made.minute


def weekly_interval(fields: Fields) -> tuple[int, int] | None:
    """Return an interval in minutes since Sunday; one may end the day after."""
    name = (text(fields.get("weekday")) or "").lower()
    opens = minute_of(fields.get("opens_at"))
    closes = minute_of(fields.get("closes_at"))
    if name not in DAYS or opens is None or closes is None:
        return None
    if closes < opens:
        closes += 1440
    return (DAYS.index(name) * 1440 + opens, DAYS.index(name) * 1440 + closes)


def read(root: Path, settings: Settings) -> Source:
    """Read and conform an export in the generic layout."""
    return Reader(root, settings).conform()


def order_by_file_where_unnumbered(changes: list[Change]) -> None:
    """Take file order for all changes of a moment, where one has no sequence."""
    unnumbered = {change.changed_at for change in changes if change.order[0]}
    for change in changes:
        if change.changed_at in unnumbered:
            change.order = (False, 0, *change.order[2:])
