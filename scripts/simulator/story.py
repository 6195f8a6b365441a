"""What happens in one conversation, step by step.

A `Step` is one update by one actor at one moment: at most one message, and the fields
that it changes. Zendesk calls it an audit; other sources tell its parts in streams of
their own. A story holds no word of any source.
"""

from dataclasses import dataclass, field

from simulator import texts
from simulator.calendars import DAY, HOUR, MINUTE
from simulator.draws import Draws
from simulator.people import (
    BOT,
    FIRST_STRANGER,
    SYSTEM,
    TEAM_SCHEDULES,
    TEAMS,
)
from simulator.world import LIVE_CHANNELS, Outline, World

Value = str | int | None
PRIORITIES = ("low", "normal", "high", "urgent")
DONE = ("resolved", "closed", "cancelled")
FIRST_ANSWER = {
    "chat": 75,
    "messaging": 260,
    "phone": 120,
    "social": 900,
    "sms": 420,
    "web": 5400,
}
CUSTOMER_ANSWER = {"chat": 50, "messaging": 300, "phone": 90, "social": 1800}
CLOSE_AFTER = 4 * DAY
MESSAGE_FATES = {
    "hide": "message made private",
    "redact": "message redacted",
    "remove": "message deleted",
}


@dataclass(slots=True)
class Message:
    """Something that somebody wrote."""

    number: int
    author: int
    role: str
    is_public: bool
    body: str
    is_automatic: bool = False
    is_answer_bot: bool = False
    is_fallback: bool = False
    is_merge: bool = False
    has_attachment: bool = False


@dataclass(slots=True)
class Change:
    """A field that got another value."""

    name: str
    old: Value
    new: Value


@dataclass(slots=True)
class Step:
    """One update of a conversation."""

    at: int
    actor: int
    message: Message | None = None
    changes: list[Change] = field(default_factory=list)
    # What else happened: (kind, detail), as ("hide", the message).
    events: list[tuple[str, Value | Message]] = field(default_factory=list)
    schedules: tuple[str | None, str] | None = None


@dataclass(slots=True)
class Survey:
    """A question about one conversation: each (moment, score); None is no answer."""

    asked_at: int
    agent: Value
    team: Value
    answers: list[tuple[int, int | None]]
    comment: str | None


@dataclass(slots=True)
class Story:
    """A conversation, told to the end of the period."""

    outline: Outline
    subject: str
    number: int
    submitter: int
    customer: int
    opener_is_agent: bool = False
    is_outbound: bool = False
    steps: list[Step] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    snoozed_until: int | None = None
    deletion_in_history: bool = True
    schedule: str | None = None
    # The values of all fields before the first step.
    initial: dict[str, Value] = field(default_factory=dict)
    # The closed conversation that this one continues.
    continued: "Story | None" = None

    @property
    def is_marked_complaint(self) -> bool:
        """Tell whether somebody at the desk marks it as a complaint."""
        complains = "complaint" in self.kinds
        return self.number % 10 < 4 if complains else self.number % 150 == 0

    def first_time(self, status: str) -> int | None:
        """Give the moment at which a status began first."""
        for step in self.steps:
            for change in step.changes:
                if change.name == "status" and change.new == status:
                    return step.at
        return None


class Teller:
    """Tells one conversation."""

    def __init__(self, world: World, outline: Outline, draws: Draws) -> None:
        self.world = world
        self.outline = outline
        self.draws = draws
        self.at = outline.created_at
        self.state: dict[str, Value] = {
            "status": "new",
            "team": None,
            "agent": None,
            "priority": None,
            "topic": outline.topic,
        }
        self.number = draws.whole(10_000, 99_999)
        self.story = Story(
            outline,
            texts.subject(outline.language, outline.topic, self.number),
            self.number,
            outline.customer,
            outline.customer,
        )
        self.is_live = outline.channel in LIVE_CHANNELS
        self.last_words = ""
        self.merged_at = next(
            (at for at, index in outline.merges if index == outline.index), None
        )
        self._messages = 0

    # ------------------------------------------------------------ small pieces

    def mark(self, kind: str) -> None:
        """Note that something happened within the period."""
        if self.at < self.world.end:
            self.story.kinds.append(kind)

    def wait(self, median: float, spread: float = 0.9) -> None:
        """Let calendar time pass."""
        self.at += self.draws.seconds(median, spread)

    def work(self, median: float, spread: float = 1.0) -> None:
        """Let working time of the team pass; in chat somebody is there at night too."""
        seconds = self.draws.seconds(median, spread)
        if self.draws.chance(0.75 if self.is_live else 0.05):
            self.at += seconds
            return
        self.at = self.world.clock(self.team).after(self.at, seconds)

    @property
    def team(self) -> int:
        """The team that looks after the conversation."""
        team = self.state["team"]
        return team if isinstance(team, int) else self.outline.team

    def step(
        self, actor: int, message: Message | None = None, **changes: Value
    ) -> Step:
        """Add an update; a value that stays the same is no change."""
        step = Step(self.at, actor, message)
        if not self.story.steps:
            self.story.initial = dict(self.state)
        self.change(step, **changes)
        self.story.steps.append(step)
        return step

    def change(self, step: Step, **changes: Value) -> None:
        """Change fields; a value that stays the same is no change."""
        for name, value in changes.items():
            if self.state[name] != value:
                step.changes.append(Change(name, self.state[name], value))
                self.state[name] = value

    def message(
        self, author: int, role: str, body: str, *, is_public: bool = True
    ) -> Message:
        """Write a message."""
        self._messages += 1
        return Message(self._messages, author, role, is_public, body)

    def say(self, kind: str) -> str:
        """Find words for it."""
        return texts.saying(self.outline.language, kind, self.number, self.draws)

    def agent(self) -> int:
        """Give the assignee, or somebody of the team if there is none (any more)."""
        assigned = self.state["agent"]
        if isinstance(assigned, int) and self.world.works(assigned, self.at):
            return assigned
        staff = self.world.staff(self.team, self.at)
        return self.draws.pick(staff) if staff else self.team + 1

    # ------------------------------------------------------------ scenes

    def customer_writes(self, kind: str = "detail") -> None:
        """Let the customer write: a pending conversation opens again."""
        author = self.outline.customer
        if self.draws.chance(0.004):
            author = FIRST_STRANGER + self.outline.index
            self.mark("message by an unknown person")
        if kind == "detail" and self.is_live and self.now_and_then(9):
            kind = "reword"
        body = self.say(kind)
        if self.draws.chance(0.006):
            body = self.draws.pick(texts.EMPTY_TEXTS)
            self.mark("empty customer message")
        elif kind == "detail" and self.is_live and self.now_and_then(23):
            body = self.last_words or body
            self.mark("customer repeats themselves")
        self.last_words = body
        message = self.message(author, "customer", body)
        message.has_attachment = self.draws.chance(0.05)
        if kind in ("complaint", "thanks", "reword"):
            self.mark(kind)
        status = self.state["status"]
        self.step(author, message, status=status if status == "new" else "open")

    def agent_writes(self, **changes: Value) -> Step:
        """Let an agent answer."""
        author = self.agent()
        if self.draws.chance(0.05):
            staff = self.world.staff(self.team, self.at)
            author = self.draws.pick(staff) if staff else author
        left = self.world.agents[author - 1].active_to
        if left is not None:
            self.mark("reply by somebody who leaves later")
        body = self.say("answer")
        if self.draws.chance(0.006):
            body = self.draws.pick(texts.EMPTY_TEXTS)
            self.mark("empty agent message")
        message = self.message(author, "agent", body)
        return self.step(author, message, **changes)

    def note(self) -> None:
        """Let an agent leave an internal note."""
        self.mark("internal note")
        author = self.agent()
        body = self.draws.pick(texts.NOTES)
        self.step(author, self.message(author, "agent", body, is_public=False))

    def now_and_then(self, often: int) -> bool:
        """Tell, by its number, whether a message is one of so many; takes no draw."""
        return (self.number + self._messages) % often == 0

    def bot_says(self, kind: str = "bot", **changes: Value) -> None:
        """Let the assistant answer."""
        message = self.message(BOT, "bot", self.say(kind))
        message.is_answer_bot = True
        message.is_fallback = kind == "fallback"
        if message.is_fallback:
            self.mark("bot fallback")
        self.step(BOT, message, **changes)

    def automatic_reply(self) -> None:
        """Confirm that the message arrived."""
        self.at += self.draws.whole(1, 6)
        self.mark("automatic reply")
        message = self.message(SYSTEM, "bot", self.say("automatic"))
        message.is_automatic = True
        self.step(SYSTEM, message)

    def open_by_customer(self) -> None:
        """Begin: the customer writes, triggers route it (or a person later)."""
        body = texts.opening(
            self.outline.language, self.outline.topic, self.number, self.draws
        )
        if self.draws.chance(0.08):
            body += "\n" + self.say("complaint")
            self.mark("complaint")
        if self.draws.chance(0.006):
            body = ""
            self.mark("empty customer message")
        if self.draws.chance(0.4):
            self.state["priority"] = self.draws.pick(PRIORITIES)
        if self.draws.chance(0.6):
            self.state["team"] = self.outline.team
        message = self.message(self.outline.customer, "customer", body)
        message.has_attachment = self.draws.chance(0.08)
        step = self.step(self.outline.customer, message)
        step.events.append(("create", None))
        if self.state["team"] is not None:
            self.assign_schedule(step)
        self.mark("opened by the customer")
        if self.world.is_incident(self.at):
            self.mark("on an incident day")
        if self.world.is_near_clock_change(self.at):
            self.mark("in a week of a clock change")

    def assign_schedule(self, step: Step) -> None:
        """Let a trigger choose the schedule of the team."""
        schedule = TEAM_SCHEDULES[self.team]
        if schedule == (self.story.schedule or "madrid"):
            return
        if self.draws.chance(0.75):
            if self.draws.chance(0.02):
                schedule = "lost"
                self.mark("schedule with an unknown zone")
            step.schedules = (self.story.schedule, schedule)
            self.mark(
                "schedule assigned"
                if self.story.schedule is None
                else "schedule assigned again"
            )
            self.story.schedule = schedule

    def take(self) -> None:
        """Let somebody of the team take it: team, agent and perhaps priority."""
        changes: dict[str, Value] = {"agent": None, "team": self.team}
        if self.state["priority"] is None and self.draws.chance(0.5):
            changes["priority"] = self.draws.pick(PRIORITIES)
        if not self.draws.chance(0.04):
            changes["agent"] = self.agent()
        status = "open" if self.state["status"] == "new" else self.state["status"]
        had_team = self.state["team"] is not None
        actor = SYSTEM if self.draws.chance(0.5) else self.agent()
        step = self.step(actor)
        self.change(step, status=status, **changes)
        if not had_team:
            self.assign_schedule(step)

    def transfer(self) -> None:
        """Move it to another team of the same source."""
        self.at += self.draws.whole(30, 1800)
        choices = (0, 1) if self.outline.in_zendesk else (4, 5)
        team = next(team for team in choices if team != self.state["team"])
        self.mark("team change")
        step = self.step(self.agent(), team=team, agent=None)
        self.assign_schedule(step)
        self.work(1200)
        self.mark("assignee change")
        self.step(SYSTEM, agent=self.agent())

    def bot_turns(self) -> None:
        """Let the assistant try first, and hand over."""
        for _ in range(self.draws.whole(1, 2)):
            self.at += self.draws.whole(1, 8)
            self.bot_says("fallback" if self.now_and_then(4) else "bot")
            self.wait(60)
            self.customer_writes("chase" if self.draws.chance(0.3) else "detail")
        if self.draws.chance(0.5):
            self.at += self.draws.whole(1, 5)
            self.bot_says()
        self.mark("bot first, then handed over")

    def before_the_answer(self) -> None:
        """Tell what happens between the first message and the first answer."""
        channel = self.outline.channel
        if channel in ("email", "web") and self.draws.chance(0.35):
            self.automatic_reply()
        if channel in ("chat", "messaging") and self.draws.chance(0.7):
            self.bot_turns()
        while self.draws.chance(0.14):
            self.wait(90 if self.is_live else 6 * HOUR)
            self.customer_writes("chase")
            self.mark("several customer messages in a row")

    def pause_for_answer(self) -> None:
        """Let the time until the desk's next answer pass."""
        self.work(FIRST_ANSWER.get(self.outline.channel, 9000), 1.1)

    def conversation(self) -> None:
        """Go through answers and customer messages until it is solved."""
        taken_early = self.draws.chance(0.5)
        if taken_early:
            self.at += self.draws.whole(5, 900 if not self.is_live else 30)
            self.take()
        rounds = 1
        while rounds < 12 and self.draws.chance(0.42):
            rounds += 1
        for number in range(rounds):
            self.pause_for_answer()
            if self.state["agent"] is None and not taken_early:
                self.take()
                taken_early = True
                self.at += self.draws.whole(1, 60)
            self.side_scenes()
            if number == rounds - 1:
                break
            self.answer()
            self.wait(CUSTOMER_ANSWER.get(self.outline.channel, 7 * HOUR), 1.2)
            self.customer_writes("complaint" if self.draws.chance(0.04) else "detail")
            if self.draws.chance(0.12):
                self.wait(120)
                self.customer_writes("chase")
                self.mark("several customer messages in a row")
        self.finish()

    def side_scenes(self) -> None:
        """Let notes, transfers and other changes happen now and then."""
        if self.draws.chance(0.09):
            self.note()
            self.at += self.draws.whole(5, 300)
        if self.draws.chance(0.04):
            self.transfer()
        if self.draws.chance(0.05):
            self.mark("priority change")
            self.step(self.agent(), priority=self.draws.pick(PRIORITIES))
            self.at += self.draws.whole(1, 60)
        if self.draws.chance(0.02):
            self.step(SYSTEM, topic=self.draws.pick(texts.TOPICS))
        assigned = self.state["agent"]
        if isinstance(assigned, int) and not self.world.works(assigned, self.at):
            self.mark("assignee left")
            self.step(SYSTEM, agent=self.agent())
        elif assigned is not None and self.draws.chance(0.04):
            staff = self.world.staff(self.team, self.at)
            if staff:
                self.mark("assignee change")
                self.step(self.agent(), agent=self.draws.pick(staff))

    def answer(self) -> None:
        """Answer and wait for the customer, for others or for nothing."""
        number = self.draws.next()
        if number < 0.5:
            self.mark("pending")
            self.agent_writes(status="waiting_customer")
        elif number < 0.62:
            self.mark("on hold")
            self.agent_writes(status="waiting_other")
        elif number < 0.66:
            self.snooze()
        elif number < 0.7:
            self.mark("two changes within one second")
            self.agent_writes(status="resolved")
            self.step(SYSTEM, status="waiting_customer")
        else:
            self.agent_writes(status="open")
        if self.draws.chance(0.12):
            self.at += self.draws.whole(5, 400)
            self.mark("several agent messages in a row")
            self.agent_writes()

    def snooze(self) -> None:
        """Answer and put it aside until a day; a timer wakes it."""
        self.mark("snooze")
        self.agent_writes(status="snoozed")
        until = self.at + self.draws.whole(2, 70) * HOUR
        self.story.steps[-1].events.append(("snoozed_until", until))
        if self.draws.chance(0.6):
            self.at = until
            self.step(SYSTEM, status="open")

    def finish(self) -> None:
        """Solve it, or leave it open, as desks do."""
        if self.draws.chance(0.035):
            self.answer()
            return
        if self.draws.chance(0.08):
            self.agent_writes(status="waiting_customer")
            self.wait(8 * HOUR)
            self.customer_writes("thanks")
            self.mark("thanks before it is solved")
            self.work(1800)
            self.solve()
        else:
            if self.draws.chance(0.015):
                self.mark("unassigned at solve")
                self.agent_writes(status="resolved", agent=None)
            else:
                self.agent_writes(status="resolved", agent=self.agent())
        self.after_solving()

    def solve(self, actor: int | None = None) -> None:
        """Set it to solved without a message."""
        self.step(self.agent() if actor is None else actor, status="resolved")

    def after_solving(self, depth: int = 0) -> None:
        """Tell what follows: a survey, thanks, a reopening, at last the closure."""
        solved_at = self.at
        if self.draws.chance(0.62) and not self.story.surveys:
            self.survey()
        self.at = solved_at
        number = self.draws.next()
        if number < 0.05:
            self.wait(2 * HOUR)
            self.customer_writes("thanks")
            if self.state["status"] == "open":
                self.at += self.draws.whole(20, 50 * MINUTE)
                self.mark("soft reopen")
                self.solve(SYSTEM if self.draws.chance(0.5) else None)
        elif number < 0.15 and depth < 3:
            self.wait(14 * HOUR, 0.8)
            if self.at < solved_at + CLOSE_AFTER:
                self.mark("reopened by the customer")
                self.customer_writes("back")
                self.pause_for_answer()
                self.side_scenes()
                if self.draws.chance(0.9):
                    self.agent_writes(status="resolved")
                    self.after_solving(depth + 1)
                return
            self.at = solved_at
        elif number < 0.16:
            self.wait(30 * HOUR, 0.5)
            self.mark("reopened by an agent")
            self.step(self.agent(), status="open")
            self.work(3 * HOUR)
            self.solve()
        self.close()

    def close(self) -> None:
        """Close it for good, by automation, four days after it was solved."""
        if self.draws.chance(0.03):
            return
        due = self.at + CLOSE_AFTER
        self.at = due - due % HOUR + HOUR + self.draws.whole(1, 90)
        self.mark("closed")
        self.step(SYSTEM, status="closed")

    def survey(self) -> None:
        """Ask how it went; some answer, a few change their mind."""
        self.at += self.draws.whole(300, 24 * HOUR)
        survey = Survey(self.at, self.state["agent"], self.state["team"], [], None)
        self.story.surveys.append(survey)
        self.mark("rating offered")
        if not self.draws.chance(0.52):
            return
        self.wait(5 * HOUR, 0.7)
        self.at = min(self.at, survey.asked_at + 2 * DAY)
        score = self.draws.weighted((5, 4, 3, 2, 1), (0.5, 0.78, 0.87, 0.93, 1.0))
        survey.answers.append((self.at, score))
        self.mark("rating given")
        if self.draws.chance(0.3):
            survey.comment = self.say("thanks" if score > 3 else "complaint")
        if self.draws.chance(0.035):
            self.at += self.draws.whole(60, 12 * HOUR)
            other = 1 if score > 3 else 5
            survey.answers.append((self.at, other))
            self.mark("rating changed")
        elif self.draws.chance(0.025):
            self.at += self.draws.whole(60, 12 * HOUR)
            survey.answers.append((self.at, None))
            self.mark("rating withdrawn")

    # ------------------------------------------------------------ arcs

    def tell_support(self) -> None:
        """Tell a plain question, answered and solved."""
        self.open_by_customer()
        self.before_the_answer()
        self.conversation()

    def tell_never_answered(self) -> None:
        """Tell a question that nobody ever answers."""
        self.open_by_customer()
        self.before_the_answer()
        self.mark("never answered")
        if self.draws.chance(0.5):
            self.work(5 * HOUR)
            self.take()

    def tell_solved_without_reply(self) -> None:
        """Tell a question that is solved without a word."""
        self.open_by_customer()
        self.work(4 * HOUR)
        if self.draws.chance(0.6):
            self.take()
            self.at += self.draws.whole(10, 900)
        self.mark("solved without reply")
        self.solve()
        self.after_solving()

    def tell_closed_never_solved(self) -> None:
        """Tell a question that a trigger closes at once."""
        self.open_by_customer()
        self.work(2 * HOUR)
        if self.draws.chance(0.5):
            self.take()
            self.answer()
            self.wait(3 * DAY, 0.4)
        self.mark("closed, never solved")
        self.step(SYSTEM, status="closed")

    def tell_created_as_solved(self) -> None:
        """Tell a call that an agent writes down when all is done."""
        self._open_by_agent(status="resolved")
        self.mark("created as solved")
        self.after_solving()

    def tell_agent_opened(self) -> None:
        """Tell what an agent logs for a customer."""
        self._open_by_agent(status="open")
        self.mark("opened by an agent for a customer")
        if self.draws.chance(0.7):
            self.work(3 * HOUR)
            self.agent_writes(status="waiting_customer")
            self.wait(6 * HOUR)
            self.customer_writes()
        self.conversation()

    def _open_by_agent(self, status: str) -> None:
        author = self.agent()
        self.story.submitter = author
        self.story.opener_is_agent = True
        self.state.update(
            team=self.outline.team,
            agent=author,
            priority=self.draws.pick(PRIORITIES),
        )
        body = self.say("logged")
        is_public = self.draws.chance(0.3)
        step = self.step(
            author,
            self.message(author, "agent", body, is_public=is_public),
            status=status,
        )
        step.events.append(("create", None))
        self.assign_schedule(step)

    def tell_outbound(self) -> None:
        """Tell a campaign: the desk writes first, a third answers."""
        author = self.agent()
        self.story.submitter = author
        self.story.opener_is_agent = True
        self.story.is_outbound = True
        self.state.update(team=self.outline.team, agent=author)
        message = self.message(author, "agent", self.say("campaign"))
        step = self.step(author, message, status="waiting_customer")
        step.events.append(("create", None))
        if self.draws.chance(0.4):
            self.mark("outbound, the customer replied")
            self.wait(9 * HOUR)
            self.customer_writes()
            self.conversation()
        else:
            self.mark("outbound without reply")
            self.wait(5 * DAY, 0.2)
            self.solve(SYSTEM)
            self.close()

    def tell_spam(self) -> None:
        """Tell spam, which is removed together with its sender."""
        self.open_by_customer()
        self.work(2 * HOUR)
        self.mark("spam")
        step = self.step(self.agent())
        step.events.append(("spam", None))

    def tell_deleted(self) -> None:
        """Tell what is deleted; some of it is restored, the rest is scrubbed."""
        self.open_by_customer()
        self.work(HOUR)
        self.take()
        if self.draws.chance(0.4):
            self.answer()
        self.wait(2 * DAY, 0.6)
        self.story.deletion_in_history = self.draws.chance(0.6)
        self.mark("deleted")
        step = self.step(self.agent())
        step.events.append(("delete", None))
        if self.draws.chance(0.35):
            self.wait(3 * DAY, 0.5)
            self.mark("restored")
            self.step(self.agent()).events.append(("restore", None))
            self.conversation()
        elif self.draws.chance(0.6):
            self.at += 30 * DAY
            self.mark("scrubbed")
            self.step(SYSTEM).events.append(("scrub", None))

    def tell_test(self) -> None:
        """Tell a test of the desk itself."""
        self.open_by_customer()
        self.mark("test")
        self.work(HOUR)
        self.take()
        if self.draws.chance(0.5):
            self.agent_writes(status="resolved")
            self.close()

    def tell_bot_only(self) -> None:
        """Tell what the assistant solves alone."""
        self.open_by_customer()
        self.at += self.draws.whole(1, 6)
        self.bot_says()
        self.mark("bot only")
        if self.draws.chance(0.5):
            self.wait(60)
            self.customer_writes("thanks")
        self.at += self.draws.whole(60, 3600)
        if self.draws.chance(0.9):
            self.solve(SYSTEM)
            self.close()

    def tell_internal_only(self) -> None:
        """Tell what the desk only speaks about among itself."""
        self.open_by_customer()
        self.mark("internal notes only")
        for _ in range(self.draws.whole(1, 3)):
            self.work(2 * HOUR)
            self.note()

    def tell_cancelled(self) -> None:
        """Tell what is rejected as a duplicate, or called off."""
        self.open_by_customer()
        self.before_the_answer()
        self.work(2 * HOUR)
        self.take()
        if self.draws.chance(0.4):
            self.answer()
            self.work(HOUR)
        if self.outline.in_zendesk or self.world.settings.mode == "mirror":
            self.solve()
            self.after_solving()
            return
        self.mark("cancelled")
        self.step(self.agent(), status="cancelled")
        if self.draws.chance(0.45):
            self.mark("reopened after being cancelled")
            self.wait(10 * HOUR)
            self.customer_writes("back")
            self.conversation()

    def tell_merge_source(self) -> None:
        """Tell what is merged into the same customer's other conversation."""
        self.open_by_customer()
        if self.draws.chance(0.3):
            self.automatic_reply()
        for at, index in self.outline.merges:
            self.at = max(self.at + 1, at)
            if index != self.outline.index:
                self.receive_merge(at, index)
        self.at = max(self.at, self.merged_at or 0)
        self.mark("merge source")
        if len(self.outline.merges) > 1:
            self.mark("merge chain")
        message = self.message(self.agent(), "system", "Closed and merged")
        message.is_public = self.draws.chance(0.5)
        message.is_merge = True
        step = self.step(message.author, message, status="closed")
        step.events.append(("merge", None))
        if self.draws.chance(0.35):
            self.survey()
            if self.story.surveys[-1].answers:
                self.mark("rating on a merge source")

    def receive_merge(self, at: int, index: int) -> None:
        """Take in the messages of another conversation."""
        message = Message(0, self.agent(), "system", True, "Merged into this request")
        message.is_merge = True
        step = Step(at, message.author, message)
        step.events.append(("merged_from", index))
        self.story.steps.append(step)
        if at < self.world.end:
            self.story.kinds.append("merge target")

    def tell_follow_up(self) -> None:
        """Tell what continues a closed conversation."""
        if self.outline.partner is not None:
            self.mark("follow-up")
        self.tell_support()

    # ------------------------------------------------------------ all of it

    def tell(self) -> Story:
        """Tell the whole conversation, up to the end of the period."""
        arcs = {
            "never_answered": self.tell_never_answered,
            "solved_without_reply": self.tell_solved_without_reply,
            "closed_never_solved": self.tell_closed_never_solved,
            "created_as_solved": self.tell_created_as_solved,
            "agent_opened": self.tell_agent_opened,
            "outbound": self.tell_outbound,
            "spam": self.tell_spam,
            "deleted": self.tell_deleted,
            "test": self.tell_test,
            "bot_only": self.tell_bot_only,
            "internal_only": self.tell_internal_only,
            "cancelled": self.tell_cancelled,
            "merge_source": self.tell_merge_source,
            "follow_up": self.tell_follow_up,
        }
        arcs.get(self.outline.arc, self.tell_support)()
        if self.outline.arc != "merge_source":
            for at, index in self.outline.merges:
                self.receive_merge(at, index)
        self._change_messages_later()
        story = self.story
        story.steps.sort(key=lambda step: step.at)
        story.steps = [step for step in story.steps if step.at < self.world.end]
        self._drop_what_is_to_come()
        for number, step in enumerate(
            (step for step in story.steps if step.message is not None), start=1
        ):
            if step.message is not None:
                step.message.number = number
        return story

    def _change_messages_later(self) -> None:
        """Hide, redact or delete a message now and then."""
        kind = self.draws.weighted(
            ("hide", "redact", "remove", None), (0.008, 0.016, 0.024, 1.0)
        )
        written = [
            step
            for step in self.story.steps
            if step.message is not None and step.message.role in ("agent", "customer")
        ]
        if kind is None or not written:
            return
        chosen = self.draws.pick(written)
        self.at = chosen.at + self.draws.seconds(4 * HOUR)
        closed = self.story.first_time("closed")
        if closed is not None and closed > chosen.at:
            self.at = min(self.at, closed - 1)
        if chosen.message is None or self.at >= self.world.end:
            return
        self.mark(MESSAGE_FATES[kind])
        step = Step(self.at, self.agent())
        step.events.append((kind, chosen.message))
        self.story.steps.append(step)

    def _drop_what_is_to_come(self) -> None:
        """Forget survey answers after the period."""
        kept = []
        for survey in self.story.surveys:
            survey.answers = [
                (at, score) for at, score in survey.answers if at < self.world.end
            ]
            if survey.asked_at < self.world.end:
                kept.append(survey)
        self.story.surveys = kept


def team_name(team: Value) -> str | None:
    """Name a team."""
    return TEAMS[team] if isinstance(team, int) else None
