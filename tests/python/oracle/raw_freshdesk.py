"""Stories written as Freshdesk's API and its activities export give them."""

from datetime import datetime, timedelta

from .raw_files import NEWEST, OLDEST, Folder, body_of, timestamp, topic_for
from .stories import ROLE_CHANGE, Moved, Said, Story, Teller

SOURCE = "freshdesk"
PEOPLE = {
    "agent": 82_000_100_000,
    "leaver": 82_000_110_000,
    "starter": 82_000_120_000,
    "ghost": 82_000_130_000,
    "customer": 82_000_200_000,
    "stranger": 82_000_300_000,
}
BOT = 82_000_900_001
TEAMS = {
    "first_line": 82_000_000_501,
    "second_line": 82_000_000_502,
    "night_shift": 82_000_000_503,
    "lost_team": 82_000_000_504,
}
STATUSES: dict[str, tuple[tuple[int, str], ...]] = {
    "new": ((2, "Open"),),
    "open": ((2, "Open"),),
    "waiting_customer": ((3, "Pending"), (6, "Waiting on Customer")),
    "waiting_other": ((7, "Waiting on Third Party"),),
    "resolved": ((4, "Resolved"),),
    "closed": ((5, "Closed"),),
    "mystery": ((9, "Parked"),),
}
PRIORITIES = {
    "low": (1, "Low"),
    "normal": (2, "Medium"),
    "high": (3, "High"),
    "urgent": (4, "Urgent"),
}
CHANNELS: dict[str, tuple[tuple[int, str], ...]] = {
    "email": ((1, "Email"),),
    "web": ((2, "Portal"), (9, "Feedback Widget"), (8, "Mobihelp")),
    "chat": ((7, "Chat"), (15, "Web Chat"), (16, "Web Chat")),
    "messaging": ((13, "WhatsApp"),),
    "phone": ((3, "Phone"),),
    "sms": ((17, "SMS"),),
    "social": ((5, "Twitter"), (6, "Facebook")),
    "api": ((11, "Ecommerce"), (4, "Forum"), (12, "Bot")),
}
CODES = (103, 102, 101, 100, -101, -102, -103)
NOTES_OF_MERGES = (
    "This ticket is closed and merged into ticket {}",
    '<div>This ticket is closed and merged into ticket <a href="/a/{0}">{0}</a></div>',
    "This  ticket is closed and\nmerged into ticket #{}.",
)


def person_id(name: str | None) -> int | None:
    """Return a person's number."""
    if name is None:
        return None
    word = name.rstrip("0123456789")
    return PEOPLE[word] + int(name[len(word) :])


class Writer:
    """Writes stories into an export folder."""

    def __init__(self, folder: Folder, teller: Teller) -> None:
        """Take the folder."""
        self.folder = folder
        self.rng = folder.rng
        self.teller = teller
        self.conversation_id = 82_500_000_000
        self.rating_id = 82_700_000_000
        self.people: set[str] = set()

    # -------------------------------------------------------------- rows

    def add(self, stream: str, row: dict[str, object], slot: int | None = None) -> None:
        """Add a row; some are delivered twice."""
        used = self.folder.add(SOURCE, stream, row, slot)
        if slot is None and self.rng.random() < 0.03:
            self.teller.count("exact duplicate")
            again = self.rng.choice([used, (used + 1) % 3])
            self.folder.add(SOURCE, stream, row, again)

    def next_conversation(self) -> int:
        """Return a new number of a conversation."""
        self.conversation_id += self.rng.randrange(1, 5)
        return self.conversation_id

    def story(self, story: Story) -> None:
        """Write a story."""
        rng = self.rng
        channel = rng.choice(CHANNELS[story.channel])
        if story.has_unknown_channel:
            channel = (99, "Pigeon")
        if story.is_outbound:
            channel = (10, "Outbound Email")
        said = [event for event in story.events if isinstance(event, Said)]
        opening = said[0] if said and self.is_opening(said[0], story) else None
        parts = [self.part(one, story) for one in said if one is not opening]
        parts += self.feedback(story) + self.merge_notes(story)
        ticket = self.ticket(story, channel, opening)
        if channel[0] in (15, 16) and opening and rng.random() < 0.7:
            self.teller.count("description told again")
            copy = self.part(opening, story)
            copy |= {"body": f"<p>{ticket['description']}</p>", "body_text": None}
            parts.insert(0, copy)
        self.activities(story, channel)
        if parts and len(parts) <= 10 and self.teller.chance(0.15, "parts embedded"):
            ticket["conversations"] = [
                {name: part[name] for name in part if not name.startswith("_")}
                for part in parts
            ]
            parts = parts[: len(parts) // 2]
        for part in parts:
            self.send(part, story)
        self.tickets(story, ticket)
        self.persons(story)
        self.rate(story)

    def is_opening(self, said: Said, story: Story) -> bool:
        """Say whether a message is what the ticket was opened with."""
        return said.at == story.created_at and said.flavour == "plain"

    # -------------------------------------------------------------- conversations

    def part(self, said: Said, story: Story) -> dict[str, object]:
        """Return a reply or note."""
        rng = self.rng
        body = body_of(said.flavour, rng)
        is_incoming = said.who == "customer"
        is_note = said.who == "note"
        row: dict[str, object] = {
            "id": self.next_conversation(),
            "ticket_id": int(story.name),
            "user_id": person_id(said.author),
            "incoming": is_incoming,
            "private": is_note or said.flavour == "private",
            "source": 2 if is_note else 0,
            "category": 3,
            "auto_response": False,
            "automation_id": None,
            "body": f"<div>{body}</div>" if body else body,
            "body_text": body,
            "attachments": [],
            "created_at": timestamp(said.at, rng),
            "updated_at": timestamp(said.at),
        }
        if said.who == "agent":
            throw = rng.random()
            if throw < 0.15:
                self.teller.count("public note")
                row["source"] = 2
            elif throw < 0.2:
                self.teller.count("forward")
                row["source"] = 8
        elif said.who == "auto_reply":
            row |= rng.choice(({"auto_response": True}, {"automation_id": 991}))
            if rng.random() < 0.15:
                self.teller.count("automatic answer of the customer")
                row["incoming"] = True
        elif said.who == "answering_bot":
            row["user_id"] = BOT
        if said.flavour == "attachment only":
            row["attachments"] = [{"id": 1, "name": "screen.png"}]
        if said.flavour == "deleted":
            row |= rng.choice(
                (
                    {"_sdc_deleted_at": timestamp(said.at + timedelta(hours=1))},
                    {"_fivetran_deleted": True},
                )
            )
        if rng.random() < 0.1:
            del row["attachments"], row["body_text"], row["automation_id"]
            if row["private"] is False:
                del row["private"]
        if rng.random() < 0.04:
            self.teller.count("side unknown")
            row["incoming"] = None
        if rng.random() < 0.03:
            row["id"] = float(self.conversation_id)
        return row

    def send(self, row: dict[str, object], story: Story) -> None:
        """Write the versions of a reply or note."""
        teller = self.teller
        if teller.chance(0.03, "part without a ticket"):
            self.folder.add(SOURCE, "conversations", {**row, "ticket_id": None}, OLDEST)
        if teller.chance(0.04, "older version in a later file"):
            before = timestamp(story.created_at - timedelta(days=1))
            older = {**row, "updated_at": before, "private": True, "body_text": "x"}
            self.folder.add(SOURCE, "conversations", older, NEWEST)
        elif teller.chance(0.04, "part without updated_at"):
            row["updated_at"] = None
        elif teller.chance(0.03, "part moved"):
            origin = {**row, "ticket_id": 999_999_999}
            self.folder.add(SOURCE, "conversations", origin, OLDEST)
            self.folder.add(SOURCE, "conversations", row, NEWEST)
            return
        self.add("conversations", row)

    def feedback(self, story: Story) -> list[dict[str, object]]:
        """Return survey feedback, which comes in like a reply."""
        if not self.teller.chance(0.1, "survey feedback"):
            return []
        at = story.ended_at + timedelta(seconds=self.rng.choice((0, 500, 90_000)))
        row = self.part(Said(at, "customer", story.customer), story)
        row |= {"source": 6, "category": 7, "body_text": "Extremely happy"}
        return [row]

    def merge_notes(self, story: Story) -> list[dict[str, object]]:
        """Return what merging writes into both tickets."""
        if story.merged_at is None or story.merged_into is None:
            return []
        rng = self.rng
        note = self.part(Said(story.merged_at, "note", "agent1"), story)
        words = rng.choice(NOTES_OF_MERGES).format(story.merged_into)
        if story.is_merge_only_tagged:
            words = "This ticket is closed and merged into ticket."
        note |= {"body_text": words, "incoming": False, "private": rng.random() < 0.7}
        told = self.part(Said(story.merged_at, "agent", "agent1"), story)
        told |= {
            "ticket_id": int(story.merged_into),
            "body_text": rng.choice(("Merged from ticket 9", "Ticket with ID 9 is")),
            "incoming": False,
            "source": 2,
        }
        self.add("conversations", told)
        return [note]

    # -------------------------------------------------------------- activities

    def activities(self, story: Story, channel: tuple[int, str]) -> None:
        """Write what the activities export has of a ticket."""
        rng = self.rng
        moves = [
            event
            for event in story.events
            if isinstance(event, Moved) and event.field != "severity"
        ]
        if story.history == "none":
            return
        birth = self.birth(story, channel)
        if story.history in ("without its beginning", "without old values"):
            birth = []
        if story.history == "without its end" and moves:
            moves.pop()
        slot = rng.randrange(3)
        rows = birth + [self.activity(move) for move in moves]
        for row in rows:
            row["ticket_id"] = int(story.name)
            if rng.random() < 0.1:
                noise = {**row, "activity": {"note": {"id": 5, "type": 4}}}
                self.add("ticket_activities", noise, slot)
            self.add("ticket_activities", row, None if rng.random() < 0.3 else slot)

    def birth(self, story: Story, channel: tuple[int, str]) -> list[dict[str, object]]:
        """Return the activities of the creation."""
        rng = self.rng
        performer = person_id(story.opened_by or story.customer)
        if story.is_outbound:
            performer = person_id("agent2")
        values: dict[str, object] = {
            "source": channel[1],
            "status": self.status_name(story.first["status"]),
            "priority": PRIORITIES.get(story.first["priority"] or "", (1, "Low"))[1],
            "agent_id": person_id(story.first["agent"]),
            "group": story.first["team"],
            "requester_id": person_id(story.customer),
        }
        late = rng.choice((0, 0, 0, 2, 60, 61))
        row = self.row_of(story.created_at + timedelta(seconds=late), values)
        row |= {"performer_type": "user", "performer_id": performer}
        if self.teller.chance(0.1, "created by the system"):
            row |= {"performer_type": "system", "performer_id": None}
        if late == 61:
            self.teller.count("creation too late")
        return [row]

    def activity(self, move: Moved) -> dict[str, object]:
        """Return a change as an activity."""
        if move.field == "status":
            return self.row_of(move.at, {"status": self.status_name(move.new)})
        if move.field == "priority":
            named = PRIORITIES.get(move.new or "")
            return self.row_of(move.at, {"priority": named[1] if named else None})
        if move.field == "agent":
            return self.row_of(move.at, {"agent_id": person_id(move.new)})
        return self.row_of(move.at, {"group": move.new})

    def row_of(self, at: datetime, values: dict[str, object]) -> dict[str, object]:
        """Return an activity; some days of the export are in ISO 8601."""
        stamp = at.strftime("%d-%m-%Y %H:%M:%S +0000")
        if at.microsecond or self.rng.random() < 0.1:
            stamp = timestamp(at)
        return {
            "performed_at": stamp,
            "performer_type": "user",
            "performer_id": person_id("agent1"),
            "activity": values,
        }

    def status_name(self, status: str | None) -> str:
        """Return the name of a status."""
        return self.rng.choice(STATUSES[status or "new"])[1]

    # -------------------------------------------------------------- tickets

    def ticket(
        self, story: Story, channel: tuple[int, str], opening: Said | None
    ) -> dict[str, object]:
        """Return the ticket as it is in the end."""
        rng = self.rng
        body = body_of(opening.flavour if opening else "empty", rng)
        status = story.now["status"] or "new"
        priority = PRIORITIES.get(story.now["priority"] or "", (None, ""))[0]
        if self.teller.chance(0.04, "unknown priority"):
            priority = 7
        row: dict[str, object] = {
            "id": int(story.name),
            "subject": "It does not work",
            "description": f"<div>{body}</div>" if body else None,
            "description_text": body or None,
            "status": rng.choice(STATUSES[status])[0],
            "priority": priority,
            "source": channel[0],
            "type": None,
            "requester_id": person_id(story.customer),
            "responder_id": person_id(story.now["agent"]),
            "group_id": TEAMS.get(story.now["team"] or ""),
            "tags": ["vip"] if rng.random() < 0.2 else [],
            "is_escalated": rng.random() < 0.2,
            "spam": False,
            "custom_fields": {"cf_product": None, "cf_topic": topic_for(story.name)},
            "created_at": timestamp(story.created_at),
            "updated_at": timestamp(story.ended_at, rng),
            "stats": self.stats(story),
        }
        if story.is_test:
            row["tags"] = ["internal_test"]
        if story.deleted_at is not None and story.restored_at is None:
            row["spam" if story.is_spam else "deleted"] = True
        if rng.random() < 0.1:
            del row["spam"]
        return row

    def stats(self, story: Story) -> dict[str, object] | None:
        """Return the moments that the ticket keeps, of which some are wrong."""
        rng = self.rng
        if not self.teller.chance(0.8, "stats"):
            return None
        made: dict[str, object] = {"resolved_at": None, "closed_at": None}
        steps = [
            event.at
            for event in story.events
            if isinstance(event, Moved) and event.field == "status"
        ]
        done_at = max([story.created_at, *steps[-1:]])
        if story.now["status"] in ("resolved", "closed") and done_at.year < 2090:
            if rng.random() < 0.8:
                made["resolved_at"] = timestamp(done_at)
            if story.now["status"] == "closed" and rng.random() < 0.8:
                made["closed_at"] = timestamp(done_at + timedelta(hours=96))
        return made

    def tickets(self, story: Story, row: dict[str, object]) -> None:
        """Write the versions of the ticket."""
        rng, teller = self.rng, self.teller
        if teller.chance(0.06, "row and history disagree"):
            row["status"] = rng.choice((2, 3, 4, 5))
            later = story.ended_at + timedelta(seconds=rng.randrange(1, 9000))
            row["updated_at"] = timestamp(later)
        if teller.chance(0.05, "no updated_at"):
            row["updated_at"] = None
        elif teller.chance(0.05, "no status"):
            row["status"] = None
        elif teller.chance(0.3, "older version in a later file"):
            older = {
                **row,
                "status": 2,
                "responder_id": None,
                "source": 10,
                "updated_at": timestamp(story.created_at - timedelta(seconds=1)),
                "conversations": [],
            }
            self.folder.add(SOURCE, "tickets", older, NEWEST)
        if rng.random() < 0.07:
            teller.count("id as a float")
            row["id"] = float(story.name)
            row["status"] = float(str(row["status"])) if row["status"] else None
        self.add("tickets", row)

    # -------------------------------------------------------------- the rest

    def persons(self, story: Story) -> None:
        """Write the contact."""
        name = story.customer
        if name and name not in self.people and self.rng.random() < 0.85:
            self.people.add(name)
            row: dict[str, object] = {
                "id": person_id(name),
                "name": name,
                "email": f"{name}@desk.example",
                "created_at": timestamp(ROLE_CHANGE),
                "updated_at": timestamp(ROLE_CHANGE),
            }
            self.add("contacts", row)

    def rate(self, story: Story) -> None:
        """Write how satisfied the customer was."""
        rng, teller = self.rng, self.teller
        for _ in range(rng.choice((0, 1, 1, 2))):
            self.rating_id += 1
            code = rng.choice(CODES)
            at = story.ended_at + timedelta(seconds=rng.randrange(300_000))
            row: dict[str, object] = {
                "id": self.rating_id,
                "survey_id": 1,
                "ticket_id": int(story.name),
                "user_id": person_id(story.customer),
                "agent_id": rng.choice((None, person_id("agent1"))),
                "group_id": rng.choice((None, *TEAMS.values())),
                "feedback": None,
                "ratings": self.ratings(code),
                "created_at": timestamp(at),
                "updated_at": timestamp(at),
            }
            teller.count(f"rated {code}")
            self.add("satisfaction_ratings", row)
            if teller.chance(0.2, "rating changed"):
                later = timestamp(at + timedelta(hours=5))
                changed = self.ratings(rng.choice((*CODES, 7)))
                row = {**row, "ratings": changed, "updated_at": later}
                self.add("satisfaction_ratings", row)

    def ratings(self, code: int) -> object:
        """Return the answers, as the API or as a loader writes them."""
        if self.rng.random() < 0.5:
            self.teller.count("ratings as an object")
            return {"question_82000000017": 103, "default_question": code}
        self.teller.count("ratings as a list")
        return [
            {"question": "question_82000000017", "value": 103},
            {"question": "default_question", "value": code},
        ]

    def account(self) -> None:
        """Write agents and groups; a group was called otherwise before."""
        for name in (*self.teller.agents, *self.teller.leavers):
            agent: dict[str, object] = {
                "id": person_id(name),
                "contact": {"name": name, "email": f"{name}@desk.example"},
                "updated_at": timestamp(ROLE_CHANGE),
            }
            self.add("agents", agent, 0)
        for name, group in TEAMS.items():
            if name == "lost_team":
                continue
            row: dict[str, object] = {
                "id": group,
                "name": name.title(),
                "auto_ticket_assign": self.rng.choice((True, 1)),
                "updated_at": timestamp(ROLE_CHANGE),
            }
            self.add("groups", row, 0)
        older = {
            "id": TEAMS["night_shift"],
            "name": "first_line",
            "updated_at": timestamp(ROLE_CHANGE - timedelta(days=9)),
        }
        self.add("groups", older, NEWEST)
        for number in range(60):
            line = ("{not json", '{"id": "x"}', f"[{number}]")[number % 3]
            stream = ("conversations", "tickets", "ticket_activities")[number % 3]
            self.folder.add(SOURCE, stream, line, NEWEST)
            self.teller.count("row that can't be read")
