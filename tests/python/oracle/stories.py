"""Random dirty histories, told before they are written in a source's own shape."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from .values import utc

FIRST_DAY = utc(2024, 1, 8)
CLOCK_CHANGES = (
    utc(2024, 3, 10),
    utc(2024, 3, 31),
    utc(2024, 4, 7),
    utc(2024, 10, 6),
    utc(2024, 10, 27),
    utc(2024, 11, 3),
)
HOLIDAYS = (utc(2024, 3, 28), utc(2024, 5, 1), utc(2024, 12, 25))
ROLE_CHANGE = utc(2024, 7, 1)
PRIORITIES = ("low", "normal", "high", "urgent", None)
LIVE = ("new", "open", "waiting_customer", "waiting_other")
BOUNDARIES = (300.0, 300.4, 600.0, 600.4)
SOFT_REOPENS = (0.0, 600.0, 3599.0, 3600.0, 3600.4, 3601.0, 7200.0)
FUTURE_STEP = 60
SEVERITIES = ("critical", "minor", None)
CHANNELS = ("email", "web", "chat", "messaging", "phone", "sms", "social", "api")


@dataclass(slots=True)
class Said:
    """A message; the flavour says what is odd about it."""

    at: datetime
    who: str
    author: str | None
    flavour: str = "plain"


@dataclass(slots=True)
class Moved:
    """A change of a field."""

    at: datetime
    field: str
    old: str | None
    new: str | None


@dataclass(slots=True)
class Story:
    """What happened in one conversation."""

    name: str
    created_at: datetime
    customer: str | None
    channel: str
    first: dict[str, str | None]
    now: dict[str, str | None]
    events: list[Said | Moved] = field(default_factory=list)
    opened_by: str | None = None
    is_outbound: bool = False
    is_test: bool = False
    is_spam: bool = False
    has_unknown_channel: bool = False
    deleted_at: datetime | None = None
    restored_at: datetime | None = None
    knows_deletion: bool = True
    merged_into: str | None = None
    merged_at: datetime | None = None
    is_merge_only_tagged: bool = False
    follow_up_of: str | None = None
    history: str = "full"

    @property
    def ended_at(self) -> datetime:
        """Return the last moment of the story that is no mistake."""
        times = [event.at for event in self.events if event.at.year < 2090]
        times += [at for at in (self.merged_at, self.deleted_at) if at]
        times += [self.created_at, self.restored_at or self.created_at]
        return max(times)


class Teller:
    """Tells random stories and counts what it put into them."""

    def __init__(self, rng: Random, counts: Counter[str], source: str) -> None:
        """Take the dice and the counter."""
        self.rng = rng
        self.counts = counts
        self.source = source
        self.agents = [f"agent{number}" for number in range(1, 9)]
        self.leavers = [f"leaver{number}" for number in range(1, 4)]
        self.starters = [f"starter{number}" for number in range(1, 4)]
        self.ghosts = [f"ghost{number}" for number in range(1, 5)]
        self.teams = ["first_line", "second_line", "night_shift", "lost_team"]
        self.count_of_people = 0
        self.told = 0

    def count(self, what: str) -> None:
        """Count a rule or a kind of dirt."""
        self.counts[what] += 1

    def chance(self, share: float, what: str | None = None) -> bool:
        """Throw the dice; count it if it comes up."""
        came = self.rng.random() < share
        if came and what is not None:
            self.count(what)
        return came

    def gap(self) -> timedelta:
        """Return a random time between two events."""
        rng = self.rng
        throw = rng.random()
        if throw < 0.16:
            self.count("same second")
            return timedelta()
        if throw < 0.3:
            length = rng.choice(BOUNDARIES)
            self.count(f"gap of {length} seconds")
            return timedelta(seconds=length)
        if throw < 0.6:
            return timedelta(seconds=rng.randrange(1, 5400))
        if throw < 0.9:
            return timedelta(seconds=rng.randrange(5400, 150_000))
        return timedelta(seconds=rng.randrange(150_000, 1_200_000))

    def moment(self) -> datetime:
        """Return a random beginning; some near clock changes and holidays."""
        rng = self.rng
        throw = rng.random()
        if throw < 0.1:
            self.count("near a clock change")
            start = rng.choice(CLOCK_CHANGES) - timedelta(hours=30)
            return start + timedelta(seconds=rng.randrange(60 * 3600))
        if throw < 0.18:
            self.count("near a holiday")
            start = rng.choice(HOLIDAYS) - timedelta(hours=30)
            return start + timedelta(seconds=rng.randrange(60 * 3600))
        return FIRST_DAY + timedelta(seconds=rng.randrange(330 * 86400))

    def person(self) -> str:
        """Return somebody of the desk."""
        throw = self.rng.random()
        if throw < 0.1:
            self.count("message by a leaver")
            return self.rng.choice(self.leavers)
        if throw < 0.18:
            self.count("message by a starter")
            return self.rng.choice(self.starters)
        if throw < 0.26:
            self.count("message by somebody missing")
            return self.rng.choice(self.ghosts)
        return self.rng.choice(self.agents)

    def customer(self) -> str | None:
        """Return a customer: mostly a new one, sometimes none."""
        if self.chance(0.04, "no customer"):
            return None
        if self.count_of_people and self.chance(0.2, "customer again"):
            return f"customer{self.rng.randrange(1, self.count_of_people + 1)}"
        self.count_of_people += 1
        return f"customer{self.count_of_people}"

    def story(self, name: str) -> Story:
        """Tell one story."""
        rng = self.rng
        self.told += 1
        created_at = self.moment()
        first = {
            "status": "new",
            "agent": None,
            "team": rng.choice((*self.teams, None)),
            "priority": rng.choice(PRIORITIES),
            "severity": rng.choice(SEVERITIES),
        }
        if self.chance(0.1, "created as resolved"):
            first["status"] = "resolved"
        elif self.chance(0.2):
            first["status"] = "open"
        if self.chance(0.3):
            first["agent"] = rng.choice(self.agents)
        made = Story(
            name=name,
            created_at=created_at,
            customer=self.customer(),
            channel=rng.choice(CHANNELS),
            first=first,
            now=dict(first),
        )
        if self.chance(0.12, "opened by an agent"):
            made.opened_by = self.person()
        if self.chance(0.12, "outbound"):
            made.is_outbound = True
        made.is_test = self.chance(0.05, "test")
        made.has_unknown_channel = self.chance(0.06, "unknown channel")
        self.open(made)
        length = rng.randrange(0, 16)
        if self.chance(0.07, "long conversation"):
            length = rng.randrange(60, 200)
        if self.chance(0.05, "left to the bot"):
            made.events.append(Said(created_at, "answering_bot", None))
            if self.chance(0.6):
                self.move_status(made, created_at + self.gap(), "resolved")
        else:
            self.go_on(made, length)
        self.end(made)
        return made

    def open(self, made: Story) -> None:
        """Write the first message."""
        at = made.created_at
        if made.opened_by is not None:
            made.events.append(Said(at, "agent", made.opened_by))
        elif made.is_outbound:
            made.events.append(Said(at, "agent", self.person()))
        elif self.chance(0.9):
            late = self.chance(0.1, "first message after creation")
            made.events.append(
                Said(at + timedelta(seconds=7 * late), "customer", made.customer)
            )

    def go_on(self, made: Story, length: int) -> None:
        """Let things happen."""
        at = made.created_at
        for _ in range(length):
            at += self.gap()
            if made.now["status"] in ("resolved", "closed") and self.chance(0.35):
                at = self.thanks(made, at)
                continue
            throw = self.rng.random()
            if throw < 0.06:
                at = self.answer_in_time(made, at)
            elif throw < 0.27:
                self.say(made, at, "customer")
            elif throw < 0.5:
                self.say(made, at, "agent")
                if self.chance(0.3, "reply and status in one second"):
                    self.move_status(made, at)
            elif throw < 0.57:
                self.say(made, at, "note")
            elif throw < 0.62:
                self.say(made, at, "auto_reply")
            elif throw < 0.68:
                self.say(made, at, "answering_bot")
            elif throw < 0.84:
                self.move_status(made, at)
            else:
                self.move(made, at)

    def answer_in_time(self, made: Story, at: datetime) -> datetime:
        """Let the desk answer just at a limit."""
        length = self.rng.choice(BOUNDARIES)
        self.count(f"answer after {length} seconds")
        end = at + timedelta(seconds=length)
        made.events.append(Said(at, "customer", made.customer))
        made.events.append(Said(end, "agent", self.rng.choice(self.agents)))
        return end

    def say(self, made: Story, at: datetime, who: str) -> None:
        """Add a message, plain or odd."""
        flavours = {
            "empty": 0.06,
            "tags only": 0.04,
            "attachment only": 0.03,
            "redacted": 0.04,
            "deleted": 0.05,
            "made private": 0.04,
            "made public": 0.03,
            "sent again": 0.06,
            "changed later": 0.05,
        }
        flavour = "plain"
        throw = self.rng.random()
        for name, share in flavours.items():
            throw -= share
            if throw < 0:
                flavour = name
                self.count(f"message {name}")
                break
        self.count(f"message of {who}")
        author = made.customer if who == "customer" else self.person()
        if who == "customer" and self.chance(0.04, "message by a stranger"):
            author = f"stranger{self.rng.randrange(1000)}"
        if who == "customer" and flavour == "plain":
            flavour = "private" if self.chance(0.05, "private customer") else "plain"
        made.events.append(Said(at, who, author, flavour))

    def move_status(self, made: Story, at: datetime, new: str | None = None) -> None:
        """Change the status."""
        statuses = [*LIVE[1:], "resolved", "resolved", "resolved", "closed"]
        if self.source in ("generic", "intercom"):
            statuses += ["snoozed", "cancelled"]
        if new is None:
            new = self.rng.choice(statuses)
            if self.chance(0.03, "unknown status"):
                new = "mystery"
        self.count(f"status {new}")
        made.events.append(Moved(at, "status", made.now["status"], new))
        made.now["status"] = new
        if self.chance(0.04, "two status changes in one second"):
            after = self.rng.choice(statuses)
            made.events.append(Moved(at, "status", new, after))
            made.now["status"] = after

    def move(self, made: Story, at: datetime) -> None:
        """Change assignee, team, priority or severity."""
        name = self.rng.choice(("agent", "team", "priority", "severity"))
        values: tuple[str | None, ...] = PRIORITIES
        if name == "agent":
            values = (*self.agents, *self.leavers, *self.ghosts, None)
        elif name == "team":
            values = (*self.teams, None)
        elif name == "severity":
            values = SEVERITIES
        new = self.rng.choice(values)
        self.count(f"change of {name}")
        made.events.append(Moved(at, name, made.now[name], new))
        made.now[name] = new

    def thanks(self, made: Story, at: datetime) -> datetime:
        """Let the customer's word reopen, and close again around the window."""
        length = self.rng.choice(SOFT_REOPENS)
        self.count(f"reopened for {length} seconds")
        if self.chance(0.85):
            made.events.append(Said(at, "customer", made.customer))
        self.move_status(made, at, "open")
        end = at + timedelta(seconds=length)
        if self.chance(0.15, "reply during a short reopen"):
            made.events.append(Said(self.rng.choice((at, end)), "agent", self.person()))
        if made.now["status"] in LIVE:
            self.move_status(made, end, "resolved")
        return end

    def end(self, made: Story) -> None:
        """Plant what went wrong with the whole conversation."""
        rng = self.rng
        before = made.created_at - timedelta(seconds=rng.choice((1, 400, 90_000)))
        if self.chance(0.06, "reply before creation"):
            made.events.append(Said(before, "agent", rng.choice(self.agents)))
        if self.chance(0.06, "resolution before creation"):
            made.events.append(Moved(before, "status", "open", "resolved"))
        if self.told % FUTURE_STEP == 0:
            self.count("far in the future")
            later = utc(2099, 1, 1) + timedelta(seconds=rng.randrange(10**6))
            kind = rng.randrange(3)
            if kind == 0:
                made.events.append(Said(later, "agent", rng.choice(self.agents)))
            elif kind == 1:
                self.move_status(made, later, "resolved")
            else:
                made.events.append(Said(later, "customer", made.customer))
        throw = rng.random()
        if throw < 0.12:
            made.history = "none"
        elif throw < 0.18:
            made.history = "without its beginning"
        elif throw < 0.25:
            made.history = "without its end"
        elif throw < 0.31:
            made.history = "without old values"
        self.count(f"history {made.history}")
        if self.chance(0.15, "deleted"):
            made.deleted_at = made.ended_at + self.gap()
            made.knows_deletion = not self.chance(0.4, "deleted, nobody knows when")
            if self.chance(0.4, "restored"):
                made.restored_at = made.deleted_at + self.gap() + timedelta(seconds=1)
            else:
                made.is_spam = self.chance(0.45, "spam")

    def merge(self, sources: list[Story]) -> None:
        """Merge each story into the one after it."""
        for one, target in pairwise(sources):
            self.count("merged")
            one.merged_into = target.name
            one.merged_at = one.ended_at + self.gap()
            one.is_merge_only_tagged = self.chance(0.2, "merge without a target")
            one.deleted_at = None if self.chance(0.9) else one.deleted_at
            one.events.append(
                Moved(one.merged_at, "status", one.now["status"], "closed")
            )
            one.now["status"] = "closed"
        if len(sources) > 2:
            self.count("merged in a chain")
