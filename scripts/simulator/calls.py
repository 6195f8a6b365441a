"""The telephone calls of the desk, before any system tells them.

A conversation by telephone has the call that it was made for, timed so that it says the
same as the conversation does; beside it are calls that no conversation was made for.
"""

from dataclasses import dataclass, replace

from simulator.calendars import MINUTE
from simulator.draws import Draws
from simulator.story import DONE, Message, Step, Story

# Who waits longer than this hangs up, or leaves a message.
PATIENCE = 20 * MINUTE
LOOSE_SHARE = 0.06
# How often a question is settled on the telephone, so that nobody writes it down.
SETTLED_SHARE = 0.5
SETTLED_HOLD_SHARE = 0.7
ARCS = ("support", "never_answered", "solved_without_reply", "follow_up")
# What becomes of calls that no conversation is made for.
LOOSE = (
    "short",
    "queue",
    "menu",
    "voicemail",
    "after_hours",
    "missed",
    "failed",
    "own",
)
LOOSE_EDGES = (0.16, 0.5, 0.66, 0.76, 0.82, 0.9, 0.94, 1.0)


@dataclass(frozen=True, slots=True)
class Call:
    """One call; seconds are counted from its beginning."""

    number: int
    started_at: int
    is_inbound: bool
    outcome: str
    wait: int = 0
    is_queued: bool = True
    talk: int = 0
    hold: int = 0
    wrap_up: int = 0
    agent: int | None = None
    customer: int | None = None
    team: int | None = None
    is_of_conversation: bool = True
    is_callback: bool = False
    is_after_hours: bool = False
    transferred_to: int | None = None

    @property
    def answered_at(self) -> int | None:
        """Give the moment of the answer."""
        return self.started_at + self.wait if self.outcome == "answered" else None

    @property
    def ended_at(self) -> int:
        """Give the end of the call."""
        return self.started_at + self.wait + self.talk + self.hold


def speaks(message: Message) -> bool:
    """Tell whether a person of the desk says something to the customer."""
    is_person = not (message.is_automatic or message.is_answer_bot or message.is_merge)
    return (
        message.role == "agent"
        and message.is_public
        and is_person
        and bool(message.body.replace("<p>", "").replace("&nbsp;", "").strip("</p> "))
    )


def first_reply(story: Story) -> Step | None:
    """Find the reply that ends the first wait, unless a closing ends it before."""
    changed = {
        id(detail)
        for step in story.steps
        for kind, detail in step.events
        if kind in ("hide", "redact", "remove")
    }
    for step in story.steps:
        message = step.message
        if message is not None and speaks(message):
            return None if id(message) in changed else step
        if any(change.new in DONE for change in step.changes):
            return None
    return None


def is_quiet_before(story: Story, moment: int) -> bool:
    """Tell whether nothing but the opening was written before a moment."""
    written = [step for step in story.steps if step.message and step.at < moment]
    return len(written) <= 1


def calls_of(story: Story, draws: Draws, end: int) -> list[Call]:
    """Give the calls of a conversation, and one of nobody's beside it."""
    outline = story.outline
    found = []
    if outline.channel == "phone" and outline.arc in ARCS:
        found += opening_calls(story, draws)
    if draws.chance(LOOSE_SHARE):
        found.append(loose_call(story, draws))
    return [call for call in found if call.ended_at < end]


def opening_calls(story: Story, draws: Draws) -> list[Call]:
    """Give the call that a conversation was made for, and the call back."""
    outline = story.outline
    created_at = outline.created_at
    reply = first_reply(story)
    call = Call(
        number=outline.index * 10,
        started_at=created_at,
        is_inbound=True,
        outcome="voicemail",
        wait=draws.whole(20, 240),
        talk=0,
        customer=story.customer,
        team=outline.team,
    )
    talk, hold = draws.seconds(240), draws.seconds(25) if draws.chance(0.4) else 0
    wrap_up = draws.whole(5, 90)
    in_time = reply is not None and 0 < reply.at - created_at <= PATIENCE
    if reply is not None and in_time and is_quiet_before(story, reply.at):
        passed_to = draws.whole(1, 5) if draws.chance(0.08) else None
        answered = replace(call, outcome="answered", wait=reply.at - created_at)
        talked = replace(answered, talk=talk, hold=hold, wrap_up=wrap_up)
        return [replace(talked, agent=reply.actor, transferred_to=passed_to)]
    if reply is None or reply.at - created_at < 10 * MINUTE or draws.chance(0.5):
        return [replace(call, outcome=draws.pick(("voicemail", "voicemail", "missed")))]
    ring = draws.whole(4, 20)
    back = replace(
        call,
        number=call.number + 1,
        started_at=reply.at - ring,
        is_inbound=False,
        outcome="answered",
        wait=ring,
        is_queued=False,
        agent=reply.actor,
        is_callback=True,
        talk=talk,
        hold=hold,
        wrap_up=wrap_up,
    )
    return [replace(call, outcome="callback"), back]


def loose_call(story: Story, draws: Draws) -> Call:
    """Give a call that no conversation is made for."""
    kind = draws.weighted(LOOSE, LOOSE_EDGES)
    outline = story.outline
    call = Call(
        number=outline.index * 10 + 5,
        started_at=outline.created_at,
        is_inbound=True,
        outcome="abandoned",
        customer=story.customer if draws.chance(0.6) else None,
        team=outline.team,
        is_of_conversation=False,
    )
    if kind == "short":
        return replace(call, wait=3)
    if kind == "queue":
        return replace(call, wait=draws.seconds(90) + 6)
    if kind == "menu":
        return replace(call, wait=draws.whole(5, 40), is_queued=False)
    if kind == "voicemail":
        return replace(call, outcome="voicemail", wait=draws.whole(30, 200))
    if kind == "after_hours":
        late = replace(call, outcome="voicemail", is_queued=False)
        return replace(late, is_after_hours=True)
    if kind == "missed":
        return replace(call, outcome="missed", wait=draws.whole(20, 60))
    if kind == "failed":
        return replace(call, outcome="missed", is_queued=False)
    return replace(
        call,
        is_inbound=False,
        outcome="answered",
        wait=draws.whole(4, 20),
        is_queued=False,
        talk=draws.seconds(120),
        agent=draws.whole(1, 8),
    )


def settled_calls_of(story: Story, draws: Draws, end: int) -> list[Call]:
    """Give the call about something that was settled on the telephone, now and then."""
    if not draws.chance(SETTLED_SHARE):
        return []
    outline = story.outline
    call = Call(
        number=outline.index * 10 + 7,
        started_at=outline.created_at + draws.whole(10 * MINUTE, 400 * MINUTE),
        is_inbound=True,
        outcome="abandoned",
        wait=draws.seconds(22) + 6,
        customer=story.customer,
        team=outline.team,
        is_of_conversation=False,
    )
    if draws.chance(0.85):
        call = replace(
            call,
            outcome="answered",
            talk=draws.seconds(210),
            hold=draws.seconds(35) if draws.chance(SETTLED_HOLD_SHARE) else 0,
            wrap_up=draws.whole(5, 90),
            agent=draws.whole(1, 8),
        )
    return [call] if call.ended_at < end else []
