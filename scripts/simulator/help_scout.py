"""Writes stories in the shape of Help Scout's Inbox API."""

from dataclasses import dataclass

from simulator.calendars import DAY
from simulator.deliveries import FAR_FUTURE, Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.people import BOT, FIRST_SPAMMER, SYSTEM, TEAMS, Agent, Customer
from simulator.story import Message, Step, Story, Survey, Value
from simulator.world import World
from simulator.zendesk import ALIEN_SHARES, stamp

CONVERSATION_BASE = 2_900_000_000
THREAD_BASE = 7_100_000_000
MAILBOX_BASE = 310_000
TEAM_USERS = 690_000
HELP_SCOUT = 1
AI = 699_001
STATUSES = {
    "new": "active",
    "open": "active",
    "waiting_customer": "pending",
    "waiting_other": "pending",
    "snoozed": "active",
    "resolved": "closed",
    "closed": "closed",
    "cancelled": "closed",
}
SOURCES = {
    "email": ("email", "email", "emailfwd"),
    "web": ("web", "beacon-v2"),
    "chat": ("chat",),
    "messaging": ("beacon-v2",),
    "phone": ("phone",),
    "api": ("api",),
}
RATINGS = {5: 1, 4: 1, 3: 2, 2: 3, 1: 3}


def conversation_id(index: int) -> int:
    """Give the id of a conversation."""
    return CONVERSATION_BASE + index


def mailbox_id(team: Value, otherwise: int) -> int:
    """Give the mailbox that stands for a team; there always is one."""
    return MAILBOX_BASE + 10 * (team if isinstance(team, int) else otherwise)


def user_id(code: int) -> int:
    """Give the id of a user: the workflows act as Help Scout itself."""
    if code == SYSTEM:
        return HELP_SCOUT
    return AI if code == BOT else 680_000 + code


def customer_id(code: int) -> int:
    """Give the id of a customer: some users have the same numbers."""
    return 679_000 + code


def person(code: int, kind: str) -> Row:
    """Name a person as conversations and threads do."""
    number = customer_id(code) if kind == "customer" else user_id(code)
    return {
        "id": number,
        "type": "system_user" if kind == "user" and code == BOT else kind,
        "first": "Somebody",
        "last": str(number),
        "photoUrl": None,
        "email": f"{number}@example.org",
    }


@dataclass(slots=True)
class Situation:
    """What the conversation row says at a moment."""

    values: dict[str, Value]
    mailbox: int
    at: int
    user_at: int
    closed_at: int | None = None
    closed_by: int = 0
    waiting_since: int | None = None
    snoozed_until: int | None = None
    is_deleted: bool = False
    is_spam: bool = False
    thread_count: int = 0


class HelpScoutWriter:
    """Turns stories into rows of the Help Scout streams."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    def write(self, story: Story, draws: Draws) -> None:
        """Write all rows of a conversation."""
        ConversationTeller(self, story, draws).write()
        self.outbox.kinds.update(story.kinds)
        self.outbox.kinds["conversation"] += 1
        self.outbox.kinds[f"channel {story.outline.channel}"] += 1

    def write_customer(self, customer: Customer) -> None:
        """Write all versions of a customer."""
        given, _, family = customer.name.partition(" ")
        row: Row = {
            "id": customer_id(customer.code),
            "firstName": given,
            "lastName": family,
            "gender": "unknown",
            "organization": None,
            "jobTitle": None,
            "photoUrl": None,
            "createdAt": stamp(customer.created_at),
            "updatedAt": stamp(customer.created_at),
            "_embedded": {
                "emails": [
                    {
                        "id": 5_000_000 + customer.code,
                        "value": customer.email,
                        "type": "work",
                    }
                ],
                "phones": [],
                "chats": [],
                "social_profiles": [],
                "websites": [],
            },
        }
        self.outbox.put_row("customers", self.deliveries.at(customer.created_at), row)
        if customer.changed_at is not None:
            self.outbox.kinds["newer version of a customer"] += 1
            newer = {**row, "organization": "Larkmoor"}
            newer["updatedAt"] = stamp(customer.changed_at)
            delivery = self.deliveries.at(customer.changed_at)
            self.outbox.put_row("customers", delivery, newer)

    def write_agents(self, agents: list[Agent]) -> None:
        """Write the users; who has left is not exported any more, and stays known."""
        for agent in agents:
            given, _, family = agent.name.partition(" ")
            row = {
                "id": user_id(agent.code),
                "firstName": given,
                "lastName": family,
                "email": agent.email,
                "role": "owner" if agent.code == 1 else "user",
                "timezone": agent.zone,
                "photoUrl": None,
                "createdAt": stamp(agent.active_from),
                "updatedAt": stamp(agent.active_from),
                "type": "user",
            }
            delivery = self.deliveries.at(agent.active_from)
            if agent.is_first_version_exported:
                self.outbox.put_row("users", delivery, row)
            if agent.active_to is not None:
                self.outbox.kinds["agent who left"] += 1
            if agent.customer_since is not None:
                # The same person wrote in as a customer before.
                self.outbox.kinds["customer who became an agent"] += 1
                self.outbox.put_row(
                    "customers",
                    self.deliveries.at(agent.customer_since),
                    {
                        "id": customer_id(agent.code),
                        "firstName": given,
                        "lastName": family,
                        "createdAt": stamp(agent.customer_since),
                        "updatedAt": stamp(agent.customer_since),
                        "_embedded": {"emails": [{"id": 1, "value": agent.email}]},
                    },
                )

    def write_desk(self, delivery: int) -> None:
        """Write mailboxes and teams as they are in a delivery."""
        start = stamp(self.world.start - 900 * DAY)
        for team, name in enumerate(TEAMS):
            self.outbox.put_row(
                "mailboxes",
                delivery,
                {
                    "id": mailbox_id(team, 0),
                    "name": name,
                    "slug": f"{team:016x}",
                    "email": f"{name.lower()}@example.com",
                    "createdAt": start,
                    "updatedAt": start,
                },
            )
        row = {"id": TEAM_USERS, "firstName": "Second line", "lastName": None}
        dated = {"type": "team", "createdAt": start, "updatedAt": start}
        self.outbox.put_row("users", delivery, {**row, **dated})


class ConversationTeller:
    """Writes one conversation with its threads and ratings."""

    def __init__(self, writer: HelpScoutWriter, story: Story, draws: Draws) -> None:
        self.writer = writer
        self.outbox = writer.outbox
        self.deliveries = writer.deliveries
        self.story = story
        self.draws = draws
        outline = story.outline
        self.id = conversation_id(outline.index)
        self.source = draws.pick(SOURCES.get(outline.channel, ("channel",)))
        self.is_alien = draws.chance(ALIEN_SHARES.get(outline.arc, 0.0))
        self.has_customer = not draws.chance(0.004)
        self.threads = 0
        self.sent: dict[int, Row] = {}
        self.rows: list[tuple[int, Row]] = []
        self.history = range(len(story.steps))
        if outline.arc == "history_missing":
            self.note("history missing")
            self.history = range(0)
        elif outline.arc == "history_partial":
            self.note("history partial")
            self.history = range(len(story.steps) // 2, len(story.steps))

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    def native(self, status: Value) -> str:
        """Translate a status: this desk has one of its own that nobody knows."""
        if self.is_alien and status == "open":
            return "escalated"
        return STATUSES[str(status)]

    # ------------------------------------------------------------ threads

    def thread(self, at: int, kind: str, creator: Row, **fields: object) -> Row:
        """Make a thread with the next number."""
        self.threads += 1
        return {
            "id": THREAD_BASE + self.story.outline.index * 1_000 + self.threads,
            "type": kind,
            "status": "nochange",
            "state": "published",
            "action": {},
            "body": None,
            "source": {"type": "web", "via": "user"},
            "customer": person(self.story.customer, "customer"),
            "createdBy": creator,
            "savedReplyId": 0,
            "to": [],
            "cc": [],
            "bcc": [],
            "createdAt": stamp(at),
            "openedAt": None,
            "_embedded": {"attachments": []},
            "conversationId": self.id,
            **fields,
        }

    def line_item(
        self, at: int, actor: int, action: str, entities: Row, **fields: object
    ) -> Row:
        """Make a line item; what a workflow sets is told as its doing."""
        is_workflow = actor == SYSTEM and action == "changed-ticket-status"
        return self.thread(
            at,
            "lineitem",
            person(actor, "user"),
            action={
                "type": "automatic-workflow" if is_workflow else action,
                "text": "Somebody did something",
                "associatedEntities": entities,
            },
            **fields,
        )

    def message_thread(self, step: Step, message: Message) -> Row:
        """Make the thread of a message."""
        kind, role = "message", "user"
        fields: Row = {}
        if message.role == "customer":
            kind, role = "customer", "customer"
            fields["source"] = {"type": self.source, "via": "customer"}
        elif not message.is_public:
            kind = "note"
        if message.is_automatic:
            fields["action"] = {"type": "automatic-workflow", "text": "Confirm receipt"}
        if self.story.outline.channel == "chat" and kind in ("message", "customer"):
            kind = "beaconchat"
        row = self.thread(step.at, kind, person(message.author, role), **fields)
        row["body"] = message.body
        if message.has_attachment:
            row["_embedded"]["attachments"] = [
                {"id": row["id"], "filename": "screen.png", "mimeType": "image/png"}
            ]
        return row

    def step_threads(self, step: Step, situation: Situation) -> list[Row]:
        """Make the threads of an update: its message, and what it changed."""
        found = []
        message = step.message
        if message is not None and not message.is_merge:
            row = self.message_thread(step, message)
            self.sent[id(message)] = row
            found.append(row)
            situation.thread_count += 1
        before = self.native(situation.values["status"])
        moved = situation.mailbox
        for change in step.changes:
            situation.values[change.name] = change.new
            if change.name == "team" and isinstance(change.new, int):
                situation.mailbox = mailbox_id(change.new, 0)
        status = self.native(situation.values["status"])
        is_opening = any(kind == "create" for kind, _ in step.events)
        if moved != situation.mailbox:
            entities = {"mailbox": moved}
            item = self.line_item(step.at, step.actor, "moved-from-mailbox", entities)
            found.append(item)
        names = {change.name for change in step.changes}
        if "agent" in names and not is_opening:
            found.append(
                self.line_item(step.at, step.actor, "changed-ticket-assignee", {})
            )
        if is_opening or status != before:
            if not found:
                item = self.line_item(step.at, step.actor, "changed-ticket-status", {})
                found.append(item)
            found[0]["status"] = status
        found += self.special_threads(step, situation)
        agent = situation.values["agent"]
        for row in found:
            if isinstance(agent, int):
                row["assignedTo"] = person(agent, "user")
        self.note_status(step, situation, status)
        return found

    def special_threads(self, step: Step, situation: Situation) -> list[Row]:
        """Make the line items of deletions, spam and merges."""
        found = []
        for kind, detail in step.events:
            if kind == "spam":
                situation.is_spam = True
                found.append(
                    self.line_item(
                        step.at, step.actor, "changed-ticket-status", {}, status="spam"
                    )
                )
            elif kind in ("delete", "restore"):
                situation.is_deleted = kind == "delete"
                action = "deleted-ticket" if kind == "delete" else "restore-ticket"
                if self.story.deletion_in_history:
                    found.append(self.line_item(step.at, step.actor, action, {}))
            elif kind == "merged_from" and isinstance(detail, int):
                entities = {"originalConversation": conversation_id(detail)}
                found.append(self.line_item(step.at, step.actor, "merged", entities))
            elif kind == "snoozed_until" and isinstance(detail, int):
                situation.snoozed_until = detail
        return found

    def note_status(self, step: Step, situation: Situation, status: str) -> None:
        """Note in the row what the update did."""
        situation.at = step.at
        is_customer = step.message is not None and step.message.role == "customer"
        if is_customer:
            situation.waiting_since = step.at
        elif step.actor != SYSTEM:
            situation.user_at = step.at
        if situation.values["status"] != "snoozed":
            situation.snoozed_until = None
        if status != "closed":
            situation.closed_at, situation.closed_by = None, 0
        elif situation.closed_at is None:
            situation.closed_at = step.at
            situation.closed_by = 0 if step.actor == SYSTEM else user_id(step.actor)

    # ------------------------------------------------------------ the row

    def row(self, situation: Situation) -> Row:
        """Give the conversation as it is at a moment."""
        story, outline = self.story, self.story.outline
        status = self.native(situation.values["status"])
        tags = [outline.topic, f"lang_{outline.language}"]
        if story.is_outbound:
            tags.append("outbound")
        if story.is_marked_complaint:
            tags.append("complaint")
        kind = outline.channel if outline.channel in ("chat", "phone") else "email"
        customer = person(story.customer, "customer")
        row: Row = {
            "id": self.id,
            "number": outline.index + 1,
            "threads": situation.thread_count,
            "type": kind,
            "folderId": 900 + outline.index % 7,
            "status": "spam" if situation.is_spam else status,
            "state": "deleted" if situation.is_deleted else "published",
            "subject": story.subject,
            "preview": story.subject,
            "mailboxId": situation.mailbox,
            "createdBy": person(story.submitter, "user")
            if story.opener_is_agent
            else customer,
            "createdAt": stamp(outline.created_at),
            "closedBy": situation.closed_by,
            "closedAt": None
            if situation.closed_at is None
            else stamp(situation.closed_at),
            "userUpdatedAt": stamp(situation.user_at),
            "customerWaitingSince": {},
            "source": {
                "type": self.source,
                "via": "user" if story.opener_is_agent else "customer",
            },
            "tags": [
                {"id": 40_000 + place, "tag": tag, "color": "#929499"}
                for place, tag in enumerate(tags)
            ],
            "cc": [],
            "bcc": [],
            "primaryCustomer": customer if self.has_customer else {},
            "customFields": [],
        }
        if not self.has_customer and not story.opener_is_agent:
            row["createdBy"] = {"type": "customer"}
        if situation.waiting_since is not None:
            row["customerWaitingSince"] = {
                "time": stamp(situation.waiting_since),
                "friendly": "a while ago",
            }
        agent = situation.values["agent"]
        if isinstance(agent, int):
            row["assignee"] = person(agent, "user")
        if situation.snoozed_until is not None:
            row["snooze"] = {
                "snoozedBy": user_id(1),
                "snoozedUntil": stamp(situation.snoozed_until),
                "unsnoozeOnCustomerReply": True,
            }
        return row

    # ------------------------------------------------------------ all of it

    def write(self) -> None:
        """Write everything, delivery by delivery."""
        steps = self.story.steps
        if not steps:
            return
        outline = self.story.outline
        first = self.story.initial.get("team")
        mailbox = mailbox_id(first, outline.team)
        at = outline.created_at
        situation = Situation(dict(self.story.initial), mailbox, at, at)
        versions: list[tuple[int, Row]] = []
        for position, step in enumerate(steps):
            if any(kind == "merge" for kind, _ in step.events):
                break
            delivery = self.deliveries.at(step.at)
            for row in self.step_threads(step, situation):
                self.keep(row, step, delivery, is_told=position in self.history)
            is_last = position + 1 == len(steps)
            if is_last or delivery != self.deliveries.at(steps[position + 1].at):
                versions.append((delivery, self.row(situation)))
            elif situation.snoozed_until is not None or self.draws.chance(0.006):
                versions.append((delivery, self.row(situation)))
                self.note("older version of a conversation in the same file")
        if outline.arc == "merge_source" and outline.partner is not None:
            # Exported before it was merged; its threads then are the target's.
            versions = versions or [(self.deliveries.at(at), self.row(situation))]
            self.move_threads(outline.partner)
        for delivery, row in self.rows:
            self.outbox.send("threads", delivery, row, "id", "createdAt", self.draws)
        self.change_messages(steps)
        self.send_versions(versions)
        self.send_ratings()
        if self.story.customer >= FIRST_SPAMMER:
            self.send_spammer()

    def keep(self, row: Row, step: Step, delivery: int, *, is_told: bool) -> None:
        """Keep a thread; where the history is missing it tells no status."""
        if not is_told:
            row["status"] = "nochange"
            if row["type"] == "lineitem":
                return
        number = self.draws.next()
        if number < 0.0025 and row["type"] == "message":
            row["createdAt"] = stamp(self.story.outline.created_at - 3600)
            self.note("bad row: reply before its conversation")
        elif 0.003 < number < 0.00315 and step.at > self.story.outline.created_at:
            row["createdAt"] = FAR_FUTURE
            self.note("bad row: dated 2099")
        elif 0.01 < number < 0.02 and row["type"] == "message":
            draft = {**row, "id": row["id"] + 500, "state": "draft"}
            self.note("draft that is never sent")
            self.rows.append((delivery, {**draft, "body": "Dear"}))
        self.rows.append((delivery, row))

    def move_threads(self, target: int) -> None:
        """Export the threads again, as those of the target."""
        merged_at = self.story.steps[-1].at
        for at, index in self.story.outline.merges:
            if index == self.story.outline.index:
                merged_at = at
        if merged_at >= self.writer.world.end:
            return
        self.note("threads of a merged conversation moved")
        delivery = self.deliveries.at(merged_at)
        moved = [row for _, row in self.rows if row["type"] != "lineitem"]
        for row in moved:
            home = {**row, "conversationId": conversation_id(target)}
            self.rows.append((delivery, home))

    def change_messages(self, steps: list[Step]) -> None:
        """Send threads again that were hidden, redacted or removed."""
        states = {"hide": "hidden", "remove": "deleted"}
        for step in steps:
            for kind, detail in step.events:
                if not isinstance(detail, Message) or id(detail) not in self.sent:
                    continue
                row = dict(self.sent[id(detail)])
                row["state"] = states.get(kind, row["state"])
                if kind == "redact":
                    row["body"] = ""
                self.outbox.put_row("threads", self.deliveries.at(step.at), row)

    def send_versions(self, versions: list[tuple[int, Row]]) -> None:
        """Write the versions of the row, with an exporter's mistakes."""
        number = self.draws.next()
        newest, row = versions[-1]
        if number < 0.01 and row["assignee" if "assignee" in row else "id"]:
            row = {**row, "id": float(self.id)}
            versions[-1] = (newest, row)
            self.note("ids written as decimals")
        elif len(versions) > 1 and self.draws.chance(0.04):
            delivery, old = versions.pop(0)
            self.note("older version of a conversation arrives later")
            versions.append((self.deliveries.later(newest, 1), old))
        elif number < 0.03:
            self.note("conversation row later than its threads")
            versions = [
                (self.deliveries.later(delivery, 1), old) for delivery, old in versions
            ]
        if self.is_alien:
            self.note("unknown status")
        if not self.has_customer:
            self.note("conversation without a customer")
        if len(versions) > 1:
            self.note("conversation with several versions")
        for delivery, version in versions:
            self.outbox.send(
                "conversations", delivery, version, "id", "createdAt", self.draws
            )

    def send_spammer(self) -> None:
        """Write the sender of spam, a customer like any other."""
        at = self.story.outline.created_at
        row = {
            "id": customer_id(self.story.customer),
            "firstName": "Lucky",
            "lastName": "Winner",
            "createdAt": stamp(at),
            "updatedAt": stamp(at),
            "_embedded": {"emails": []},
        }
        self.outbox.put_row("customers", self.deliveries.at(at), row)

    def send_ratings(self) -> None:
        """Write the ratings that were given: of the last reply before each."""
        replies = [
            (step.at, self.sent[id(step.message)])
            for step in self.story.steps
            if step.message is not None
            and step.message.role == "agent"
            and step.message.is_public
            and id(step.message) in self.sent
        ]
        for survey in self.story.surveys:
            before = [row for at, row in replies if at <= survey.asked_at]
            if before:
                self.send_rating(survey, before[-1])

    def send_rating(self, survey: Survey, reply: Row) -> None:
        """Write each version of a rating; it can't be withdrawn."""
        for at, score in survey.answers:
            if score is None:
                continue
            row = {
                "id": self.id,
                "number": self.story.outline.index + 1,
                "type": "email",
                "threadid": reply["id"],
                "threadCreatedAt": reply["createdAt"],
                "ratingId": RATINGS[score],
                "ratingComments": survey.comment or "",
                "ratingCreatedAt": stamp(at),
                "ratingCustomerId": customer_id(self.story.customer),
                "ratingCustomerName": "Somebody",
                "ratingUserId": reply["createdBy"]["id"],
                "ratingUserName": "Somebody",
            }
            self.outbox.send(
                "ratings",
                self.deliveries.at(at),
                row,
                "id",
                "ratingCreatedAt",
                self.draws,
            )
