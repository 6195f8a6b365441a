"""Stories written as Help Scout's API, or the Singer tap, gives them."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from .raw_files import NEWEST, OLDEST, Folder, body_of, timestamp, topic_for
from .stories import Moved, Said, Story, Teller

SOURCE = "help_scout"
PEOPLE = {
    "agent": 1000,
    "leaver": 1100,
    "starter": 1200,
    "ghost": 1300,
    "customer": 1000,
    "stranger": 900_000,
}
HELP_SCOUT, AI = 1, 1900
BOTS = [str(HELP_SCOUT), str(AI)]
MAILBOXES = {"first_line": 51, "second_line": 52, "night_shift": 53, "lost_team": 54}
TEAM_OF_USERS = 1950
STATUSES = {
    "new": "active",
    "open": "active",
    "waiting_customer": "pending",
    "waiting_other": "pending",
    "resolved": "closed",
    "closed": "closed",
}
SOURCES = {
    "email": "email",
    "web": "beacon-v2",
    "chat": "chat",
    "messaging": "web",
    "phone": "phone",
    "sms": "emailfwd",
    "social": "notification",
    "api": "api",
}
WORDS = {1: "great", 2: "okay", 3: "not good"}
HUMP = re.compile(r"_([a-z])")


def person_id(name: str | None) -> int | None:
    """Return a person's number: users and customers share some."""
    if name is None:
        return None
    word = name.rstrip("0123456789")
    return PEOPLE[word] + int(name[len(word) :])


def native(status: str | None) -> str:
    """Return a status as Help Scout writes it."""
    return STATUSES.get(status or "", status or "active")


def camel(value: object) -> object:
    """Write all names of an object in camelCase."""
    if isinstance(value, Mapping):
        return {
            name
            if name.startswith("_")
            else HUMP.sub(lambda found: found[1].upper(), str(name)): camel(part)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [camel(part) for part in value]
    return value


class Writer:
    """Writes stories into an export folder."""

    def __init__(self, folder: Folder, teller: Teller) -> None:
        """Take the folder."""
        self.folder = folder
        self.rng = folder.rng
        self.teller = teller
        self.thread_id = 70_000
        self.threads: dict[str, list[dict[str, object]]] = {}
        self.customers: set[str] = set()

    def add(
        self, stream: str, row: Mapping[str, object], slot: int | None = None
    ) -> None:
        """Add a row in either spelling; some are delivered twice."""
        spelt: object = dict(row)
        if self.teller.chance(0.6, "row in camelCase"):
            spelt = camel(row)
            if stream == "ratings" and isinstance(spelt, dict):
                spelt["id"] = spelt.pop("conversationId")
                spelt["threadid"] = spelt.pop("threadId")
        assert isinstance(spelt, dict)
        used = self.folder.add(SOURCE, stream, spelt, slot)
        if slot is None and self.rng.random() < 0.03:
            self.teller.count("exact duplicate")
            again = self.rng.choice([used, (used + 1) % 3])
            self.folder.add(SOURCE, stream, spelt, again)

    # ------------------------------------------------------------ threads

    def thread(
        self, story: Story, at: datetime, kind: str, **fields: object
    ) -> dict[str, object]:
        """Make a thread with a new number."""
        self.thread_id += self.rng.randrange(1, 5)
        return {
            "id": self.thread_id,
            "conversation_id": int(story.name),
            "type": kind,
            "status": "nochange",
            "state": "published",
            "action": {},
            "body": None,
            "source": {"type": "web", "via": "user"},
            "customer": {"id": person_id(story.customer) or 0},
            "created_by": {"id": HELP_SCOUT, "type": "user"},
            "created_at": timestamp(at, self.rng),
            **fields,
        }

    def line_item(
        self, story: Story, at: datetime, action: str, **fields: object
    ) -> dict[str, object]:
        """Make a line item."""
        entities = fields.pop("entities", {})
        creator = {"id": person_id("agent1"), "type": "user"}
        if self.rng.random() < 0.4:
            creator["id"] = HELP_SCOUT
        return self.thread(
            story,
            at,
            "lineitem",
            action={"type": action, "text": "x", "associated_entities": entities},
            created_by=creator,
            **fields,
        )

    def kind_of(self, said: Said, story: Story) -> str:
        """Return the type of a thread."""
        if said.who == "note":
            kinds = ("note", "note", "forwardparent", "forwardchild")
            return self.rng.choice(kinds)
        if story.channel == "chat" and self.rng.random() < 0.6:
            return self.rng.choice(("chat", "beaconchat"))
        if said.who == "customer":
            return "customer"
        if self.teller.chance(0.06, "phone thread"):
            return "phone"
        return "message"

    def say(self, said: Said, story: Story) -> dict[str, object]:
        """Make the thread of a message."""
        rng, teller = self.rng, self.teller
        creator: dict[str, object] = {"id": person_id(said.author), "type": "user"}
        kind = self.kind_of(said, story)
        row = self.thread(story, said.at, kind, created_by=creator)
        row["body"] = body_of(said.flavour, rng)
        if said.who == "customer":
            creator["type"] = "customer"
            row["source"] = {"type": "email", "via": "customer"}
            if kind == "customer" and teller.chance(0.06, "typed in by a user"):
                row["created_by"] = {"id": person_id("agent2"), "type": "user"}
            if said.author is None:
                row["created_by"] = {"type": "customer"}
        elif said.who == "auto_reply":
            if rng.random() < 0.5:
                row["source"] = {"type": "workflow", "via": "user"}
            else:
                row["action"] = {"type": "automatic-workflow", "text": "x"}
        elif said.who == "answering_bot":
            creator["id"] = AI
            creator["type"] = rng.choice(("user", "system_user"))
            row["type"] = "message"
        elif kind == "message" and teller.chance(0.03, "reply without its author"):
            row["created_by"] = None
        if said.flavour == "attachment only":
            place = rng.choice(("attachments", "_embedded"))
            files = [{"id": 1, "filename": "a.png"}]
            row[place] = {"attachments": files} if place == "_embedded" else files
        if said.flavour == "deleted":
            row["state"] = "deleted"
        if said.flavour in ("private", "made private"):
            row["state"] = "hidden"
        if teller.chance(0.015, "unknown type of thread"):
            row["type"] = "carrierpigeon"
        return row

    def deliver(self, row: dict[str, object], flavour: str) -> None:
        """Write a thread, and its older version where it changed."""
        if flavour in ("changed later", "made private", "made public"):
            state = {"made public": "draft", "made private": "published"}
            older = {**row, "state": state.get(flavour, "published"), "body": "x"}
            self.add("threads", older, OLDEST)
            self.add("threads", row, NEWEST)
            return
        self.add("threads", row)
        if flavour == "sent again":
            self.add("threads", row)

    def story(self, story: Story) -> None:
        """Write a story."""
        rng, teller = self.rng, self.teller
        status, agent = native(story.first["status"]), story.first["agent"]
        mailbox = story.first["team"] or "first_line"
        moves = [event for event in story.events if isinstance(event, Moved)]
        steps = [move for move in moves if move.field == "status"]
        dropped: list[Moved] = []
        if story.history == "without its end":
            dropped = steps[-1:]
        is_blind = story.history == "none"
        made: list[dict[str, object]] = []
        for place, event in enumerate(story.events):
            flavour = "plain"
            if isinstance(event, Said):
                row = self.say(event, story)
                flavour = event.flavour
                following = story.events[place + 1 : place + 2]
                repeats = teller.chance(0.5, "status repeated")
                if (place == 0 and story.history != "without its beginning") or (
                    place and repeats
                ):
                    row["status"] = status
                for move in following:
                    if (
                        isinstance(move, Moved)
                        and move.field == "status"
                        and move.at == event.at
                        and move not in dropped
                        and teller.chance(0.5, "message that changes the status")
                    ):
                        status = native(move.new)
                        row["status"] = status
                        dropped.append(move)
            elif event.field == "status":
                if event in dropped:
                    continue
                status = native(event.new)
                row = self.line_item(
                    story, event.at, "changed-ticket-status", status=status
                )
            elif event.field == "agent":
                agent = event.new
                row = self.line_item(story, event.at, "changed-ticket-assignee")
            elif event.field == "team":
                old, mailbox = mailbox, event.new or "first_line"
                name = rng.choice(("mailbox", "mailbox", "from_mailbox"))
                known = not teller.chance(0.1, "move from nobody knows where")
                row = self.line_item(
                    story,
                    event.at,
                    "moved-from-mailbox",
                    entities={name: MAILBOXES[old]} if known else {},
                )
            else:
                row = self.line_item(story, event.at, "default")
            is_told = rng.random() < 0.6 or event_is(event, "agent")
            if agent is not None and is_told:
                row["assigned_to"] = {"id": person_id(agent), "type": "user"}
            elif agent is None and event_is(event, "agent") and rng.random() < 0.3:
                row["assigned_to"] = {"id": TEAM_OF_USERS, "type": "team"}
            if is_blind:
                row["status"] = rng.choice(("nochange", None))
            made.append(row)
            self.deliver(row, flavour)
            if teller.chance(0.03, "draft"):
                draft = self.say(Said(event.at, "agent", "agent3"), story)
                draft |= {"state": rng.choice(("draft", "underreview"))}
                self.deliver({**draft, "status": "closed"}, "plain")
        story.now["team"] = mailbox
        self.threads[story.name] = made
        self.remove(story, status)
        self.conversation(story, status, agent)
        self.rate(story, made)
        self.customer(story)

    def remove(self, story: Story, status: str) -> None:
        """Write the line items of a deletion, of spam and of their end."""
        if story.deleted_at is None or not story.knows_deletion:
            return
        gone, back = "deleted-ticket", "restore-ticket"
        codes = ("nochange", "nochange")
        if story.is_spam or self.teller.chance(0.2, "spam for a while"):
            gone = back = "changed-ticket-status"
            codes = ("spam", status)
        row = self.line_item(story, story.deleted_at, gone, status=codes[0])
        self.deliver(row, "plain")
        if story.restored_at is not None:
            row = self.line_item(story, story.restored_at, back, status=codes[1])
            self.deliver(row, "plain")

    # ------------------------------------------------------------ rows

    def conversation(self, story: Story, status: str, agent: str | None) -> None:
        """Write the versions of the conversation."""
        rng, teller = self.rng, self.teller
        row = self.row(story, status, agent)
        if teller.chance(0.06, "row and history disagree"):
            row["status"] = rng.choice(("active", "pending", "closed", "mystery"))
            later = story.ended_at + timedelta(seconds=rng.randrange(1, 9000))
            row["user_updated_at"] = timestamp(later)
        if teller.chance(0.3, "older version in a later file"):
            older = {
                **row,
                "user_updated_at": timestamp(story.created_at),
                "closed_at": None,
                "customer_waiting_since": "",
                "status": "active",
                "state": "published",
                "mailbox_id": 53,
                "assignee": None,
                "tags": [{"id": 1, "tag": "outbound", "color": "#fff"}],
            }
            self.add("conversations", older, NEWEST)
        if teller.chance(0.3, "snooze"):
            self.snooze(story, row)
        self.add("conversations", row)

    def snooze(self, story: Story, row: dict[str, object]) -> None:
        """Write a version that is snoozed; it may be the newest."""
        rng, teller = self.rng, self.teller
        times = [one.at for one in story.events if one.at.year < 2090]
        start = max(story.created_at, rng.choice([*times, story.ended_at]))
        start += timedelta(seconds=rng.choice((0, 30, 4000)))
        until = start + timedelta(hours=rng.choice((-2, 1, 5, 40, 400)))
        snooze: dict[str, object] = {
            "snoozed_by": 1001,
            "snoozed_until": timestamp(until),
            "unsnooze_on_customer_reply": rng.choice((True, None, False)),
        }
        older = {**row, "user_updated_at": timestamp(start), "snooze": snooze}
        older |= {"closed_at": None, "customer_waiting_since": {}}
        if teller.chance(0.4, "snoozed to the end"):
            row["snooze"] = snooze
        if teller.chance(0.3, "snoozed again"):
            again = start + timedelta(minutes=rng.choice((10, 200)))
            other = {**snooze, "snoozed_until": timestamp(again + timedelta(hours=3))}
            newer = {**older, "user_updated_at": timestamp(again), "snooze": other}
            self.add("conversations", newer)
        self.add("conversations", older)

    def row(self, story: Story, status: str, agent: str | None) -> dict[str, object]:
        """Return the conversation as it is in the end."""
        rng, teller = self.rng, self.teller
        customer = person_id(story.customer)
        creator: dict[str, object] = {"id": customer, "type": "customer"}
        if story.opened_by is not None:
            creator = {"id": person_id(story.opened_by), "type": "user"}
        came = "pigeon" if story.has_unknown_channel else SOURCES[story.channel]
        kind = story.channel if story.channel in ("chat", "phone") else "email"
        assignee: dict[str, object] | None = None
        if agent is not None:
            assignee = {"id": person_id(agent), "type": "user", "first": "A"}
        elif rng.random() < 0.2:
            nobody: tuple[dict[str, object], ...] = (
                {"id": 0},
                {"id": TEAM_OF_USERS, "type": "team"},
            )
            assignee = rng.choice(nobody)
        row: dict[str, object] = {
            "id": int(story.name),
            "number": int(story.name) - 3000,
            "threads": len(story.events),
            "type": kind,
            "status": status,
            "state": "published",
            "subject": "Help",
            "mailbox_id": MAILBOXES[story.now["team"] or "first_line"],
            "assignee": assignee,
            "created_by": creator,
            "primary_customer": {"id": customer or 0, "type": "customer"},
            "created_at": timestamp(story.created_at),
            "user_updated_at": timestamp(story.ended_at, rng),
            "closed_by": rng.choice((0, 1001)),
            "closed_at": None,
            "customer_waiting_since": rng.choice(
                ({}, "", {"time": timestamp(story.created_at), "friendly": "x"})
            ),
            "source": {"type": came, "via": "customer"},
            "tags": [],
            "custom_fields": [
                {"id": 3, "name": "Plan", "value": "", "text": ""},
                {"id": 4, "name": "Topic", "value": "1", "text": topic_for(story.name)},
            ],
        }
        if customer is None and rng.random() < 0.5:
            row["primary_customer"] = {}
        if story.is_outbound:
            row["tags"] = [{"id": 4, "tag": "campaign", "color": "#000"}]
        if story.is_test:
            row["tags"] = [{"id": 5, "tag": "internal_test", "color": "#111"}]
        if teller.chance(0.03, "draft of a conversation"):
            row["state"] = "draft"
        if status == "closed":
            times = [
                one.at
                for one in story.events
                if isinstance(one, Moved) and one.field == "status"
            ]
            done_at = max([story.created_at, *times[-1:]])
            if done_at.year < 2090 and rng.random() < 0.7:
                row["closed_at"] = timestamp(done_at)
        if teller.chance(0.05, "no user's update"):
            row["user_updated_at"] = None
        if teller.chance(0.03, "no status"):
            row["status"] = None
        if story.deleted_at is not None and story.restored_at is None:
            name, code = ("status", "spam") if story.is_spam else ("state", "deleted")
            row[name] = code
        return row

    def customer(self, story: Story) -> None:
        """Write who wrote."""
        name = story.customer
        if name and name not in self.customers and self.rng.random() < 0.85:
            self.customers.add(name)
            row: dict[str, object] = {
                "id": person_id(name),
                "first_name": name,
                "last_name": None,
                "_embedded": {"emails": [{"id": 1, "value": f"{name}@example.org"}]},
            }
            self.add("customers", row)

    def rate(self, story: Story, threads: list[dict[str, object]]) -> None:
        """Write the rating of a reply."""
        rng, teller = self.rng, self.teller
        replies = [row for row in threads if row["type"] == "message"]
        if not replies or not teller.chance(0.7, "rating"):
            return
        reply = rng.choice(replies)
        at = story.ended_at + timedelta(hours=2)
        row: dict[str, object] = {
            "conversation_id": int(story.name),
            "thread_id": reply["id"] if rng.random() < 0.8 else None,
            "type": "email",
            "thread_created_at": reply["created_at"],
            "rating_id": rng.choice((1, 1, 2, 3)),
            "rating_comments": None,
            "rating_created_at": timestamp(at),
            "rating_customer_id": person_id(story.customer) or 0,
            "rating_user_id": rng.choice((0, None, 1001)),
        }
        if teller.chance(0.2, "rating in words"):
            row["rating"] = WORDS[rng.choice((1, 2, 3))]
        self.add("ratings", row)
        later = {**row, "rating_created_at": timestamp(at + timedelta(hours=1))}
        if teller.chance(0.15, "rating changed"):
            self.add("ratings", {**later, "rating_id": rng.choice((1, 2, 3))})
        elif teller.chance(0.1, "rating that nobody knows"):
            self.add("ratings", {**later, "rating_id": 7, "rating": None})
        elif teller.chance(0.15, "another reply rated"):
            other = {**later, "thread_id": rng.choice(replies)["id"]}
            self.add("ratings", {**other, "rating_id": rng.choice((1, 2, 3))})

    # ------------------------------------------------------------ the whole

    def merge(self, story: Story, target: Story) -> None:
        """Write a merge: a line item of the target, and the threads that moved."""
        assert story.merged_at is not None
        entities: dict[str, object] = {"original_conversation": int(story.name)}
        if story.is_merge_only_tagged:
            entities = {}
        elif self.rng.random() < 0.3:
            entities = {"conversation": int(story.name)}
        row = self.line_item(target, story.merged_at, "merged", entities=entities)
        self.deliver(row, "plain")
        if story.is_merge_only_tagged or self.teller.chance(0.5, "threads moved"):
            for thread in self.threads[story.name]:
                moved = {**thread, "conversation_id": int(target.name)}
                self.add("threads", moved, NEWEST)

    def finish(self, told: list[Story]) -> None:
        """Write what joins stories, and lines that are none."""
        by_name = {story.name: story for story in told}
        for story in told:
            if story.merged_into is not None:
                self.merge(story, by_name[story.merged_into])
        for number in range(40):
            bad = ("{not json", '{"id": 1}', f"[{number}]")[number % 3]
            stream = ("threads", "conversations")[number % 2]
            self.folder.add(SOURCE, stream, bad, NEWEST)
            self.teller.count("row that can't be read")

    def account(self) -> None:
        """Write people of the desk and mailboxes."""
        names = (*self.teller.agents, *self.teller.leavers)
        for name in names:
            row: dict[str, object] = {
                "id": person_id(name),
                "first_name": name,
                "last_name": "Desk",
                "email": f"{name}@example.com",
                "role": "user",
                "type": "user",
            }
            self.add("users", row, 0)
        team = {"id": TEAM_OF_USERS, "first_name": "Team", "type": "team"}
        self.add("users", team, 0)
        for mailbox, number in MAILBOXES.items():
            if mailbox != "lost_team":
                self.add("mailboxes", {"id": number, "name": mailbox}, 0)


def event_is(event: Said | Moved, name: str) -> bool:
    """Say whether an event is a change of a field."""
    return isinstance(event, Moved) and event.field == name
