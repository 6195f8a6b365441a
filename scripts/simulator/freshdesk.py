"""Writes stories in the shape of the Freshdesk API and its activities export."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulator.calendars import DAY
from simulator.deliveries import FAR_FUTURE, Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.people import BOT, FIRST_CUSTOMER, SYSTEM, TEAMS, Agent, Customer
from simulator.story import Message, Step, Story, Survey, Value
from simulator.world import World
from simulator.zendesk import ALIEN_SHARES, stamp

CONVERSATION_BASE = 82_500_000_000
RATING_BASE = 82_700_000_000
CONVERSATIONS_PER_TICKET = 2_000
OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
WAITING_ON_CUSTOMER, WAITING_ON_THIRD_PARTY, PARKED = 6, 7, 9
STATUSES = {
    "new": OPEN,
    "open": OPEN,
    "waiting_customer": PENDING,
    "snoozed": PENDING,
    "waiting_other": WAITING_ON_THIRD_PARTY,
    "resolved": RESOLVED,
    "closed": CLOSED,
    "cancelled": RESOLVED,
}
STATUS_NAMES = {
    OPEN: "Open",
    PENDING: "Pending",
    RESOLVED: "Resolved",
    CLOSED: "Closed",
    WAITING_ON_CUSTOMER: "Waiting on Customer",
    WAITING_ON_THIRD_PARTY: "Waiting on Third Party",
    PARKED: "Parked",
}
PRIORITIES = {None: 1, "low": 1, "normal": 2, "high": 3, "urgent": 4}
PRIORITY_NAMES = {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"}
SOURCES = {
    "email": (1,),
    "web": (2, 9),
    "chat": (7, 15),
    "messaging": (13,),
    "phone": (3,),
    "sms": (17,),
    "social": (5, 6),
    "community": (4,),
    "api": (2,),
    "other": (11,),
}
SOURCE_NAMES = {
    1: "Email",
    2: "Portal",
    3: "Phone",
    4: "Forum",
    5: "Twitter",
    6: "Facebook",
    7: "Chat",
    9: "Feedback Widget",
    10: "Outbound Email",
    11: "Ecommerce",
    13: "Whatsapp",
    15: "Web Chat",
    17: "SMS",
}
OUTBOUND_EMAIL = 10
WEB_CHAT = 15
REPLY, NOTE, FEEDBACK = 0, 2, 6
# Of five faces, those of seven that a survey with five offers.
RATINGS = {5: 103, 4: 102, 3: 100, 2: -102, 1: -103}
FACES = {103: "Extremely Happy", 102: "Very Happy", 100: "Neutral"}
RAILS_ZONES = {
    "Europe/Madrid": "Madrid",
    "America/New_York": "Eastern Time (US & Canada)",
}


def user_id(code: Value) -> int | None:
    """Give the id of an agent or a contact; the system is nobody."""
    if not isinstance(code, int) or code == SYSTEM:
        return None
    return 82_000_000_000 + code * 3


def group_id(team: Value) -> int | None:
    """Give the id of a group."""
    return 82_000_900_001 + team * 7 if isinstance(team, int) else None


def ticket_id(index: int) -> int:
    """Give the number of a ticket."""
    return index + 1


def day_first(moment: int) -> str:
    """Write a moment as the activities export does."""
    at = datetime.fromtimestamp(moment, UTC)
    return at.strftime("%d-%m-%Y %H:%M:%S +0000")


@dataclass(slots=True)
class Stats:
    """The moments that Freshdesk keeps of a ticket, by its own rules.

    A reply or a public note is a response. On a ticket that the desk opened by e-mail
    the first response is the one after the requester's first message. Reopening forgets
    when the ticket was resolved and closed.
    """

    is_outbound: bool
    status: int
    status_updated_at: int
    agent_responded_at: int | None = None
    requester_responded_at: int | None = None
    first_responded_at: int | None = None
    reopened_at: int | None = None
    resolved_at: int | None = None
    closed_at: int | None = None
    pending_since: int | None = None

    def enter(self, status: int, at: int, *, is_creation: bool = False) -> None:
        """Let the ticket get a status."""
        if status == self.status and not is_creation:
            return
        was_done = self.status in (RESOLVED, CLOSED) and not is_creation
        self.status, self.status_updated_at = status, at
        self.pending_since = at if status == PENDING else None
        if status == RESOLVED:
            self.resolved_at = at
        elif status == CLOSED:
            self.resolved_at = self.resolved_at or at
            self.closed_at = at
        elif was_done:
            self.reopened_at = at
            self.resolved_at = self.closed_at = None

    def hear(self, *, is_incoming: bool, is_public: bool, at: int) -> None:
        """Take note of what a person wrote."""
        if is_incoming:
            self.requester_responded_at = at
        elif is_public and not (self.is_outbound and not self.requester_responded_at):
            self.agent_responded_at = at
            self.first_responded_at = self.first_responded_at or at

    def row(self) -> Row:
        """Write them as the API does."""
        names = (
            "agent_responded_at",
            "requester_responded_at",
            "first_responded_at",
            "status_updated_at",
            "reopened_at",
            "resolved_at",
            "closed_at",
            "pending_since",
        )
        found = {name: getattr(self, name) for name in names}
        return {
            name: None if moment is None else stamp(moment)
            for name, moment in found.items()
        }


@dataclass(slots=True)
class Situation:
    """What the ticket row says at a moment."""

    values: dict[str, Value]
    at: int
    stats: Stats
    is_spam: bool = False
    is_deleted: bool = False
    parts: list[Row] = field(default_factory=list)


class FreshdeskWriter:
    """Turns stories into rows of the Freshdesk streams."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    def write(self, story: Story, draws: Draws) -> None:
        """Write all rows of a conversation."""
        TicketTeller(self, story, draws).write()
        self.outbox.kinds.update(story.kinds)
        self.outbox.kinds["conversation"] += 1
        self.outbox.kinds[f"channel {story.outline.channel}"] += 1

    def write_customer(self, customer: Customer) -> None:
        """Write all versions of a contact."""
        row: Row = {
            "active": customer.code % 3 != 0,
            "address": None,
            "company_id": None,
            "custom_fields": {"plan": customer.plan, "country": customer.country},
            "deleted": False,
            "description": None,
            "email": customer.email,
            "id": user_id(customer.code),
            "job_title": None,
            "language": customer.language,
            "mobile": None,
            "name": customer.name,
            "phone": None,
            "time_zone": RAILS_ZONES.get(customer.zone, "UTC"),
            "created_at": stamp(customer.created_at),
            "updated_at": stamp(customer.created_at),
        }
        self.outbox.put_row("contacts", self.deliveries.at(customer.created_at), row)
        if customer.changed_at is not None:
            self.outbox.kinds["newer version of a contact"] += 1
            changed = {**row, "updated_at": stamp(customer.changed_at)}
            delivery = self.deliveries.at(customer.changed_at)
            self.outbox.put_row("contacts", delivery, changed)

    def write_agents(self, agents: list[Agent]) -> None:
        """Write the agents; who has left becomes a contact with the same id."""
        for agent in agents:
            contact: Row = {
                "active": True,
                "email": agent.email,
                "job_title": None,
                "language": "en",
                "mobile": None,
                "name": agent.name,
                "phone": None,
                "time_zone": RAILS_ZONES.get(agent.zone, "UTC"),
                "created_at": stamp(agent.active_from),
                "updated_at": stamp(agent.active_from),
            }
            row: Row = {
                "available": True,
                "occasional": agent.code % 11 == 0,
                "id": user_id(agent.code),
                "ticket_scope": 1,
                "type": "support_agent",
                "group_ids": [group_id(agent.team)],
                "created_at": stamp(agent.active_from),
                "updated_at": stamp(agent.active_from),
                "contact": contact,
            }
            if agent.is_first_version_exported:
                delivery = self.deliveries.at(agent.active_from)
                self.outbox.put_row("agents", delivery, row)
            if agent.active_to is not None:
                self.outbox.kinds["agent who left"] += 1
                left = {**contact, "id": row["id"], "deleted": False}
                left["updated_at"] = stamp(agent.active_to)
                delivery = self.deliveries.at(agent.active_to)
                self.outbox.put_row("contacts", delivery, left)

    def write_desk(self, delivery: int) -> None:
        """Write the groups as they are in a delivery."""
        for team, name in enumerate(TEAMS):
            self.outbox.put_row(
                "groups",
                delivery,
                {
                    "id": group_id(team),
                    "name": name,
                    "description": None,
                    "business_hour_id": None,
                    "escalate_to": None,
                    "unassigned_for": "30m" if team % 2 else None,
                    "auto_ticket_assign": 1 if team % 3 == 0 else False,
                    "created_at": stamp(self.world.start - 900 * DAY),
                    "updated_at": stamp(self.world.start - 900 * DAY),
                },
            )


class TicketTeller:
    """Writes one ticket with its conversations, activities and ratings."""

    def __init__(self, writer: FreshdeskWriter, story: Story, draws: Draws) -> None:
        self.outbox = writer.outbox
        self.deliveries = writer.deliveries
        self.story = story
        self.draws = draws
        outline = story.outline
        self.id = ticket_id(outline.index)
        self.first_id = CONVERSATION_BASE + outline.index * CONVERSATIONS_PER_TICKET
        self.source = draws.pick(SOURCES[outline.channel])
        if story.is_outbound:
            self.source = OUTBOUND_EMAIL
        self.is_alien = draws.chance(ALIEN_SHARES.get(outline.arc, 0.0))
        self.has_stats = not draws.chance(0.03)
        self.has_customer = not draws.chance(0.003)
        # A few tickets carry their conversations along and are in no other stream.
        self.is_embedded = outline.index % 25 == 3 and outline.arc != "merge_source"
        self.description = ""
        self.has_file = False
        self.sent: dict[int, Row] = {}
        # The export is of a day's end: what was deleted by then is not in it.
        self.removed = {
            detail.number: self.deliveries.at(step.at)
            for step in story.steps
            for kind, detail in step.events
            if kind == "remove" and isinstance(detail, Message)
        }

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    def status(self, value: Value) -> int:
        """Translate a status: this desk has one of its own that nobody has mapped."""
        if self.is_alien and value == "open":
            return PARKED
        if value == "waiting_customer" and self.story.outline.index % 4 == 0:
            return WAITING_ON_CUSTOMER
        return STATUSES[str(value)]

    # ------------------------------------------------------------ all of it

    def write(self) -> None:
        """Write everything, delivery by delivery."""
        steps = self.story.steps
        if not steps:
            return
        opening = steps[0].message
        if opening is not None:
            self.description = opening.body
            self.has_file = opening.has_attachment
        first_told = self.first_told(len(steps))
        stats = Stats(self.story.is_outbound, OPEN, steps[0].at)
        situation = Situation(dict(self.story.initial), steps[0].at, stats)
        versions: list[tuple[int, Row]] = []
        for position, step in enumerate(steps):
            self.apply(step, situation, is_creation=position == 0)
            self.tell_message(step, situation, is_opening=position == 0)
            if position >= first_told:
                self.tell_activity(step, situation, is_creation=position == 0)
            self.tell_edit(step)
            delivery = self.deliveries.at(step.at)
            if position + 1 == len(steps) or delivery != self.deliveries.at(
                steps[position + 1].at
            ):
                versions.append((delivery, self.row(situation)))
            elif self.draws.chance(0.006):
                self.note("older version of a ticket in the same file")
                versions.append((delivery, self.row(situation)))
        self.tell_versions(versions)
        for number, survey in enumerate(self.story.surveys):
            self.tell_survey(number, survey)

    def first_told(self, count: int) -> int:
        """Say from which step on there are activities."""
        if self.story.outline.arc == "history_missing":
            self.note("history missing")
            return count
        if self.story.outline.arc == "history_partial":
            self.note("history partial")
            return count // 2
        return 0

    def apply(self, step: Step, situation: Situation, *, is_creation: bool) -> None:
        """Let a step change what the row says."""
        for change in step.changes:
            situation.values[change.name] = change.new
        status = self.status(situation.values["status"])
        situation.stats.enter(status, step.at, is_creation=is_creation)
        for kind, _ in step.events:
            if kind in ("delete", "restore"):
                situation.is_deleted = kind == "delete"
            elif kind == "spam":
                situation.is_spam = True
        situation.at = step.at

    # ------------------------------------------------------------ conversations

    def part(self, number: int, at: int, author: int, body: str) -> Row:
        """Give a reply with nothing special about it."""
        return {
            "body": f"<div>{body}</div>" if body else "",
            "body_text": body,
            "id": self.first_id + number,
            "incoming": False,
            "private": False,
            "user_id": user_id(author),
            "support_email": None,
            "source": REPLY,
            "category": 3,
            "ticket_id": self.id,
            "to_emails": [],
            "from_email": None,
            "cc_emails": None,
            "bcc_emails": None,
            "email_failure_count": None,
            "automation_id": None,
            "automation_type_id": None,
            "auto_response": False,
            "attachments": [],
            "created_at": stamp(at),
            "updated_at": stamp(at),
        }

    def tell_message(
        self, step: Step, situation: Situation, *, is_opening: bool
    ) -> None:
        """Write what was said in a step; the opening is the ticket's description."""
        message = step.message
        if message is None:
            return
        if is_opening:
            if self.source == WEB_CHAT and message.role == "customer" and message.body:
                self.note("description repeated as a message")
                row = self.part(1, step.at, message.author, message.body)
                row["incoming"] = True
                self.send(row, step, situation)
            return
        if message.is_merge:
            self.tell_merge(message, step, situation)
            return
        row = self.part(2 * message.number, step.at, message.author, message.body)
        row["incoming"] = message.role == "customer"
        row["private"] = not message.is_public
        if not message.is_public:
            row |= {"source": NOTE, "category": 2}
        elif message.role == "agent" and self.draws.chance(0.05):
            self.note("public note")
            row |= {"source": NOTE, "category": 2}
        if message.is_automatic:
            row |= {"auto_response": True, "user_id": user_id(1)}
        elif message.author == BOT:
            row |= {"automation_id": 82_000_777, "automation_type_id": 4}
        if message.has_attachment:
            row["attachments"] = [{"id": row["id"] + 1, "name": "screenshot.png"}]
        if message.role in ("customer", "agent"):
            situation.stats.hear(
                is_incoming=bool(row["incoming"]),
                is_public=message.is_public,
                at=step.at,
            )
        if self.draws.chance(0.001) and message.role == "agent":
            row["created_at"] = stamp(self.story.outline.created_at - 3600)
            self.note("bad row: reply before its ticket")
        elif self.draws.chance(0.00015):
            row["created_at"] = FAR_FUTURE
            self.note("bad row: dated 2099")
        if self.removed.get(message.number) == self.deliveries.at(step.at):
            self.note("conversation deleted before the export")
            return
        self.sent[message.number] = row
        self.send(row, step, situation)

    def tell_merge(self, message: Message, step: Step, situation: Situation) -> None:
        """Write the notes of a merge, and move what the secondary ticket holds."""
        for kind, detail in step.events:
            row = self.part(2 * max(message.number, 1) + 1, step.at, message.author, "")
            row |= {"source": NOTE, "category": 2, "private": not message.is_public}
            if kind == "merge" and self.story.outline.partner is not None:
                target = ticket_id(self.story.outline.partner)
                words = f"This ticket is closed and merged into ticket {target}"
                row |= {"body": f"<div>{words}</div>", "body_text": words}
                self.send(row, step, situation)
                self.move(target, step)
            elif kind == "merged_from" and isinstance(detail, int):
                words = (
                    f"Ticket with ID {ticket_id(detail)} is merged into this ticket."
                )
                row["id"] = self.first_id + 1_000 + detail % 900
                row |= {"body": f"<div>{words}</div>", "body_text": words}
                self.send(row, step, situation)

    def move(self, target: int, step: Step) -> None:
        """Deliver what was written before the merge as the primary ticket's own."""
        for row in self.sent.values():
            self.note("conversation moved by a merge")
            self.outbox.put_row(
                "conversations",
                self.deliveries.later(self.deliveries.at(step.at), 1),
                {**row, "ticket_id": target},
            )

    def send(self, row: Row, step: Step, situation: Situation) -> None:
        """Deliver a conversation, in its stream or with its ticket."""
        if self.is_embedded and len(self.story.steps) <= 10:
            situation.parts.append(row)
            return
        number = self.draws.next()
        if number < 0.02:
            row = {name: value for name, value in row.items() if value is not None}
            self.note("optional keys missing")
        delivery = self.deliveries.at(step.at)
        self.outbox.send("conversations", delivery, row, "id", "created_at", self.draws)

    def tell_edit(self, step: Step) -> None:
        """Deliver a note or reply again whose text was taken out."""
        for kind, detail in step.events:
            if (
                kind == "redact"
                and isinstance(detail, Message)
                and detail.number in self.sent
            ):
                row = dict(self.sent[detail.number])
                row |= {"body": "<div>[removed]</div>", "body_text": "[removed]"}
                row |= {"updated_at": stamp(step.at), "last_edited_at": stamp(step.at)}
                self.note("message edited")
                self.outbox.put_row("conversations", self.deliveries.at(step.at), row)

    # ------------------------------------------------------------ activities

    def tell_activity(
        self, step: Step, situation: Situation, *, is_creation: bool
    ) -> None:
        """Write what a step set, by names as the export has them."""
        values: Row = {}
        if is_creation:
            values = {
                "source": SOURCE_NAMES[self.source],
                "requester_id": user_id(self.story.customer),
            }
            names: tuple[str, ...] = ("status", "priority", "agent", "team")
        else:
            names = tuple(change.name for change in step.changes)
        for name in names:
            value = situation.values[name]
            if name == "status":
                values["status"] = STATUS_NAMES[self.status(value)]
            elif name == "priority":
                code = PRIORITIES[None if value is None else str(value)]
                values["priority"] = PRIORITY_NAMES[code]
            elif name == "agent":
                values["agent_id"] = user_id(value)
            elif name == "team":
                values["group"] = TEAMS[value] if isinstance(value, int) else None
        if step.message is not None and not is_creation:
            kind = REPLY if step.message.is_public else NOTE
            values["note"] = {
                "id": self.first_id + 2 * step.message.number,
                "type": kind,
            }
        if not values:
            return
        performer = user_id(step.actor)
        if is_creation and self.source == SOURCES["phone"][0]:
            # The telephone system turns a call into a ticket, unless an agent logs it.
            performer = performer if self.story.opener_is_agent else None
        row: Row = {
            "ticket_id": self.id,
            "performer_type": "system" if performer is None else "user",
            "performer_id": performer,
            "performed_at": day_first(step.at),
            "activity": values,
        }
        self.outbox.send(
            "ticket_activities",
            self.deliveries.at(step.at),
            row,
            "ticket_id",
            "performed_at",
            self.draws,
        )

    # ------------------------------------------------------------ tickets

    def row(self, situation: Situation) -> Row:
        """Give the ticket as it is at a moment."""
        values, outline = situation.values, self.story.outline
        customer = user_id(self.story.customer) if self.has_customer else None
        priority = values["priority"]
        tags = [outline.topic, f"lang_{outline.language}"]
        if outline.arc == "test":
            tags.append("internal_test")
        if self.story.is_marked_complaint:
            tags.append("complaint")
        row: Row = {
            "cc_emails": [],
            "fwd_emails": [],
            "reply_cc_emails": [],
            "fr_escalated": outline.index % 5 == 0,
            "email_config_id": None,
            "group_id": group_id(values["team"]),
            "priority": PRIORITIES[None if priority is None else str(priority)],
            "requester_id": customer,
            "responder_id": user_id(values["agent"]),
            "source": self.source,
            "company_id": None,
            "status": self.status(values["status"]),
            "subject": self.story.subject,
            "association_type": None,
            "to_emails": None,
            "product_id": None,
            "id": self.id,
            "type": "Question",
            "due_by": stamp(outline.created_at + 3 * DAY),
            "fr_due_by": stamp(outline.created_at + DAY),
            "is_escalated": outline.index % 7 == 0,
            "description": f"<div>{self.description}</div>" if self.description else "",
            "description_text": self.description,
            "custom_fields": {"cf_topic": values["topic"]},
            "attachments": [{"id": 1, "name": "photo.jpg"}] if self.has_file else [],
            "created_at": stamp(outline.created_at),
            "updated_at": stamp(situation.at),
            "tags": tags,
        }
        for name, is_set in (
            ("spam", situation.is_spam),
            ("deleted", situation.is_deleted),
        ):
            if is_set:
                row[name] = True
        if self.has_stats:
            row["stats"] = situation.stats.row()
        if self.is_embedded and situation.parts:
            row["conversations"] = list(situation.parts)
        return row

    def tell_versions(self, versions: list[tuple[int, Row]]) -> None:
        """Write the versions of the ticket, with an exporter's mistakes."""
        number = self.draws.next()
        newest, row = versions[-1]
        if 0.03 < number < 0.08:
            row = {name: value for name, value in row.items() if value is not None}
            self.note("optional keys missing")
            versions[-1] = (newest, row)
        elif 0.08 < number < 0.1:
            self.note("id as a float")
            versions[-1] = (newest, {**row, "id": float(self.id)})
        if len(versions) > 1 and self.draws.chance(0.04):
            _, old = versions.pop(0)
            self.note("older version of a ticket arrives later")
            versions.append((self.deliveries.later(newest, 1), old))
        elif 0.015 < number < 0.03:
            self.note("ticket row later than its conversations")
            versions = [
                (self.deliveries.later(delivery, 1), old) for delivery, old in versions
            ]
        if self.is_alien:
            self.note("unknown status")
        if not self.has_customer:
            self.note("ticket without a requester")
        if not self.has_stats:
            self.note("ticket without stats")
        if self.is_embedded:
            self.note("ticket with its conversations")
        for delivery, version in versions:
            self.outbox.send(
                "tickets", delivery, version, "id", "created_at", self.draws
            )

    # ------------------------------------------------------------ surveys

    def tell_survey(self, number: int, survey: Survey) -> None:
        """Write the versions of an answer; nobody sees who gave none."""
        customer = user_id(self.story.customer)
        if self.story.customer < FIRST_CUSTOMER:
            return
        answered_at = None
        for at, score in survey.answers:
            if score is None:
                self.note("rating withdrawn, which nobody sees")
                continue
            answered_at = answered_at or at
            code = RATINGS[score]
            ratings: Row | list[Row] = {"default_question": code}
            if self.story.outline.index % 3 == 0:
                self.note("ratings as a list")
                ratings = [{"question": "default_question", "value": code}]
            row: Row = {
                "id": RATING_BASE + self.story.outline.index * 10 + number,
                "survey_id": 82_000_000_001,
                "user_id": customer,
                "agent_id": user_id(survey.agent),
                "feedback": survey.comment,
                "group_id": group_id(survey.team),
                "ticket_id": self.id,
                "ratings": ratings,
                "created_at": stamp(answered_at),
                "updated_at": stamp(at),
            }
            delivery = self.deliveries.at(at)
            self.outbox.send(
                "satisfaction_ratings", delivery, row, "id", "created_at", self.draws
            )
            if survey.comment is not None and at == answered_at:
                self.note("survey feedback as a conversation")
                words = f"{FACES.get(code, 'Unhappy')}: {survey.comment}"
                part = self.part(1_990 + number, at, self.story.customer, words)
                part |= {"incoming": True, "source": FEEDBACK, "category": 7}
                self.outbox.send(
                    "conversations", delivery, part, "id", "created_at", self.draws
                )
