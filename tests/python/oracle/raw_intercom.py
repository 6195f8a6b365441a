"""Stories written as Intercom exports them."""

from datetime import datetime, timedelta

from .raw_files import NEWEST, OLDEST, Folder, body_of, topic_for
from .stories import Moved, Said, Story, Teller
from .values import utc

SOURCE = "intercom"
EPOCH = utc(1970, 1, 1)
OPERATOR, FIN = "900", "901"
OPERATOR_ADDRESS = "operator+x7@intercom.io"
BOT_TEAMMATE = "902"
TEST_TAG = "internal_test"
TEAMS = {"first_line": "51", "second_line": "52", "night_shift": "53"}
CHANNELS = {
    "email": ("email",),
    "web": ("conversation",),
    "chat": ("conversation", "push"),
    "messaging": ("whatsapp", "instagram"),
    "phone": ("phone_call", "phone_switch"),
    "sms": ("sms",),
    "social": ("facebook", "twitter"),
    "api": ("zendesk_ticket",),
}
PRIORITIES = {
    "low": ("low", "not_priority", "none"),
    "normal": ("medium", None),
    "high": ("high", "priority"),
    "urgent": ("urgent",),
}
DONE = frozenset(("resolved", "closed", "cancelled"))
REOPENINGS = ("open", "note_and_reopen", "assign_and_reopen")
WAKINGS = ("unsnoozed", "timer_unsnooze", "assign_and_unsnooze")
EVENTS = (
    "conversation_attribute_updated_by_admin",
    "participant_added",
    "operator_workflow_event",
    "an_event_of_next_year",
)
ASSIGNMENTS = ("assignment", "default_assignment", "balanced_assignment")
Row = dict[str, object]


def seconds(at: datetime) -> int:
    """Return a time as Intercom writes it."""
    return (at - EPOCH) // timedelta(seconds=1)


class Writer:
    """Writes stories into an export folder."""

    def __init__(self, folder: Folder, teller: Teller) -> None:
        """Take the folder."""
        self.folder = folder
        self.rng = folder.rng
        self.teller = teller
        self.part_count = 10_000
        self.people: dict[str, str] = {}

    def person(self, name: str | None) -> str | None:
        """Return the id of somebody: teammates have numbers, contacts 24 digits."""
        if name is None:
            return None
        if name not in self.people:
            number = len(self.people) + 1
            is_contact = name.startswith(("customer", "stranger"))
            self.people[name] = f"{number:024x}" if is_contact else str(100 + number)
        return self.people[name]

    def add(self, stream: str, row: Row, slot: int | None = None) -> None:
        """Add a row; some are delivered twice."""
        used = self.folder.add(SOURCE, stream, row, slot)
        if slot is None and self.rng.random() < 0.03:
            self.teller.count("exact duplicate")
            self.folder.add(SOURCE, stream, row, (used + self.rng.randrange(2)) % 3)

    def number_or_text(self, identifier: str) -> object:
        """Return an id as text or, as some exporters do, as a number."""
        if identifier.isdigit() and self.rng.random() < 0.3:
            return int(identifier)
        return identifier

    def author(self, who: str, name: str | None) -> Row:
        """Return the author of a message."""
        rng, teller = self.rng, self.teller
        if who in ("answering_bot", "auto_reply"):
            return self.bot(is_ai=who == "answering_bot")
        if who == "customer":
            kind = rng.choice(("user", "lead", "contact"))
            return {"type": kind, "id": self.person(name), "email": "a@example.org"}
        if teller.chance(0.03, "author of an unknown kind"):
            kind = rng.choice(("team", "robot"))
            return {"type": kind, "id": self.person(name)}
        if teller.chance(0.03, "nobody as author"):
            return {"type": "admin", "id": rng.choice(("0", 0, None))}
        found: Row = {"type": "admin", "id": self.person(name), "email": "b@desk.io"}
        if rng.random() < 0.3:
            found |= {"from_ai_agent": False, "is_ai_answer": False}
        return found

    def bot(self, *, is_ai: bool) -> Row:
        """Return a bot in one of its disguises."""
        way = self.rng.randrange(5)
        self.teller.count(f"bot in disguise {way}")
        if way == 0:
            return {"type": "bot", "id": OPERATOR, "from_ai_agent": is_ai}
        if way == 1:
            return {"type": "admin", "id": OPERATOR}
        if way == 2:
            return {"type": "admin", "id": "977", "email": OPERATOR_ADDRESS.upper()}
        if way == 3:
            return {"type": "admin", "id": BOT_TEAMMATE, "is_ai_answer": is_ai}
        kind = "bot" if not is_ai else "admin"
        return {"type": kind, "id": FIN, "is_ai_answer": is_ai}

    def story(self, story: Story) -> None:
        """Write a story."""
        rng, teller = self.rng, self.teller
        events = sorted(story.events, key=lambda event: event.at)
        source = self.opening(story, events)
        is_stated = teller.chance(0.5, "parts with a state")
        parts = self.parts_of(story, events, is_stated=is_stated)
        total = len(parts)
        if story.history == "none":
            parts = []
        elif story.history == "without its beginning":
            parts = parts[rng.randrange(1, 4) :]
        elif story.history == "without its end":
            parts = parts[:-1]
        is_embedded = teller.chance(0.2, "parts within the conversation")
        row = self.row(story, source, total)
        self.rate(story, row)
        self.versions(story, row, parts if is_embedded else [])
        if not is_embedded:
            for part in parts:
                self.write_part(story, part)
        if story.deleted_at is not None:
            self.delete(story)

    def opening(self, story: Story, events: list[Said | Moved]) -> Row | None:
        """Return the opening message, and take it out of the events."""
        rng, teller = self.rng, self.teller
        if teller.chance(0.03, "no opening"):
            return None
        first = events[0] if events else None
        author = self.author("customer", story.customer)
        body: object = None
        if isinstance(first, Said) and first.at == story.created_at:
            events.remove(first)
            author = self.author(first.who, first.author)
            body = body_of(first.flavour, rng)
        delivered: object = "customer_initiated"
        if story.is_outbound:
            delivered = rng.choice(
                (
                    "admin_initiated",
                    "campaigns_initiated",
                    "automated",
                    "operator_initiated",
                    "Admin_Initiated",
                    None,
                )
            )
            author = self.author(rng.choice(("agent", "auto_reply")), story.opened_by)
            teller.count(f"delivered as {delivered}")
        elif teller.chance(0.1, "nobody says how it began"):
            delivered = None
        kinds = CHANNELS[story.channel]
        kind = "pigeon" if story.has_unknown_channel else rng.choice(kinds)
        return {
            "type": rng.choice((kind, kind, kind.title())),
            "id": str(rng.randrange(10**6)),
            "delivered_as": delivered,
            "author": author,
            "body": body,
            "attachments": [{"name": "a.png"}] if rng.random() < 0.05 else [],
            "redacted": rng.random() < 0.03,
        }

    def parts_of(
        self, story: Story, events: list[Said | Moved], *, is_stated: bool
    ) -> list[Row]:
        """Return the parts in the order of their ids."""
        parts: list[Row] = []
        status = str(story.first["status"])
        place = 0
        while place < len(events):
            event = events[place]
            place += 1
            following = events[place] if place < len(events) else None
            if isinstance(event, Said):
                part = self.message(event)
                if (
                    isinstance(following, Moved)
                    and following.at == event.at
                    and event.who in ("agent", "note", "answering_bot")
                    and self.teller.chance(0.8, "message with a move")
                ):
                    place += 1
                    self.move(part, following, status)
                    if following.field == "status":
                        status = str(following.new)
            else:
                part = self.part(event.at, self.author("agent", "agent1"))
                if self.rng.random() < 0.3:
                    part["author"] = self.bot(is_ai=False)
                self.move(part, event, status)
                if event.field == "status":
                    status = str(event.new)
            if is_stated:
                part["state"] = self.state(status)
            parts.append(part)
        return parts

    def state(self, status: str) -> str:
        """Return a state, now and then a wrong one or one that nobody knows."""
        throw = self.rng.random()
        if throw < 0.15:
            return self.rng.choice(("open", "closed", "snoozed", "Closed", "resting"))
        return native_state(status)

    def part(self, at: datetime, author: Row) -> Row:
        """Return a part without content."""
        self.part_count += self.rng.randrange(1, 3)
        return {
            "id": str(self.part_count),
            "created_at": seconds(at),
            "updated_at": seconds(at),
            "part_type": self.rng.choice(EVENTS),
            "author": author,
            "body": None,
            "assigned_to": None,
            "attachments": [],
            "redacted": False,
        }

    def message(self, said: Said) -> Row:
        """Return a part with content."""
        rng = self.rng
        made = self.part(said.at, self.author(said.who, said.author))
        made["part_type"] = rng.choice(("comment", "comment", "Comment", "quick_reply"))
        if said.who == "note":
            made["part_type"] = "note"
        elif self.teller.chance(0.03, "message of an unknown type"):
            made["part_type"] = "answer_of_next_year"
        made["body"] = body_of(said.flavour, rng)
        if said.flavour == "attachment only":
            made["attachments"] = [{"name": "a.pdf"}]
        if said.flavour in ("redacted", "deleted"):
            made["redacted"] = True
            made["body"] = None
        return made

    def move(self, part: Row, moved: Moved, status: str) -> None:
        """Make a part one that changes something."""
        rng, teller = self.rng, self.teller
        if moved.field == "team":
            part["part_type"] = rng.choice(ASSIGNMENTS)
            identifier = TEAMS.get(moved.new or "", moved.new and "59")
            nobody = rng.choice((0, "0"))
            part["assigned_to"] = {"type": "team", "id": identifier or nobody}
        elif moved.field == "agent":
            part["part_type"] = rng.choice((*ASSIGNMENTS, "away_mode_assignment"))
            identifier = self.person(moved.new)
            part["assigned_to"] = {"type": "admin", "id": identifier}
            if identifier is None:
                part["assigned_to"] = rng.choice(
                    (None, {"type": "nobody_admin", "id": None})
                )
                teller.count("assigned to nobody")
            elif rng.random() < 0.3:
                part["assigned_to"] = {"type": "admin", "id": int(identifier)}
        elif moved.field == "status":
            part["part_type"] = self.transition(status, str(moved.new))
            if "assign" in str(part["part_type"]):
                part["assigned_to"] = {"type": "admin", "id": self.person("agent2")}
        if part["body"] is not None:
            teller.count(f"{part['part_type']} with a body")

    def transition(self, old: str, new: str) -> str:
        """Return the type of the part that makes this of that."""
        rng = self.rng
        if new in DONE:
            return "close"
        if new == "snoozed":
            return "snoozed"
        if old in DONE:
            return rng.choice(REOPENINGS)
        if old == "snoozed":
            return rng.choice(WAKINGS)
        return rng.choice((*EVENTS, "snoozed", "timer_unsnooze", "Close"))

    def write_part(self, story: Story, part: Row) -> None:
        """Write the versions of a part."""
        teller = self.teller
        row = {**part, "conversation_id": self.number_or_text(story.name)}
        if teller.chance(0.06, "superseded part"):
            before = {
                **row,
                "updated_at": None,
                "part_type": self.rng.choice(("close", "comment", "note")),
                "body": "as it was",
            }
            if teller.chance(0.3, "part that moved"):
                before["conversation_id"] = str(int(story.name) - 1)
            self.add("conversation_parts", before, NEWEST)
        elif teller.chance(0.05, "part changed without a cursor"):
            row["updated_at"] = None
            before = {**row, "part_type": "close", "redacted": True}
            self.add("conversation_parts", before, OLDEST)
            self.add("conversation_parts", row, NEWEST)
            return
        self.add("conversation_parts", row)

    def row(self, story: Story, source: Row | None, total: int) -> Row:
        """Return the conversation as it is in the end."""
        rng, teller = self.rng, self.teller
        status = str(story.now["status"])
        state = native_state(status)
        if teller.chance(0.06, "row and history disagree"):
            state = rng.choice(("open", "closed", "snoozed"))
        statistics: Row | None = {
            "type": "conversation_statistics",
            "count_conversation_parts": total + 1,
            "last_close_at": None,
        }
        if state == "closed" and statistics and rng.random() < 0.7:
            closed = [
                event.at
                for event in story.events
                if isinstance(event, Moved) and event.new in DONE
            ]
            at = closed[-1] if closed else story.ended_at
            if at.year < 2090:
                statistics["last_close_at"] = seconds(at)
        replies = [
            event.at
            for event in story.events
            if isinstance(event, Said) and event.who == "agent"
        ]
        if statistics and replies and replies[0].year < 2090 and rng.random() < 0.6:
            statistics["first_admin_reply_at"] = seconds(min(replies))
        if teller.chance(0.1, "no statistics"):
            statistics = None
        elif statistics and teller.chance(0.1, "count without the opening"):
            statistics["count_conversation_parts"] = total
        row: Row = {
            "type": "conversation",
            "id": self.number_or_text(story.name),
            "created_at": seconds(story.created_at),
            "updated_at": seconds(story.ended_at) + rng.choice((0, 0, 50, 90_000)),
            "source": source,
            "contacts": self.contacts(story),
            "admin_assignee_id": None,
            "team_assignee_id": None,
            "priority": None,
            "tags": {"type": "tag.list", "tags": []},
            "custom_attributes": {"Topic": topic_for(story.name), "Plan": "pro"},
            "statistics": statistics,
            "ai_agent_participated": rng.choice((True, False, None)),
        }
        if story.is_test:
            row["tags"] = {"tags": [{"id": "7", "name": TEST_TAG}]}
        self.assign(story, row)
        if story.now["priority"] is not None:
            row["priority"] = rng.choice(PRIORITIES[story.now["priority"]])
        if teller.chance(0.05, "unknown priority"):
            row["priority"] = "whenever"
        self.say_state(row, state)
        return row

    def say_state(self, row: Row, state: str) -> None:
        """Say the state, as old versions did or as new ones do."""
        teller = self.teller
        if teller.chance(0.1, "no state but open"):
            row["open"] = state != "closed"
            row["snoozed_until"] = 1_735_000_000 if state == "snoozed" else None
        elif teller.chance(0.03, "no state at all"):
            row["state"] = None
        elif teller.chance(0.04, "unknown state"):
            row["state"] = "resting"
        else:
            row["state"] = self.rng.choice((state, state.upper()))

    def contacts(self, story: Story) -> Row:
        """Return who takes part."""
        rng = self.rng
        if story.customer is None:
            return {"type": "contact.list", "contacts": []}
        found: list[Row] = [{"type": "contact", "id": self.person(story.customer)}]
        if rng.random() < 0.1:
            self.teller.count("several contacts")
            found.append({"type": "contact", "id": self.person("customer999")})
        return {"type": "contact.list", "contacts": found}

    def assign(self, story: Story, row: Row) -> None:
        """Say who is assigned, as old versions did or as new ones do."""
        rng = self.rng
        agent = self.person(story.now["agent"])
        team_name = story.now["team"]
        team = TEAMS.get(team_name, "59") if team_name else None
        if self.teller.chance(0.1, "assignee of the oldest shape"):
            row["assignee"] = {"type": "nobody_admin", "id": None}
            if agent is not None:
                row["assignee"] = {"type": "admin", "id": agent}
            elif team is not None:
                row["assignee"] = {"type": "team", "id": int(team)}
            return
        row["admin_assignee_id"] = int(agent) if agent else rng.choice((0, None, "0"))
        row["team_assignee_id"] = team or rng.choice((0, None))

    def rate(self, story: Story, row: Row) -> None:
        """Write ratings into the conversation."""
        rng, teller = self.rng, self.teller
        asked_at = seconds(story.ended_at) + 60
        if teller.chance(0.6, "rating asked for"):
            rating: Row = {
                "rating": rng.choice((1, 2, 3, 4, 5, None, 6)),
                "created_at": asked_at,
                "teammate": rng.choice(
                    (
                        None,
                        {"type": "admin", "id": self.person("agent3")},
                        {"type": "bot", "id": OPERATOR},
                        {"type": "admin", "id": 0},
                    )
                ),
                "contact": {"id": self.person(story.customer)},
            }
            if rng.random() < 0.5:
                rating["updated_at"] = asked_at + rng.randrange(1, 90_000)
            row["conversation_rating"] = rating
        if teller.chance(0.3, "rating of the AI agent"):
            row["ai_agent"] = {
                "source_title": "Fin",
                "resolution_state": "confirmed_resolution",
                "rating": rng.choice((1, 3, 5, None)),
                "created_at": seconds(story.created_at) + 30,
                "updated_at": rng.choice((None, seconds(story.ended_at))),
            }

    def versions(self, story: Story, row: Row, parts: list[Row]) -> None:
        """Write the versions of a conversation."""
        rng, teller = self.rng, self.teller
        if parts:
            row["conversation_parts"] = {
                "type": "conversation_part.list",
                "conversation_parts": parts,
                "total_count": len(parts),
            }
        if teller.chance(0.05, "no updated_at"):
            row["updated_at"] = None
        elif teller.chance(0.3, "older version in a later file"):
            rating = row.get("conversation_rating")
            if isinstance(rating, dict):
                rating = {**rating, "rating": rng.choice((1, 5, None))}
            older = {
                **row,
                "updated_at": seconds(story.created_at) - 1,
                "state": "closed",
                "admin_assignee_id": None,
                "conversation_rating": rating,
                "conversation_parts": None,
            }
            self.folder.add(SOURCE, "conversations", older, NEWEST)
        self.add("conversations", row)

    def delete(self, story: Story) -> None:
        """Write the deletion; a row that is newer says that it was undone."""
        if story.deleted_at is None:
            return
        at = story.deleted_at if story.restored_at is None else story.created_at
        row: Row = {
            "id": self.number_or_text(story.name),
            "metrics_retained": False,
            "deleted_at": seconds(at) if story.knows_deletion else None,
        }
        self.add("deleted_conversations", row)

    def account(self) -> None:
        """Write teammates, teams, and lines that can't be read."""
        for name in (*self.teller.agents, *self.teller.leavers):
            admin: Row = {
                "id": self.person(name),
                "name": name,
                "email": f"{name}@desk.io",
                "team_ids": [51, 52],
            }
            self.add("admins", admin, 0)
        self.add("admins", {"id": OPERATOR, "email": OPERATOR_ADDRESS}, 0)
        self.add("admins", {"id": BOT_TEAMMATE, "name": "Integration"}, 0)
        for name, identifier in TEAMS.items():
            self.add("teams", {"id": identifier, "name": name}, 0)
        for number in range(30):
            line = ("{not json", '{"id": "x"}', f"[{number}]")[number % 3]
            self.folder.add(SOURCE, "conversation_parts", line, NEWEST)
            self.teller.count("row that can't be read")


def native_state(status: str) -> str:
    """Return Intercom's word for a status."""
    if status in DONE:
        return "closed"
    return "snoozed" if status == "snoozed" else "open"
