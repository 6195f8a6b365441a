"""What the desk's neighbours know: help centre, social networks, promises, reviews."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import fmean

from .facts import Fact, Facts, band_of
from .people import People, read_people
from .read_exports import Fields, Position, read_stream
from .values import (
    END,
    MILLISECOND,
    UTC_ZONE,
    Settings,
    boolean,
    key,
    local_day,
    number,
    seconds,
    text,
    text_id,
    timestamp,
)

NAME = "generic"
UNKNOWN = "generic:unknown"
CAP = Decimal(1800)
CLICKS = {"chat_open": "chat", "call_click": "call"}
CONTACT_WINDOW = timedelta(minutes=30)
AGE, TOLERANCE = timedelta(days=7), timedelta(days=3)
COUNTS = (
    *("shares", "embeds", "likes", "replies", "direct_messages", "comments"),
    *("wall_posts", "mentions"),
)


class Row:
    """A row of a neighbouring stream, with its values as they are meant."""

    def __init__(self, fields: Fields, position: Position, settings: Settings) -> None:
        self._fields = fields
        self._settings = settings
        self.position = position

    def at(self, name: str) -> datetime | None:
        """Return a moment."""
        value = self._fields.get(name)
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        zone = self._settings.source_zones.get(NAME, UTC_ZONE)
        return timestamp(value, zone, self._settings.reporting_zone)

    def moment(self, name: str) -> datetime:
        """Return a moment that has to be there."""
        found = self.at(name)
        assert found is not None
        return found

    def key(self, name: str) -> str | None:
        """Return the key of a thing, null where it is not named."""
        found = text_id(self._fields.get(name))
        return None if found is None else key(NAME, found)

    def text(self, name: str) -> str | None:
        """Return a text."""
        return text(self._fields.get(name))

    def word(self, name: str) -> str | None:
        """Return a text in lower case."""
        found = self.text(name)
        return None if found is None else found.lower()

    def number(self, name: str) -> Decimal | None:
        """Return a number."""
        return number(self._fields.get(name))

    def flag(self, name: str) -> bool | None:
        """Return a boolean."""
        return boolean(self._fields.get(name))


@dataclass(slots=True)
class Export:
    """An export with the facts of its conversations."""

    root: Path
    settings: Settings
    facts: Facts
    people: People
    conversations: dict[str, Fact] = field(default_factory=dict)

    def rows(
        self, stream: str, keys: str, texts: str, times: str, cursor: str = ""
    ) -> list[Row]:
        """Return the newest version of each row that has what it needs."""
        found = read_stream(self.root, NAME, stream)
        made: dict[tuple[str, ...], Row] = {}
        for raw in sorted(found.rows, key=lambda raw: raw.position):
            row = Row(raw.fields, raw.position, self.settings)
            if any(row.text(name) is None for name in texts.split()):
                continue
            if any(row.at(name) is None for name in times.split()):
                continue
            place = tuple(str(row.at(part) or row.key(part)) for part in keys.split())
            older = made.get(place)
            if cursor and older is not None:
                before, now = older.at(cursor), row.at(cursor)
                if before is not None and (now is None or now < before):
                    continue
            made[place] = row
        return list(made.values())

    def day(self, moment: datetime | None) -> object:
        """Return the day of a moment as it is reported."""
        if moment is None:
            return None
        return local_day(moment, self.settings.reporting_zone)

    def is_staff(self, customer: str | None) -> bool:
        """Say whether a customer is of the company itself."""
        return customer in self.people.staff


def open_export(root: Path, variables: Mapping[str, object], facts: Facts) -> Export:
    """Make ready to read."""
    settings = Settings.of(variables)
    made = Export(root, settings, facts, read_people(root, settings))
    made.conversations = {
        str(fact["conversation_key"]): fact for fact in facts.conversations
    }
    return made


def is_inbound(fact: Fact) -> bool:
    """Say whether a conversation counts as one that a customer began."""
    return bool(fact["is_valid"]) and not fact["is_outbound"]


# ------------------------------------------------------------------ help centre


@dataclass(slots=True)
class Visit:
    """A session of a visitor from outside."""

    visitor: str
    session: str
    events: list[Row]
    customer: str = UNKNOWN
    articles: dict[str, list[Row]] = field(default_factory=dict)


def visits(export: Export) -> list[Visit]:
    """Return all sessions but those of staff and machines."""
    sessions: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in export.rows(
        "page_events", "event_id", "event_id session_id event_name", "occurred_at"
    ):
        visitor = (
            row.key("visitor_id") or row.key("customer_id") or row.key("session_id")
        )
        sessions[visitor or "", row.key("session_id") or ""].append(row)
    made = []
    for (visitor, session), events in sessions.items():
        if any(
            row.flag("is_staff")
            or row.flag("is_bot")
            or export.is_staff(row.key("customer_id"))
            for row in events
        ):
            continue
        events.sort(key=lambda row: (row.moment("occurred_at"), row.position))
        visit = Visit(visitor, session, events)
        front: str | None = None
        for row in events:
            visit.customer = row.key("customer_id") or visit.customer
            name, article = row.word("event_name"), row.key("article_id")
            if name == "page_view":
                front = article
            elif name != "search":
                article = article or front
            if article is not None and name != "search":
                visit.articles.setdefault(article, []).append(row)
        made.append(visit)
    return made


def last_said(rows: list[Row], name: str) -> str | None:
    """Return what rows in order said last; languages are in lower case."""
    said = (
        row.word(name) if name == "locale" else row.text(name) for row in rows[::-1]
    )
    return next((each for each in said if each), None)


def article_mentions(export: Export) -> dict[str, list[Row]]:
    """Return all that was said of each article, in order."""
    made: dict[str, list[Row]] = defaultdict(list)
    for row in export.rows(
        "page_events", "event_id", "event_id session_id event_name", "occurred_at"
    ):
        article = row.key("article_id")
        if article is not None and row.word("event_name") != "search":
            made[article].append(row)
    for rows in made.values():
        rows.sort(key=lambda row: (row.moment("occurred_at"), row.key("event_id")))
    return made


def article_reads(export: Export) -> list[Fact]:
    """Return what was read."""
    made = []
    mentions = article_mentions(export)
    for visit in visits(export):
        for article, events in visit.articles.items():
            spent = sum(
                (
                    row.number("engaged_milliseconds") or Decimal(0)
                    for row in events
                    if (row.number("engaged_milliseconds") or 0) > 0
                ),
                Decimal(0),
            )
            reading = (spent / 1000).quantize(MILLISECOND, ROUND_HALF_UP)
            scrolls = [row.number("scrolled_percent") for row in events]
            furthest = max((at for at in scrolls if at is not None), default=None)
            votes = [row for row in events if row.word("event_name") == "vote"]
            names = [row.word("event_name") for row in events]
            made.append(
                {
                    "article_read_key": f"{visit.visitor}|{visit.session}|{article}",
                    "customer_key": visit.customer,
                    "article_key": article,
                    **{
                        name: last_said(events, name)
                        or last_said(mentions.get(article, []), name)
                        or "unknown"
                        for name in ("article_category", "locale")
                    },
                    "opened_at": events[0].moment("occurred_at"),
                    "last_event_at": events[-1].moment("occurred_at"),
                    "read_date": export.day(events[0].moment("occurred_at")),
                    "reading_seconds": min(reading, CAP),
                    "is_reading_capped": reading > CAP,
                    "is_read": reading >= 10
                    or (furthest is not None and furthest >= 50),
                    "view_count": names.count("page_view"),
                    "vote_count": len(votes),
                    "helpful_vote_count": sum(
                        row.flag("is_helpful") is True for row in votes
                    ),
                    "contact_count": len({CLICKS[n] for n in names if n in CLICKS}),
                }
            )
    return made


def searches(export: Export) -> list[Fact]:
    """Return what was searched for, and whether anything was found."""
    made = []
    for visit in visits(export):
        last: Fact | None = None
        for row in visit.events:
            name, article = row.word("event_name"), row.key("article_id")
            if name == "search":
                last = {
                    "help_search_key": row.key("event_id"),
                    "found_article_key": None,
                    "is_without_result": True,
                    "searched_at": row.moment("occurred_at"),
                }
                made.append(last)
            elif name == "page_view" and article and last and last["is_without_result"]:
                last.update(found_article_key=article, is_without_result=False)
    return made


# ------------------------------------------------------------------ social


@dataclass(slots=True)
class Thread:
    """A thread with what was asked and answered."""

    key: str
    posts: list[Row]
    root: Row
    question: Row | None = None
    conversation: str | None = None
    answers: list[Row] = field(default_factory=list)

    @property
    def is_outbound(self) -> bool:
        """Say whether the desk began it."""
        return self.question is not self.root

    @property
    def staff(self) -> Row | None:
        """Return the first answer of a person of the desk."""
        return next((row for row in self.answers if role(row) == "agent"), None)

    @property
    def marked(self) -> Row | None:
        """Return the first answer that is marked as the solution."""
        return next((row for row in self.answers if row.flag("is_solution")), None)


def role(row: Row) -> str:
    """Return what kind of author a post has."""
    found = row.word("author_type") or ""
    return found if found in ("customer", "agent", "bot") else "other"


def asks(row: Row) -> bool:
    """Say whether a post is by somebody from outside."""
    return role(row) in ("customer", "other")


def threads(export: Export) -> list[Thread]:
    """Return all threads with their posts in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in export.rows(
        "social_posts", "post_id", "post_id thread_id author_type", "posted_at"
    ):
        found[row.key("thread_id") or ""].append(row)
    made = []
    for name, posts in found.items():
        posts.sort(key=lambda row: (row.moment("posted_at"), row.position))
        free = [row for row in posts if row.text("in_reply_to_post_id") is None]
        thread = Thread(name, posts, (free or posts)[0])
        thread.conversation = next(
            (row.key("conversation_id") for row in posts if row.key("conversation_id")),
            None,
        )
        if asks(thread.root):
            thread.question = thread.root
        else:
            thread.question = next((row for row in posts if asks(row)), None)
        if thread.question is not None:
            start = posts.index(thread.question) if thread.is_outbound else 0
            thread.answers = [
                row
                for row in posts[start:]
                if row is not thread.question and not row.flag("is_deleted")
            ]
        made.append(thread)
    return made


def solution_of(export: Export, thread: Thread) -> Row | None:
    """Return the post that solved a thread."""
    if thread.marked is not None or thread.question is None:
        return thread.marked
    fact = export.conversations.get(thread.conversation or "")
    if fact is None or not fact["is_resolved"]:
        return None
    resolved_at = fact["last_resolved_at"]
    assert isinstance(resolved_at, datetime)
    start = thread.posts.index(thread.question)
    before = [
        row
        for row in thread.posts[start + 1 :]
        if role(row) == "agent"
        and not row.flag("is_deleted")
        and row.moment("posted_at") <= resolved_at
    ]
    return before[-1] if before else None


def endorsements(export: Export) -> dict[str, list[tuple[datetime, int]]]:
    """Return the totals of each post by the moment at which they were counted."""
    made: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in export.rows(
        "social_counts", "post_id counted_at", "post_id", "counted_at"
    ):
        total = sum(int(row.number(name) or 0) for name in COUNTS)
        made[row.key("post_id") or ""].append((row.moment("counted_at"), total))
    return made


def at_age(counts: list[tuple[datetime, int]], posted_at: datetime) -> int | None:
    """Return the total nearest to the age of a week, the later of two as near."""
    wanted = posted_at + AGE
    near = [
        (abs(at - wanted), -(at - posted_at).total_seconds(), total)
        for at, total in counts
        if abs(at - wanted) <= TOLERANCE
    ]
    return min(near)[2] if near else None


def span(start: datetime | None, end: datetime | None) -> Decimal | None:
    """Return seconds from one moment to another, null where they are reversed."""
    if start is None or end is None or end < start:
        return None
    return seconds(end - start)


def social_threads(export: Export) -> list[Fact]:
    """Return the threads."""
    counts = endorsements(export)
    made: list[Fact] = []
    for thread in threads(export):
        question, staff = thread.question, thread.staff
        solution = solution_of(export, thread)
        asked_at = question.moment("posted_at") if question else None
        staff_at = staff.moment("posted_at") if staff else None
        solved_at = solution.moment("posted_at") if solution else None
        moods = moods_around(thread, solution)
        fact = export.conversations.get(thread.conversation or "")
        before, after = (fmean(side) if side else None for side in moods)
        made.append(
            {
                "thread_key": thread.key,
                "source_system": NAME,
                "conversation_key": thread.conversation if fact else None,
                "question_post_key": question.key("post_id") if question else None,
                "solution_post_key": solution.key("post_id") if solution else None,
                "customer_key": asker(question),
                "staff_agent_key": (staff.key("author_id") if staff else None)
                or UNKNOWN,
                "asked_at": asked_at,
                "first_staff_post_at": staff_at,
                "solved_at": solved_at,
                "first_staff_post_seconds": span(asked_at, staff_at),
                "solution_seconds": span(asked_at, solved_at),
                "is_outbound": thread.is_outbound,
                "is_valid": bool(fact["is_valid"]) if fact else True,
                "is_question_deleted": bool(question and question.flag("is_deleted")),
                "post_count": len(thread.posts),
                "sentiment_count_before": len(moods[0]),
                "sentiment_count_after": len(moods[1]),
                "sentiment_change": after - before
                if before is not None and after is not None
                else None,
                "endorsement_count": at_age(
                    counts[solution.key("post_id") or ""], solution.moment("posted_at")
                )
                if solution
                else None,
            }
        )
    return made


def asker(question: Row | None) -> str:
    """Return the customer who asked."""
    if question is None or role(question) != "customer":
        return UNKNOWN
    return question.key("author_id") or UNKNOWN


def moods_around(thread: Thread, solution: Row | None) -> tuple[list[float], ...]:
    """Return the moods of who asked, before and after the solution."""
    sides: tuple[list[float], list[float]] = ([], [])
    if solution is None or thread.question is None:
        return sides
    place = thread.posts.index(solution)
    writer = thread.question.key("author_id")
    for number_, row in enumerate(thread.posts):
        mood = row.number("sentiment")
        is_same = row is thread.question or (
            writer is not None and row.key("author_id") == writer and asks(row)
        )
        if mood is None or not -1 <= mood <= 1 or row.flag("is_deleted") or not is_same:
            continue
        if number_ != place:
            sides[number_ > place].append(float(mood))
    return sides


def social_responses(export: Export) -> list[Fact]:
    """Return the waits of threads that no conversation with messages tells of."""
    has_messages = bool(read_stream(export.root, NAME, "messages").rows)
    limit = export.settings.response_limit
    made: list[Fact] = []
    for thread in threads(export):
        question, staff = thread.question, thread.staff
        fact = export.conversations.get(thread.conversation or "")
        if question is None or (fact is not None and has_messages):
            continue
        if question.flag("is_deleted") and staff is None:
            continue
        asked_at = question.moment("posted_at")
        answered_at = staff.moment("posted_at") if staff else None
        waited = span(asked_at, answered_at)
        bots = [row for row in thread.answers if role(row) == "bot"]
        bot_at = min((row.moment("posted_at") for row in bots), default=None)
        made.append(
            {
                "response_key": f"{thread.key}#social",
                "source_system": NAME,
                "channel": "social",
                "response_kind": "social",
                "conversation_key": thread.conversation if fact else None,
                "wait_number": 1,
                "waiting_since_at": asked_at,
                "ended_at": answered_at,
                "responded_at": answered_at,
                "wait_outcome": "answered" if staff else "open",
                "agent_key": (staff.key("author_id") if staff else None) or UNKNOWN,
                "team_key": UNKNOWN,
                "priority": "none",
                "severity": "none",
                "response_seconds": waited,
                "response_business_seconds": None,
                "is_first": True,
                "has_bot_reply": bot_at is not None
                and asked_at <= bot_at < (answered_at or END),
                "is_acknowledgement": False,
                "limit_at": asked_at + limit,
                "response_band": band_of(waited, export.settings),
                "response_business_band": None,
                "business_limit_at": None,
                "severity_due_at": None,
                "is_within_severity_target": None,
                "customer_key": asker(question),
                "data_issue": "reply_before_creation"
                if answered_at is not None and answered_at < asked_at
                else None,
                "is_inbound": not thread.is_outbound
                and (fact is None or is_inbound(fact)),
            }
        )
    return made


# ------------------------------------------------------------------ promises, reviews


def promises(export: Export) -> list[Fact]:
    """Return the promises of service, and what became of them."""
    as_of = export.facts.as_of
    assert as_of is not None
    made: list[Fact] = []
    for row in export.rows(
        "sla_instances", "sla_id", "sla_id conversation_id metric", "applied_at"
    ):
        fact = export.conversations.get(row.key("conversation_id") or "")
        due = row.at("due_at") or row.at("breached_at")
        outcome = outcome_of(row)
        ended = (fact["last_resolved_at"] or fact["removed_at"]) if fact else None
        counted_at = due or ended or row.at("fulfilled_at") or row.at("cancelled_at")
        is_late = outcome == "open" and due is not None and due < as_of
        is_valid = bool(fact["is_valid"]) if fact else True
        assert counted_at is None or isinstance(counted_at, datetime)
        made.append(
            {
                "sla_instance_key": row.key("sla_id"),
                "source_system": NAME,
                "conversation_key": row.key("conversation_id") if fact else None,
                "channel": fact["channel"] if fact else "other",
                "team_key": fact["created_team_key"] if fact else UNKNOWN,
                "priority": fact["created_priority"] if fact else "none",
                "due_at": due,
                "counted_at": counted_at or row.at("applied_at"),
                "counted_date": export.day(counted_at or row.at("applied_at")),
                "sla_outcome": outcome,
                "is_open_and_late": is_late,
                "is_counted": is_valid
                and (outcome in ("fulfilled", "breached") or is_late),
            }
        )
    return made


def outcome_of(row: Row) -> str:
    """Say what became of a promise: what happened first decides."""
    due = row.at("due_at")
    happened = []
    for name, rank in (("breached_at", 0), ("fulfilled_at", 1), ("cancelled_at", 2)):
        at = row.at(name)
        if at is not None:
            happened.append((at, rank, name))
    if not happened:
        verdict = row.flag("is_met")
        return {True: "fulfilled", False: "breached", None: "open"}[verdict]
    at, _, name = min(happened)
    if name == "breached_at" or (due is not None and at > due):
        return "breached"
    return "fulfilled" if name == "fulfilled_at" else "cancelled"


def evaluations(export: Export) -> list[Fact]:
    """Return the reviews, and how far reviewers of the same work are apart."""
    rows = export.rows(
        "agent_evaluations", "evaluation_id", "evaluation_id agent_id", "evaluated_at"
    )
    works: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if share_of(row) is not None:
            works[work_of(row)].append(row)
    made: list[Fact] = []
    for row in rows:
        others = works.get(work_of(row), [])
        shares = [share for share in map(share_of, others) if share is not None]
        reviewers = {other.key("reviewer_id") for other in others} - {None}
        is_compared = len(reviewers) > 1 and any(
            other.flag("is_calibration") for other in others
        )
        fact = export.conversations.get(row.key("conversation_id") or "")
        share = share_of(row)
        made.append(
            {
                "evaluation_key": row.key("evaluation_id"),
                "agent_key": row.key("agent_id"),
                "conversation_key": row.key("conversation_id") if fact else None,
                "evaluated_at": row.moment("evaluated_at"),
                "score_share": share,
                "has_passed": row.flag("has_passed"),
                "is_counted": share is not None and not row.flag("is_calibration"),
                "calibration_gap": max(shares) - min(shares) if is_compared else None,
                "is_first_of_calibration": is_compared
                and row.key("evaluation_id")
                == min(str(other.key("evaluation_id")) for other in others),
            }
        )
    return made


def share_of(row: Row) -> float | None:
    """Return the points by those that can be had."""
    score, most = row.number("score"), row.number("max_score")
    most = Decimal(100) if most is None else most
    if score is None or most <= 0 or not 0 <= score <= most:
        return None
    return float(score) / float(most)


def work_of(row: Row) -> tuple[str | None, ...]:
    """Return what was reviewed."""
    work = row.key("conversation_id") or row.key("evaluation_id")
    return (work, row.key("agent_id"), row.text("scorecard"))
