"""Writes calls, chats and Zendesk's own times in the shape of the Zendesk API."""

from collections import Counter

from simulator.calendars import MINUTE, Clock
from simulator.calls import Call, calls_of, settled_calls_of, speaks
from simulator.deliveries import Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.people import BOT, SYSTEM
from simulator.story import Message, Step, Story
from simulator.world import World
from simulator.zendesk import (
    CALL_BASE,
    STATUSES,
    group_id,
    stamp,
    ticket_id,
    user_id,
)

CHAT_PREFIX = "2104.10414779."
LINE = 360_000_004_001
# A pause of a chat after which it is over.
CHAT_PAUSE = 20 * MINUTE
# How often somebody asks in a chat of which no ticket is made.
LOOSE_CHAT_SHARE = 0.55
COMPLETION = {
    "answered": "completed",
    "voicemail": "completed_voicemail",
    "callback": "completed",
    "missed": "not_answered",
}


def call_id(call: Call) -> int:
    """Give the id of a call."""
    return CALL_BASE + call.number


def completion_status(call: Call) -> str:
    """Say how a call ended."""
    if call.outcome == "abandoned":
        return "abandoned_in_queue" if call.is_queued else "abandoned_in_ivr"
    if call.outcome == "missed" and not call.is_queued:
        return "failed"
    return COMPLETION[call.outcome]


class VoiceWriter:
    """Turns stories into calls, legs, chats and metrics."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    def write(self, story: Story, draws: Draws) -> None:
        """Write all of a conversation, and what came without one."""
        for call in calls_of(story, draws, self.world.end):
            self.write_call(call, story, draws)
        if story.outline.channel == "chat":
            self.write_chat(story, draws)
        self.write_metrics(story)
        for call in settled_calls_of(story, draws, self.world.end):
            self.write_call(call, story, draws)
        if draws.chance(LOOSE_CHAT_SHARE):
            self.write_loose_chat(story, draws)

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    # ------------------------------------------------------------ calls

    def write_call(self, call: Call, story: Story, draws: Draws) -> None:
        """Write a call, which is finalised hours later, and its legs."""
        menu = 0 if call.is_queued or call.outcome != "abandoned" else call.wait
        waited = call.wait if call.is_queued else 0
        written_at = call.ended_at + draws.whole(40 * MINUTE, 180 * MINUTE)
        is_failed = completion_status(call) == "failed"
        agent = None if call.agent is None else user_id(call.agent)
        limit = "exceeded_queue_wait_time"
        if draws.chance(0.1):
            limit = "exceeded_queue_time"
        row: Row = {
            "id": call_id(call),
            "created_at": stamp(call.started_at),
            "updated_at": stamp(written_at),
            "agent_id": agent if agent is not None else draws.pick((None, 0)),
            "customer_id": None if call.customer is None else user_id(call.customer),
            "ticket_id": ticket_id(story.outline.index)
            if call.is_of_conversation
            else None,
            "call_group_id": group_id(call.team),
            "phone_number_id": LINE,
            "line_id": LINE,
            "call_channel": "phone",
            "line": "+34600000000",
            "line_type": "phone",
            "phone_number": "+34600000000",
            "direction": "inbound" if call.is_inbound else "outbound",
            "completion_status": completion_status(call),
            "duration": call.wait + call.talk + call.hold,
            "wait_time": waited,
            "time_to_answer": call.wait if call.outcome == "answered" else None,
            "talk_time": None if is_failed else call.talk,
            "hold_time": call.hold,
            "wrap_up_time": call.wrap_up,
            "consultation_time": 0,
            "ivr_time_spent": menu or None,
            "ivr_hops": None,
            "ivr_destination_group_name": None,
            "callback": call.is_callback or call.outcome == "callback",
            "callback_source": "queue" if call.outcome == "callback" else None,
            "voicemail": call.outcome == "voicemail",
            "customer_requested_voicemail": False,
            "default_group": False,
            "overflowed": False,
            "overflowed_to": None,
            limit: waited > 10 * MINUTE,
            "outside_business_hours": call.is_after_hours,
            "minutes_billed": -(-(call.wait + call.talk) // 60),
            "call_charge": f"{0.003 * (1 + (call.wait + call.talk) // 60):.3f}",
            "recording_time": call.talk,
            "not_recording_time": 0,
            "call_recording_consent": "always",
            "quality_issues": ["none"],
        }
        delivery = self.deliveries.at(written_at)
        self.outbox.send("calls", delivery, row, "id", "created_at", draws)
        if draws.chance(0.04):
            self.note("same call twice in one sync")
            self.outbox.put_row("calls", delivery, row)
        if draws.chance(0.02):
            self.note("older version of a call arrives later")
            older = {**row, "updated_at": stamp(call.ended_at), "wrap_up_time": 0}
            self.outbox.put_row("calls", self.deliveries.later(delivery, 1), older)
        self.note(f"call {call.outcome}")
        if call.outcome == "callback":
            self.note("callback: two call rows")
        self.write_legs(call, row, delivery)

    def write_legs(self, call: Call, row: Row, delivery: int) -> None:
        """Write the legs: the customer's, who has no agent, and the agents'."""
        leg: Row = {
            "call_id": row["id"],
            "available_via": None,
            "forwarded_to": None,
            "transferred_from": None,
            "transferred_to": None,
            "talk_time": call.talk,
            "hold_time": call.hold,
            "wrap_up_time": None,
            "minutes_billed": row["minutes_billed"],
            "call_charge": row["call_charge"],
            "completion_status": "completed",
            "quality_issues": ["none"],
            "created_at": stamp(call.started_at),
            "updated_at": row["updated_at"],
        }
        first = call_id(call) * 10
        customer = {"id": first, "type": "customer", "agent_id": 0}
        customer["user_id"] = row["customer_id"] or 0
        self.note("leg with agent_id 0")
        rows: list[Row] = [{**leg, **customer}]
        if call.outcome == "answered" and call.agent is not None:
            taken = {"id": first + 1, "type": "agent", "agent_id": row["agent_id"]}
            answered = {**leg, **taken, "user_id": 0, "wrap_up_time": call.wrap_up}
            answered["available_via"] = "browser"
            rows.append(answered)
            if call.transferred_to is not None:
                target = user_id(call.transferred_to)
                answered["transferred_to"] = target
                passed = {"id": first + 2, "agent_id": target, "talk_time": 1}
                passed["transferred_from"] = row["agent_id"]
                rows.append({**answered, "transferred_to": None, **passed})
                self.note("transferred call")
        elif call.outcome == "missed" and call.is_queued:
            missed = {"id": first + 1, "type": "agent", "agent_id": user_id(1)}
            status = {"completion_status": "agent_missed", "talk_time": 0}
            rows.append({**leg, **missed, "user_id": 0, **status})
        for found in rows:
            self.outbox.put_row("call_legs", delivery, found)

    # ------------------------------------------------------------ chats

    def write_chat(self, story: Story, draws: Draws) -> None:
        """Write the chat that a conversation began with."""
        outline = story.outline
        if story.opener_is_agent or story.is_outbound or draws.chance(0.1):
            return
        steps = session(story)
        turns = [self.turn(story, step, step.message) for step in steps if step.message]
        agents = [step.actor for step in steps if step.message and speaks(step.message)]
        last = max([step.at for step in steps], default=outline.created_at)
        end = last + draws.whole(10, 90)
        if end >= self.world.end or not turns:
            return
        self.note("chat" if agents else "missed chat")
        identity: Row = {
            "id": f"{CHAT_PREFIX}S{outline.index}x",
            "zendesk_ticket_id": ticket_id(outline.index),
        }
        moments = (outline.created_at, end)
        self.send_chat(story, draws, identity, moments, agents, turns)

    def write_loose_chat(self, story: Story, draws: Draws) -> None:
        """Write a chat in which all was said, so that no ticket was made of it."""
        start = story.outline.created_at + draws.whole(10 * MINUTE, 400 * MINUTE)
        agent = draws.whole(1, 8)
        turns = [chat_message(start + 1, "visitor", "A short question.", story)]
        at, agents = start, []
        if draws.chance(0.88):
            agents = [agent]
            for _ in range(draws.whole(1, 3)):
                at += draws.seconds(40)
                nick = f"agent:{user_id(agent)}"
                turns.append(chat_message(at, nick, "A short answer.", story))
                at += draws.seconds(30)
                turns.append(chat_message(at, "visitor", "And one more thing.", story))
            turns.pop()
        end = at + draws.whole(20, 300)
        if end >= self.world.end:
            return
        self.note("chat without a ticket" if agents else "missed chat")
        identity: Row = {
            "id": f"{CHAT_PREFIX}L{story.outline.index}x",
            "zendesk_ticket_id": None,
        }
        self.send_chat(story, draws, identity, (start, end), agents, turns)

    def send_chat(
        self,
        story: Story,
        draws: Draws,
        identity: Row,
        moments: tuple[int, int],
        agents: list[int],
        turns: list[Row],
    ) -> None:
        """Put the row of a chat into the files."""
        outline = story.outline
        start, end = moments
        names = sorted({user_id(agent) for agent in agents})
        row: Row = {
            "id": identity["id"],
            "type": "chat",
            "timestamp": stamp(start),
            "update_timestamp": stamp(end + 5),
            "duration": end - start,
            "zendesk_ticket_id": identity["zendesk_ticket_id"],
            "visitor": {"id": f"7.{outline.index}", "name": "Visitor", "email": None},
            "session": {
                "id": f"s{outline.index}",
                "start_date": "2014-01-01T00:00:00Z",
            },
            "department_id": draws.pick((outline.team, str(outline.team))),
            "department_name": None,
            "agent_ids": [str(name) for name in names],
            "agent_names": ["Agent" for _ in names],
            "missed": not agents,
            "rating": None,
            "comment": None,
            "started_by": "visitor",
            "triggered": False,
            "unread": not agents,
            "tags": [],
            "count": {"total": len(turns)},
            "history": [
                {
                    "type": "chat.memberjoin",
                    "nick": "visitor",
                    "name": "Visitor",
                    "timestamp": stamp(start),
                },
                *turns,
            ],
            "webpath": [],
            "engagements": [],
        }
        delivery = self.deliveries.at(end + 5)
        self.outbox.send("chats", delivery, row, "id", "timestamp", draws)

    def turn(self, story: Story, step: Step, message: Message) -> Row:
        """Give a message of a chat."""
        nick = "visitor"
        if message.role != "customer":
            is_machine = message.author in (BOT, SYSTEM) or message.is_automatic
            nick = "agent:trigger" if is_machine else f"agent:{user_id(step.actor)}"
        return chat_message(step.at, nick, message.body, story)

    # ------------------------------------------------------------ metrics

    def write_metrics(self, story: Story) -> None:
        """Write the metrics of a ticket, recalculated with each update."""
        if not story.steps:
            return
        delivery = self.deliveries.at(story.steps[-1].at)
        row = Metrics(story, self.world.clock(story.outline.team)).row()
        self.outbox.put_row("ticket_metrics", delivery, row)


def chat_message(at: int, nick: str, body: str, story: Story) -> Row:
    """Give a message of a chat, by its author's nick."""
    return {
        "type": "chat.msg",
        "timestamp": stamp(at),
        "nick": nick,
        "name": "Visitor" if nick == "visitor" else "Agent",
        "msg": body,
        "channel": f"#support.{story.outline.index}",
        "department_id": None,
    }


def session(story: Story) -> list[Step]:
    """Give the updates of the chat itself: up to its end, or to a long pause."""
    found: list[Step] = []
    last = story.outline.created_at
    for step in story.steps:
        if step.at - last > CHAT_PAUSE:
            break
        last = step.at
        if step.message is not None and step.message.is_public:
            found.append(step)
        if any(change.new in ("resolved", "closed") for change in step.changes):
            break
    return found


class Metrics:
    """Zendesk's own times of a ticket, by the rules that Zendesk publishes."""

    def __init__(self, story: Story, clock: Clock) -> None:
        self.story = story
        self.clock = clock
        self.start = story.outline.created_at
        self.spent: Counter[tuple[str, str]] = Counter()
        self.reopens = 0
        self.first_solved: int | None = None
        self.last_solved: int | None = None
        self.is_solved = False
        self.replies: list[int] = []
        self.stations: dict[str, set[int]] = {"team": set(), "agent": set()}
        self.assigned: list[int] = []
        self.follow()

    def follow(self) -> None:
        """Follow the ticket from update to update."""
        status = STATUSES[str(self.story.initial.get("status") or "new")]
        since = self.start
        for step in self.story.steps:
            if step.message is not None and speaks(step.message):
                self.replies.append(step.at)
            for change in step.changes:
                if change.name in self.stations and isinstance(change.new, int):
                    self.stations[change.name].add(change.new)
                    if change.name == "agent":
                        self.assigned.append(step.at)
                if change.name != "status":
                    continue
                self.spend(status, since, step.at)
                status, since = STATUSES[str(change.new)], step.at
                is_solved = status in ("solved", "closed")
                if is_solved and not self.is_solved:
                    self.first_solved = self.first_solved or step.at
                    self.last_solved = step.at
                self.reopens += self.is_solved and not is_solved
                self.is_solved = is_solved

    def spend(self, status: str, start: int, end: int) -> None:
        """Add the time in a status, on both clocks."""
        self.spent[status, "calendar"] += end - start
        self.spent[status, "business"] += self.clock.between(start, end)

    def minutes(self, end: int | None) -> Row:
        """Give the time from the creation in whole minutes."""
        if end is None:
            return {"calendar": None, "business": None}
        open_seconds = self.clock.between(self.start, end)
        return {"calendar": (end - self.start) // 60, "business": open_seconds // 60}

    def spent_in(self, *statuses: str, is_known: bool) -> Row:
        """Give the time spent in some statuses; null before the first solving."""
        return {
            clock: sum(self.spent[status, clock] for status in statuses) // 60
            if is_known
            else None
            for clock in ("calendar", "business")
        }

    def row(self) -> Row:
        """Give the row."""
        index = self.story.outline.index
        was_solved = self.first_solved is not None
        full = self.last_solved if self.is_solved else None
        replied = next((at for at in self.replies if at >= self.start), None)
        last = self.story.steps[-1].at
        return {
            "id": 33_000_000_000_000 + index,
            "url": f"https://desk.example.com/api/v2/ticket_metrics/{index}.json",
            "ticket_id": ticket_id(index),
            "created_at": stamp(self.start),
            "updated_at": stamp(last),
            "group_stations": len(self.stations["team"]),
            "assignee_stations": len(self.stations["agent"]),
            "reopens": self.reopens,
            "replies": len(self.replies),
            "assignee_updated_at": None,
            "requester_updated_at": stamp(self.start),
            "status_updated_at": stamp(last),
            "initially_assigned_at": stamp(self.assigned[0]) if self.assigned else None,
            "assigned_at": stamp(self.assigned[-1]) if self.assigned else None,
            "solved_at": None if full is None else stamp(full),
            "latest_comment_added_at": stamp(last),
            "reply_time_in_minutes": self.minutes(replied),
            "first_resolution_time_in_minutes": self.minutes(self.first_solved),
            "full_resolution_time_in_minutes": self.minutes(full),
            "agent_wait_time_in_minutes": self.spent_in("pending", is_known=was_solved),
            "requester_wait_time_in_minutes": self.spent_in(
                "new", "open", "hold", is_known=was_solved
            ),
            "on_hold_time_in_minutes": self.spent_in("hold", is_known=True),
        }
