"""Writes random calls of Zendesk and of the generic layout, and what goes with them."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .generator import Dice

Row = dict[str, object]

START = datetime(2026, 3, 2, 7, tzinfo=UTC)
AGENTS = (11, 12, 13, 14)
GROUPS = (101, 102)
STATUSES = (
    "completed",
    "completed",
    "completed",
    "abandoned_in_queue",
    "abandoned_in_queue",
    "abandoned_in_ivr",
    "abandoned_on_hold",
    "abandoned_in_voicemail",
    "completed_voicemail",
    "pending_voicemail",
    "not_answered",
    "external_overflow",
    "failed",
)
OUTCOMES = ("answered", "answered", "abandoned", "missed", "voicemail", "callback", "")


def stamp(moment: datetime) -> str:
    """Write a moment."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def put(path: Path, rows: list[Row]) -> None:
    """Write rows, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


class ZendeskCalls:
    """Calls of Zendesk with their legs, tickets and comments."""

    def __init__(self, dice: Dice, kinds: Counter[str]) -> None:
        """Begin with nothing."""
        self.dice = dice
        self.kinds = kinds
        self.calls: list[Row] = []
        self.legs: list[Row] = []
        self.tickets: list[Row] = []
        self.comments: list[Row] = []

    def seconds(self, most: int) -> int:
        """Draw a duration, 0 now and then."""
        return 0 if self.dice.random() < 0.2 else self.dice.randint(1, most)

    def call(self, number: int, at: datetime, ticket: int | None) -> Row:
        """Write one call, its legs, and its older or doubled versions."""
        dice = self.dice
        status = dice.choice(STATUSES)
        outbound = dice.random() < 0.2
        talked = status in ("completed", "abandoned_on_hold") and dice.random() < 0.85
        wait = 0 if outbound else dice.choice((0, 1, 3, 5, 6, 40, 200, 700))
        menu = dice.choice((None, 0, 8, 31))
        talk = self.seconds(900) if talked else dice.choice((0, None))
        hold = self.seconds(90) if talked else 0
        agent = dice.choice(AGENTS) if talked else dice.choice((None, 0))
        lead = (menu or 0) + wait + dice.choice((0, 0, 7))
        to_answer = lead if talked and dice.random() < 0.8 else None
        duration = lead + (talk or 0) + hold
        row: Row = {
            "id": number,
            "created_at": stamp(at),
            "updated_at": stamp(at + timedelta(hours=2)),
            "agent_id": agent,
            "customer_id": dice.choice((21, 22, 23, 0, None)),
            "ticket_id": ticket,
            "call_group_id": dice.choice((*GROUPS, None)),
            "direction": "outbound" if outbound else "inbound",
            "completion_status": status,
            "duration": duration,
            "wait_time": wait,
            "time_to_answer": to_answer,
            "talk_time": talk,
            "hold_time": hold,
            "wrap_up_time": self.seconds(60),
            "ivr_time_spent": menu,
            "callback": dice.random() < 0.12,
            "voicemail": status.endswith("voicemail") or dice.random() < 0.04,
            "call_charge": f"{dice.random():.3f}",
            "exceeded_queue_time": False,
        }
        if dice.random() < 0.02:
            row |= {"duration": -5}
            self.kinds["negative duration"] += 1
        if dice.random() < 0.02:
            row |= dict.fromkeys(("completion_status", "talk_time", "agent_id"))
            row |= {"call_started_at": stamp(at - timedelta(days=1))}
            row |= {"call_ended_at": stamp(at - timedelta(days=1, seconds=-90))}
            self.kinds["partner call"] += 1
        self.calls.append(row)
        if dice.random() < 0.05:
            self.kinds["same call twice"] += 1
            self.calls.append(dict(row))
        if dice.random() < 0.08:
            self.kinds["older version later"] += 1
            older = {**row, "updated_at": stamp(at), "talk_time": None}
            self.calls.append({**older, "completion_status": None})
        if talked and dice.random() < 0.6:
            self.leg(number, at, dice.choice(AGENTS), talk or 0)
        self.kinds[f"zendesk {status}"] += 1
        return row

    def leg(self, call: int, at: datetime, agent: int, talk: int) -> None:
        """Write the legs of a call: missed, customer's, answered, transferred."""
        first = len(self.legs) + 70_000
        leg: Row = {"call_id": call, "updated_at": stamp(at + timedelta(hours=2))}
        moment = stamp(at + timedelta(seconds=3))
        missed = {"type": "agent", "agent_id": 14, "talk_time": 0}
        customer = {"type": "customer", "agent_id": 0, "user_id": 21, "talk_time": talk}
        other = self.dice.choice([name for name in AGENTS if name != agent])
        taken: Row = {"type": "agent", "agent_id": agent, "talk_time": talk}
        rows: list[Row] = [missed, customer, taken]
        if talk > 1 and self.dice.random() < 0.3:
            taken["transferred_to"] = other
            passed = {"type": "agent", "agent_id": other, "talk_time": 1}
            rows.append({**passed, "transferred_from": agent})
            self.kinds["transferred call"] += 1
        for place, row in enumerate(rows):
            self.legs.append({"id": first + place, "created_at": moment, **leg, **row})

    def ticket(self, number: int, at: datetime, first_call: int) -> int:
        """Write a ticket with one to three calls and comments in between."""
        dice = self.dice
        calls = []
        moment = at
        for place in range(dice.randint(1, 3)):
            calls.append(self.call(first_call + place, moment, number))
            moment += timedelta(seconds=dice.randint(30, 9000))
        made_at = at + timedelta(seconds=dice.choice((0, 41, 300, -3600)))
        submitter = dice.choice((21, 21, 11))
        self.tickets.append(
            {
                "id": number,
                "created_at": stamp(made_at),
                "updated_at": stamp(made_at),
                "generated_timestamp": int(made_at.timestamp()),
                "status": "open",
                "requester_id": 21,
                "submitter_id": submitter,
                "assignee_id": 11,
                "group_id": dice.choice((*GROUPS, None)),
                "priority": dice.choice((None, "low", "urgent")),
                "tags": [],
                "via": {"channel": "voice", "source": {"rel": "inbound"}},
            }
        )
        for place in range(dice.randint(0, 4)):
            author = dice.choice((21, 21, 11, 12))
            comment: Row = {
                "id": number * 100 + place,
                "ticket_id": number,
                "type": "Comment",
                "author_id": author,
                "body": "Some words.",
                "public": True,
                "created_at": stamp(made_at + timedelta(seconds=dice.randint(0, 9000))),
                "via": {"channel": "web", "source": {}},
            }
            if author == 21 and dice.random() < 0.5:
                self.kinds["voice comment"] += 1
                comment["type"] = "VoiceComment"
                if dice.random() < 0.6:
                    comment["data"] = {"call_id": dice.choice(calls)["id"]}
            self.comments.append(comment)
        return len(calls)

    def write(self, folder: Path) -> None:
        """Write the streams."""
        users: list[Row] = [
            {
                "id": name,
                "name": f"User {name}",
                "role": "agent" if name in AGENTS else "end-user",
                "updated_at": "2020-01-01T00:00:00Z",
            }
            for name in (*AGENTS, 21, 22)
        ]
        put(folder / "zendesk" / "calls" / "all.ndjson", self.calls)
        put(folder / "zendesk" / "call_legs" / "all.ndjson", self.legs)
        put(folder / "zendesk" / "tickets.ndjson", self.tickets)
        put(folder / "zendesk" / "ticket_comments.ndjson", self.comments)
        put(folder / "zendesk" / "users.ndjson", users)


def generic_call(dice: Dice, number: int, at: datetime, conversation: str) -> Row:
    """Give one call of the generic layout; a half of its columns may be empty."""
    outcome = dice.choice(OUTCOMES)
    queued = at + timedelta(seconds=dice.choice((0, 0, 15)))
    wait = timedelta(seconds=dice.choice((0, 3, 5, 5.001, 6, 61.5, 599, 601, 16000)))
    answered, ended = queued + wait, queued + wait + timedelta(seconds=80)
    is_answered = outcome == "answered"
    if not conversation and dice.random() < 0.03:
        answered = queued - timedelta(seconds=10)

    def now_and_then(value: object, share: float) -> object:
        return value if dice.random() < share else ""

    return {
        "call_id": f"c{number}",
        "started_at": stamp(at),
        "direction": dice.choice(("inbound", "inbound", "inbound", "outbound", "")),
        "queue": "main",
        "queued_at": now_and_then(stamp(queued), 0.8),
        "answered_at": now_and_then(stamp(answered), 0.8) if is_answered else "",
        "ended_at": now_and_then(stamp(ended), 0.85),
        "queue_seconds": now_and_then(wait.total_seconds(), 0.5),
        "hold_seconds": now_and_then(dice.randint(-1, 60), 0.5),
        "longest_hold_seconds": "",
        "talk_seconds": now_and_then(dice.randint(0, 600), 0.7),
        "wrap_up_seconds": now_and_then(dice.randint(0, 60), 0.5),
        "outcome": now_and_then(outcome, 0.95),
        "conversation_id": conversation,
        "customer_id": dice.choice(("k1", "k2@example.org", "")),
        "agent_id": dice.choice(("a1", "a2", "0", "")),
        "team_id": dice.choice(("t1", "")),
        "transferred_to_team_id": now_and_then("t2", 0.1),
    }


def write_generic(folder: Path, dice: Dice, count: int, kinds: Counter[str]) -> None:
    """Write calls of the generic layout, a part of them of conversations."""
    calls: list[Row] = []
    conversations: list[Row] = []
    messages: list[Row] = []
    for number in range(count):
        at = START + timedelta(seconds=dice.randint(0, 30 * 86_400))
        conversation = ""
        if dice.random() < 0.5:
            conversation = f"v{number}"
        calls.append(generic_call(dice, number, at, conversation))
        kinds["generic call"] += 1
        if not conversation:
            continue
        if dice.random() < 0.04:
            kinds["conversation not exported"] += 1
            continue
        made_at = at + timedelta(seconds=dice.choice((0, 0, 50, -600)))
        is_resolved = dice.random() < 0.4
        resolved_at = made_at + timedelta(seconds=dice.randint(0, 1500))
        conversations.append(
            {
                "conversation_id": conversation,
                "created_at": stamp(made_at),
                "channel": "phone",
                "status": "resolved" if is_resolved else "open",
                "resolved_at": stamp(resolved_at) if is_resolved else None,
                "customer_id": "k1",
                "team_id": dice.choice(("t1", "t3")),
                "is_test": dice.random() < 0.05,
            }
        )
        for place in range(dice.randint(0, 3)):
            sent_at = made_at + timedelta(seconds=dice.randint(0, 1200))
            messages.append(
                {
                    "message_id": f"{conversation}-{place}",
                    "conversation_id": conversation,
                    "sent_at": stamp(sent_at),
                    "author_id": "k1",
                    "author_type": dice.choice(("customer", "agent")),
                    "channel": dice.choice((None, None, "phone", "email")),
                    "body": "Some words.",
                }
            )
    home = folder / "generic"
    put(home / "conversations.ndjson", conversations)
    put(home / "messages.ndjson", messages)
    with (home / "calls.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(calls[0]))
        writer.writeheader()
        writer.writerows([*calls, *calls[:10]])


def write_calls(folder: Path, count: int, seed: int) -> Counter[str]:
    """Write so many calls, half of them Zendesk's; tell how many of each kind."""
    dice = Dice(seed)
    kinds: Counter[str] = Counter()
    zendesk = ZendeskCalls(dice, kinds)
    written = 0
    while written < count // 2:
        at = START + timedelta(seconds=dice.randint(0, 30 * 86_400))
        if dice.random() < 0.45:
            written += zendesk.ticket(5_000 + written, at, 900_000 + written)
        else:
            missing = 99_999 if dice.random() < 0.05 else None
            zendesk.call(900_000 + written, at, missing)
            written += 1
    zendesk.write(folder)
    write_generic(folder, dice, count - count // 2, kinds)
    return kinds
