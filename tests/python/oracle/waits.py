"""Customer waits, and what ended them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime

from .calls import Call
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
    kind: str = "message"
    tie: str = ""

    @property
    def outcome(self) -> str:
        """Return what ended the wait."""
        if self.ended_at is None:
            return "open"
        if self.reply is not None:
            return "answered"
        return "left_without_answer" if self.kind == "call" else "closed_without_reply"

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


def told_by_calls(found: Conversation, customers: list[Message]) -> set[int]:
    """Return, by identity, the messages that only record a call.

    Those are messages marked as the record of a call that was answered, or is a wait of
    its own; where nothing is marked, what the caller said in an answered call until the
    answer, else the first words in it.
    """
    told: set[int] = set()
    for call in found.calls:
        if not (call.is_wait or call.answered_at is not None):
            continue
        told.update(
            id(message)
            for message in found.messages
            if message.is_call_record
            and (
                message.call_key == call.key
                if message.call_key is not None
                else call.started_at <= message.sent_at
            )
        )
        if call.answered_at is None or not call.is_wait:
            continue
        end = max(call.answered_at, call.ended_at or call.answered_at)
        words = [
            message
            for message in customers
            if message.is_spoken and call.started_at <= message.sent_at <= end
        ]
        told.update(id(message) for message in words[:1])
        told.update(
            id(message) for message in words if message.sent_at <= call.answered_at
        )
    return told


def answer(found: Conversation, call: Call) -> Message | None:
    """Return the answer of a call, as if somebody had written it."""
    if call.answered_at is None:
        return None
    return Message(
        conversation_id=found.native_id,
        sent_at=call.answered_at,
        order=(),
        author_type="agent",
        author_key=call.agent_key or f"{found.source}:unknown",
        is_public=True,
        is_deleted=False,
        is_empty=False,
        is_answering_bot=False,
    )


def talk_of(found: Conversation, life: Lifecycle, *, has_messages: bool) -> Talk:
    """Return the waits of a conversation."""
    customers = sorted(customer_messages(found), key=by_time)
    humans = sorted(human_messages(found), key=by_time)
    bots = sorted(bot_messages(found), key=by_time)
    made = Talk(customers, humans, bots, [message.sent_at for message in bots])
    if has_messages:
        made.waits = message_waits(found, life, made)
        first = None if found.is_customer_opened or not customers else customers[0]
        made.reply_count = sum(
            found.is_customer_opened
            or (first is not None and by_time(message) > by_time(first))
            for message in humans
        )
    made.waits = in_order(made.waits, call_waits(found))
    return made


def call_waits(found: Conversation) -> list[Wait]:
    """Return the waits in queues."""
    return [
        Wait(
            0,
            call.asked_at,
            is_opening=False,
            had_reply_before=False,
            ended_at=call.answered_at or call.left_queue_at,
            reply=answer(found, call),
            kind="call",
            tie=call.key,
        )
        for call in found.calls
        if call.is_wait
    ]


def in_order(messages: list[Wait], calls: list[Wait]) -> list[Wait]:
    """Number the waits for messages and those in queues together."""
    placed: list[tuple[datetime, int, int, str, Wait]] = []
    latest: datetime | None = None
    for wait in messages:
        latest = max(latest or wait.started_at, wait.started_at)
        placed.append((latest, 1, wait.number, "", wait))
    placed.extend((wait.started_at, 0, 0, wait.tie, wait) for wait in calls)
    placed.sort(key=lambda place: place[:4])
    for number, place in enumerate(placed, start=1):
        place[4].number = number
    return [place[4] for place in placed]


def message_waits(found: Conversation, life: Lifecycle, talk: Talk) -> list[Wait]:
    """Return the waits for messages."""
    told = told_by_calls(found, talk.customers)
    events: list[tuple[datetime, int, Order, str, Message | None]] = [
        (message.sent_at, 1, message.order, kind, message)
        for kind, messages in ((CUSTOMER, talk.customers), (HUMAN, talk.humans))
        for message in messages
        if id(message) not in told
    ]
    for call in found.calls:
        if call.is_request:
            events.append((call.asked_at, 0, (0, call.key), CUSTOMER, None))
        if call.answered_at is not None:
            reply = answer(found, call)
            events.append((call.answered_at, 0, (1, call.key), HUMAN, reply))
    events.extend((at, 2, (), ENDING, None) for at in life.endings)
    events.sort(key=lambda event: event[:3])
    waits: list[Wait] = []
    running: Wait | None = None
    had_reply = False
    opening = found.opening_call
    if found.is_customer_opened and not (opening and opening.is_wait):
        running = Wait(1, found.opened_at, is_opening=True, had_reply_before=False)
        waits.append(running)
    for at, _, _, kind, message in events:
        if kind == CUSTOMER:
            if running is None:
                running = Wait(
                    len(waits) + 1,
                    at,
                    is_opening=False,
                    had_reply_before=had_reply,
                )
                waits.append(running)
            continue
        if running is not None:
            running.ended_at = at
            running.reply = message
            running = None
        had_reply |= kind == HUMAN
    return waits
