"""Help Scout's API objects become the one shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from . import maps
from .help_scout_statuses import Snooze, status_changes
from .read_exports import Fields, Row, Stream, newness, read_stream
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

NAME = "help_scout"
EPOCH = utc(1970, 1, 1)
UNSENT = frozenset(("draft", "underreview", "review"))
SPOKEN = frozenset(("message", "chat", "beaconchat", "phone"))
KINDS = SPOKEN | {"customer", "note", "forwardparent", "forwardchild"}
WORKFLOWS = frozenset(("manual-workflow", "automatic-workflow"))
WORDS = {"great": 3, "okay": 2, "ok": 2, "not good": 1, "not_good": 1, "bad": 1}
IDS = {1: 3, 2: 2, 3: 1}
OPENING = timedelta(seconds=60)


def camel(name: str) -> str:
    """Return a name as the API writes it."""
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def get(fields: Fields, name: str) -> object:
    """Return a value by its name in snake_case or in camelCase."""
    found = fields.get(name)
    return fields.get(camel(name)) if found is None else found


def nested(fields: Fields, name: str, *path: str) -> object:
    """Return what stands inside an object, in either spelling."""
    found: object = get(fields, name)
    for step in path:
        found = get(mapping(found), step)
    return found


def identifier(value: object) -> str | None:
    """Return an id; 0 is nobody."""
    found = text_id(value)
    return None if found == "0" else found


def lower(value: object) -> str:
    """Return a code in lower case."""
    return (text(value) or "").lower()


def member(value: str | None) -> str | None:
    """Return the key of somebody or of a team, null where there is none."""
    return None if value is None else key(NAME, value)


@dataclass(slots=True)
class Thread:
    """The newest version of a thread that was sent."""

    id: str
    conversation_id: str
    created_at: datetime
    fields: Fields
    bots: frozenset[str]
    has_moved: bool = False

    @property
    def order(self) -> tuple[datetime, tuple[int, int, str]]:
        """Sort threads as they came."""
        return (self.created_at, id_order(self.id))

    @property
    def kind(self) -> str:
        """Return the type."""
        return lower(self.fields.get("type"))

    @property
    def action(self) -> str:
        """Return what a line item did."""
        return lower(nested(self.fields, "action", "type"))

    @property
    def status(self) -> str | None:
        """Return the status after it, null where it stays."""
        found = lower(self.fields.get("status"))
        return None if found in ("", "nochange") else found

    @property
    def creator(self) -> str:
        """Return whether a customer, a user or another wrote it."""
        return lower(nested(self.fields, "created_by", "type"))

    @property
    def creator_id(self) -> str | None:
        """Return who wrote it."""
        return identifier(nested(self.fields, "created_by", "id"))

    @property
    def is_ai(self) -> bool:
        """Say whether an answering bot wrote it."""
        is_listed = self.creator_id in self.bots and self.creator != "customer"
        return self.creator == "system_user" or is_listed

    @property
    def is_workflow(self) -> bool:
        """Say whether a workflow wrote it."""
        came = lower(nested(self.fields, "source", "type"))
        return self.action in WORKFLOWS or came in ("workflow", "workflows")

    @property
    def is_touch(self) -> bool:
        """Say whether somebody of the desk did it."""
        is_desk = self.creator in ("user", "team")
        return is_desk and not self.is_ai and not self.is_workflow

    def named(self, *names: str) -> str | None:
        """Return the first id that its action names under one of these names."""
        for name in names:
            found = identifier(
                nested(self.fields, "action", "associated_entities", name)
            )
            if found is not None:
                return found
        return None

    @property
    def merged_id(self) -> str | None:
        """Return the conversation that came in, where a merge names it."""
        if self.action != "merged":
            return None
        return self.named("original_conversation", "conversation")

    @property
    def assignee(self) -> str | None:
        """Return the person to whom it was assigned; teams are nobody in person."""
        if lower(nested(self.fields, "assigned_to", "type")) == "team":
            return None
        return identifier(nested(self.fields, "assigned_to", "id"))

    @property
    def tells_assignee(self) -> bool:
        """Say whether it tells whom the conversation was assigned to."""
        told = text_id(nested(self.fields, "assigned_to", "id"))
        return told is not None or self.action == "changed-ticket-assignee"

    def message(self) -> Message | None:
        """Return the message that it is, if it is one."""
        if self.kind == "lineitem":
            return None
        author_type, author = "system", self.creator_id
        if self.kind == "customer" or self.creator == "customer":
            author_type = "customer"
            if self.creator != "customer":
                author = identifier(nested(self.fields, "customer", "id"))
        elif self.is_ai or self.is_workflow:
            author_type = "bot"
        elif self.kind in KINDS:
            author_type = "agent"
        state = lower(self.fields.get("state"))
        files = items(self.fields.get("attachments")) or items(
            mapping(self.fields.get("_embedded")).get("attachments")
        )
        return Message(
            conversation_id=self.conversation_id,
            sent_at=self.created_at,
            order=(*id_order(self.id),),
            author_type=author_type,
            author_key=key(NAME, author),
            is_public=self.kind in SPOKEN | {"customer"} and state != "hidden",
            is_deleted=state == "deleted",
            is_empty=is_blank(self.fields.get("body")) and not files,
            body=text(self.fields.get("body")),
            is_answering_bot=author_type == "bot"
            and self.is_ai
            and not self.is_workflow,
        )


@dataclass(slots=True)
class Merge:
    """Into what a conversation was merged, and when."""

    target: str
    at: datetime | None


@dataclass(slots=True)
class Reader:
    """Reads one export of Help Scout."""

    root: Path
    settings: Settings
    source: Source = field(default_factory=lambda: Source(NAME))
    versions: dict[str, list[Row]] = field(default_factory=dict)
    threads: dict[str, list[Thread]] = field(default_factory=dict)
    homes: dict[str, set[str]] = field(default_factory=dict)
    newest_homes: dict[str, str] = field(default_factory=dict)

    def at(self, value: object) -> datetime | None:
        """Read a time."""
        zone = self.settings.source_zones.get(NAME, UTC_ZONE)
        return timestamp(value, zone, self.settings.reporting_zone)

    def stream(self, name: str, ids: str, times: str) -> Stream:
        """Read a stream; reject rows without a required id or time."""
        made = read_stream(self.root, NAME, name)
        made.keep(
            lambda fields: (
                all(scalar(get(fields, column)) for column in ids.split())
                and all(self.at(get(fields, column)) for column in times.split())
            )
        )
        self.source.rejected_count += sum(made.rejected.values())
        self.source.duplicate_count += made.duplicate_count
        return made

    def written_at(self, fields: Fields) -> datetime:
        """Return when a version of a conversation was last touched by anybody."""
        times = [
            self.at(get(fields, name))
            for name in ("created_at", "updated_at", "user_updated_at", "closed_at")
        ]
        times.append(self.at(nested(fields, "customer_waiting_since", "time")))
        return max(time for time in times if time is not None)

    def cursor(self, fields: Fields) -> int:
        """Return that time as a number."""
        return (self.written_at(fields) - EPOCH) // MICROSECOND

    def conform(self) -> Source:
        """Conform the whole export."""
        found = self.stream("conversations", "id", "created_at")
        self.versions = found.versions(
            lambda fields: text_id(fields.get("id")), self.cursor
        )
        self.read_threads()
        merges = self.merges()
        for name, rows in self.versions.items():
            self.source.superseded_count += len(rows) - 1
            threads, brought = self.own_threads(name, rows[-1].fields)
            made = self.conversation(name, rows, threads, merges.get(name))
            said = [thread.message() for thread in threads]
            made.messages = [message for message in said if message is not None]
            for thread in brought:
                message = thread.message()
                if message is not None:
                    if self.is_from_before(thread, rows[-1].fields):
                        message.author_type = "system"
                    made.messages.append(message)
            made.changes = [
                *self.status_changes(made, rows, threads),
                *agent_changes(made, threads),
                *team_changes(made, threads),
            ]
            self.source.conversations[name] = made
        self.add_surveys()
        return self.source

    def read_threads(self) -> None:
        """Pick the newest version of each thread, and leave out what was not sent."""
        stream = self.stream("threads", "id", "created_at")
        found = stream.versions(lambda fields: text_id(fields.get("id")))
        for name, rows in found.items():
            self.source.superseded_count += len(rows) - 1
            homes = {text_id(get(row.fields, "conversation_id")) for row in rows}
            fields = rows[-1].fields
            home = text_id(get(fields, "conversation_id"))
            at = self.at(get(fields, "created_at"))
            if lower(fields.get("type")) != "lineitem":
                self.homes[name] = {one for one in homes if one is not None}
            self.newest_homes[name] = home or ""
            if lower(fields.get("type")) != "lineitem":
                self.source.has_messages = True
            if home is None or at is None or lower(fields.get("state")) in UNSENT:
                continue
            bots = self.settings.help_scout_bot_ids
            thread = Thread(name, home, at, fields, bots, len(homes - {None}) > 1)
            self.threads.setdefault(home, []).append(thread)
        for threads in self.threads.values():
            threads.sort(key=lambda thread: thread.order)

    def is_from_before(self, thread: Thread, fields: Fields) -> bool:
        """Say whether a merge brought a thread from before the creation."""
        created_at = self.at(get(fields, "created_at"))
        assert created_at is not None
        threads = self.threads[thread.conversation_id]
        has_merge = any(other.action == "merged" for other in threads)
        return has_merge and thread.created_at < created_at

    def own_threads(
        self, name: str, fields: Fields
    ) -> tuple[list[Thread], list[Thread]]:
        """Tell a conversation's threads from older ones that a merge brought."""
        threads = self.threads.get(name, [])
        brought = [
            thread
            for thread in threads
            if thread.has_moved or self.is_from_before(thread, fields)
        ]
        return [thread for thread in threads if thread not in brought], brought

    def merges(self) -> dict[str, Merge]:
        """Find what was merged: by the target's line item, or by where threads went."""
        made: dict[str, Merge] = {}
        merged: dict[str, list[datetime]] = {}
        items_of_merges = sorted(
            (
                thread
                for threads in self.threads.values()
                for thread in threads
                if thread.action == "merged"
            ),
            key=lambda thread: thread.order,
        )
        for thread in items_of_merges:
            home = thread.conversation_id
            merged.setdefault(home, []).append(thread.created_at)
            if thread.merged_id is not None and thread.merged_id != home:
                made[thread.merged_id] = Merge(home, thread.created_at)
        inhabitants: dict[str, list[str]] = {}
        for thread_id, homes in self.homes.items():
            for home in homes:
                inhabitants.setdefault(home, []).append(thread_id)
        for home, names in inhabitants.items():
            goals = [(id_order(name), self.newest_homes[name]) for name in names]
            if home in made or any(goal in ("", home) for _, goal in goals):
                continue
            target = max(goals)[1]
            moved = [one for one in self.threads.get(target, []) if one.id in names]
            last = max((one.created_at for one in moved), default=None)
            times = [at for at in merged.get(target, []) if last and at >= last]
            made[home] = Merge(target, min(times, default=None))
        return made

    def snoozed_until(self, fields: Fields) -> datetime | None:
        """Return until when a version is snoozed, null where that had passed."""
        until = self.at(nested(fields, "snooze", "snoozed_until"))
        is_running = until is not None and until > self.written_at(fields)
        return until if is_running else None

    def conversation(
        self,
        name: str,
        rows: list[Row],
        threads: list[Thread],
        merge: Merge | None,
    ) -> Conversation:
        """Conform a conversation."""
        fields = rows[-1].fields
        created_at = self.at(get(fields, "created_at"))
        assert created_at is not None
        native = lower(fields.get("status")) or None
        is_spam = native == "spam"
        is_deleted = lower(fields.get("state")) == "deleted"
        status = maps.status(NAME, native)
        if status == "open" and is_known(native) and threads:
            status = "open" if any(one.is_touch for one in threads) else "new"
        if self.snoozed_until(fields) is not None:
            status = "snoozed"
        creator = lower(nested(fields, "created_by", "type"))
        customer = identifier(nested(fields, "primary_customer", "id"))
        if customer is None and creator == "customer":
            customer = identifier(nested(fields, "created_by", "id"))
        kind = lower(fields.get("type"))
        came = lower(nested(fields, "source", "type")) or kind
        tags = {text(mapping(tag).get("tag")) for tag in items(fields.get("tags"))}
        assignee = identifier(nested(fields, "assignee", "id"))
        if lower(nested(fields, "assignee", "type")) == "team":
            assignee = None
        gone = [merge.at if merge else None]
        if is_spam:
            gone.append(self.spam_since(rows, threads))
        if is_deleted:
            gone.append(self.deleted_since(rows, threads))
        is_gone = is_spam or is_deleted
        is_draft = lower(fields.get("state")) == "draft"
        return Conversation(
            source=NAME,
            native_id=safe_id(name),
            key=key(NAME, name),
            created_at=created_at,
            updated_at=self.written_at(fields),
            channel=maps.channel(NAME, kind if kind in ("chat", "phone") else came),
            status=None if is_gone else status,
            customer_key=key(NAME, customer),
            agent_key=member(assignee),
            team_key=member(identifier(get(fields, "mailbox_id"))),
            priority=None,
            topic=topic_of(own_field(fields, "Topic")),
            resolved_at=None if is_gone else self.at(get(fields, "closed_at")),
            is_spam=is_spam,
            is_deleted=is_deleted,
            is_merged=merge is not None,
            is_test=bool(tags & self.settings.test_tags),
            complaint_stated_by="tag" if tags & self.settings.complaint_tags else None,
            is_outbound=is_draft or bool(tags & self.settings.outbound_tags),
            is_agent_opened=creator == "user",
            removed_at=min((at for at in gone if at is not None), default=None),
            merged_into_key=key(NAME, merge.target) if merge else None,
        )

    def user_time(self, fields: Fields) -> datetime:
        """Return when a user last updated a version, else anybody."""
        return self.at(get(fields, "user_updated_at")) or self.written_at(fields)

    def spam_since(self, rows: list[Row], threads: list[Thread]) -> datetime | None:
        """Return since when it is spam."""
        since = None
        for thread in threads:
            if thread.status == "spam":
                since = since or thread.created_at
            elif thread.status is not None:
                since = None
        return since or self.first_version(rows, "status", "spam")

    def deleted_since(self, rows: list[Row], threads: list[Thread]) -> datetime | None:
        """Return since when it is deleted."""
        times = [one.created_at for one in threads if one.action == "deleted-ticket"]
        return max(times, default=None) or self.first_version(rows, "state", "deleted")

    def first_version(self, rows: list[Row], column: str, code: str) -> datetime | None:
        """Return the time of the first version that has a code."""
        found = [row for row in rows if lower(row.fields.get(column)) == code]
        found.sort(key=lambda row: newness(row, self.cursor))
        return self.user_time(found[0].fields) if found else None

    def status_changes(
        self, made: Conversation, rows: list[Row], threads: list[Thread]
    ) -> list[Change]:
        """Return the changes of status, snoozes included."""
        steps = []
        for place, one in enumerate(threads):
            status = None if one.status == "spam" else one.status
            steps.append(
                (one.created_at, place, status, one.is_touch, is_customers(one))
            )
        snoozes: dict[datetime, Snooze] = {}
        newest = self.snoozed_until(rows[-1].fields)
        for row in rows:
            until = self.snoozed_until(row.fields)
            if until is None:
                continue
            start = self.user_time(row.fields)
            wakes = boolean(nested(row.fields, "snooze", "unsnooze_on_customer_reply"))
            snooze = snoozes.setdefault(until, Snooze(start, until))
            snooze.start = min(snooze.start, start)
            snooze.wakes_on_reply = wakes is not False
            snooze.is_over = newest != until
            snooze.seen_awake_at = self.user_time(rows[-1].fields)
        return status_changes(made.created_at + OPENING, steps, list(snoozes.values()))

    def add_surveys(self) -> None:
        """Add the newest version of each rating; it is of a reply."""
        stream = read_stream(self.root, NAME, "ratings")
        stream.keep(
            lambda fields: (
                scalar(rated(fields))
                and self.at(get(fields, "rating_created_at")) is not None
            )
        )
        self.source.rejected_count += sum(stream.rejected.values())

        def cursor(fields: Fields) -> int:
            at = self.at(get(fields, "rating_created_at"))
            assert at is not None
            return (at - EPOCH) // MICROSECOND

        for name, rows in stream.versions(rating_name, cursor).items():
            fields = rows[-1].fields
            scores = [score_of(row.fields) for row in rows]
            score = scores[-1]
            at = self.at(get(fields, "rating_created_at"))
            customer = identifier(get(fields, "rating_customer_id"))
            self.source.surveys.append(
                SurveyAnswer(
                    key=key(NAME, name),
                    source=NAME,
                    kind="csat",
                    asked_at=None,
                    answered_at=None if score is None else at,
                    conversation_key=member(text_id(rated(fields))),
                    customer_key=key(NAME, customer),
                    agent_key=member(identifier(get(fields, "rating_user_id"))),
                    team_key=None,
                    score=score,
                    scale_min=Decimal(1),
                    scale_max=Decimal(3),
                    first_score=next((one for one in scores if one is not None), None),
                )
            )


def scalar(value: object) -> bool:
    """Say whether there is an id: text or a number, no object or list."""
    return text_id(value) is not None and not isinstance(value, (Mapping, list))


def is_known(native: str | None) -> bool:
    """Say whether the seed knows a status."""
    known = maps.words("status_map", "native_status", "status")
    return (NAME, native or "") in known


def own_field(fields: Fields, name: str) -> object:
    """Return the value of one of the desk's own fields."""
    for item in items(get(fields, "custom_fields")):
        if mapping(item).get("name") == name:
            return mapping(item).get("text")
    return None


def is_customers(thread: Thread) -> bool:
    """Say whether a thread is the customer's word."""
    return thread.kind != "lineitem" and (
        thread.kind == "customer" or thread.creator == "customer"
    )


def rated(fields: Fields) -> object:
    """Return the conversation of a rating, which the report calls id."""
    found = get(fields, "conversation_id")
    return fields.get("id") if found is None else found


def rating_name(fields: Fields) -> str | None:
    """Return what stands for the id of a rating."""
    thread = fields.get("thread_id")
    thread = identifier(fields.get("threadid") if thread is None else thread)
    customer = text_id(get(fields, "rating_customer_id")) or "0"
    return thread or f"{text_id(rated(fields))}-{customer}"


def score_of(fields: Fields) -> Decimal | None:
    """Return 3 for great, 2 for okay, 1 for not good; words go before ids."""
    word = WORDS.get(lower(fields.get("rating")))
    rating = number(get(fields, "rating_id"))
    found = word or IDS.get(int(rating) if rating is not None else 0)
    return None if found is None else Decimal(found)


def agent_changes(made: Conversation, threads: list[Thread]) -> list[Change]:
    """Return the changes of the assignee, as the threads tell them."""
    changes: list[Change] = []
    before: str | None = None
    for place, thread in enumerate(threads):
        if not thread.tells_assignee:
            continue
        agent = member(thread.assignee)
        is_initial = place == 0 and thread.created_at <= made.created_at + OPENING
        if not changes or agent != before:
            changes.append(
                Change("agent", thread.created_at, (place,), before, agent, is_initial)
            )
        before = agent
    return changes


def team_changes(made: Conversation, threads: list[Thread]) -> list[Change]:
    """Return the moves between mailboxes."""
    moves = [
        (thread, place, origin)
        for place, thread in enumerate(threads)
        if thread.action == "moved-from-mailbox"
        for origin in [thread.named("mailbox", "from_mailbox")]
        if origin is not None
    ]
    changes = []
    for turn, (thread, place, origin) in enumerate(moves):
        later = moves[turn + 1 : turn + 2]
        goal = member(later[0][2]) if later else made.team_key
        if member(origin) != goal:
            changes.append(
                Change("team", thread.created_at, (place,), member(origin), goal)
            )
    return changes


def read(root: Path, settings: Settings) -> Source:
    """Read and conform an export of Help Scout."""
    return Reader(root, settings).conform()
