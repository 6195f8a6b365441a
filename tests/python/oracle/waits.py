"""Customer waits, and what ended them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime

from .lifecycle import Lifecycle, bot_messages, customer_messages, human_messages
from .shape import Conversation, Message, Order

CUSTOMER, HUMAN, ENDING = "customer", "human", "ending"


@dataclass(slots=True)
class Wait:
    """A wait of the customer; without an end it is open."""

    number: int
    started_at: datetime
    is_opening: bool
    had_reply_before: bool
    ended_at: datetime | None = None
    reply: Message | None = None

    @property
    def outcome(self) -> str:
        """Return what ended the wait."""
        if self.ended_at is None:
            return "open"
        return "closed_without_reply" if self.reply is None else "answered"

    @property
    def is_reversed(self) -> bool:
        """Say whether the reply is older than what it answers."""
        return self.ended_at is not None and self.ended_at < self.started_at


@dataclass(slots=True)
class Talk:
    """The messages of a conversation and its waits."""

    customers: list[Message]
    humans: list[Message]
    bots: list[Message]
    bot_times: list[datetime] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    reply_count: int = 0

    def bot_between(self, start: datetime, end: datetime | None) -> bool:
        """Say whether a bot spoke in [start, end)."""
        place = bisect_left(self.bot_times, start)
        if place == len(self.bot_times):
            return False
        return end is None or self.bot_times[place] < end


def by_time(message: Message) -> tuple[datetime, Order]:
    """Sort messages."""
    return (message.sent_at, message.order)


def talk_of(found: Conversation, life: Lifecycle, *, has_messages: bool) -> Talk:
    """Return the waits of a conversation."""
    customers = sorted(customer_messages(found), key=by_time)
    humans = sorted(human_messages(found), key=by_time)
    bots = sorted(bot_messages(found), key=by_time)
    made = Talk(customers, humans, bots, [message.sent_at for message in bots])
    if not has_messages:
        return made
    events: list[tuple[datetime, int, Order, str, Message | None]] = [
        (message.sent_at, 0, message.order, kind, message)
        for kind, messages in ((CUSTOMER, customers), (HUMAN, humans))
        for message in messages
    ]
    events.extend((at, 1, (), ENDING, None) for at in life.endings)
    events.sort(key=lambda event: event[:3])
    running: Wait | None = None
    had_reply = False
    has_begun = found.is_customer_opened
    if found.is_customer_opened:
        running = Wait(1, found.created_at, is_opening=True, had_reply_before=False)
        made.waits.append(running)
    for at, _, _, kind, message in events:
        if kind == CUSTOMER:
            has_begun = True
            if running is None:
                running = Wait(
                    len(made.waits) + 1,
                    at,
                    is_opening=False,
                    had_reply_before=had_reply,
                )
                made.waits.append(running)
            continue
        if running is not None:
            running.ended_at = at
            running.reply = message
            running = None
        if kind == HUMAN:
            had_reply = True
            made.reply_count += has_begun
    return made
