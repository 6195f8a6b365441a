"""Writes stories in the shape of the Intercom API."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.calendars import MINUTE, Clock
from simulator.deliveries import Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.people import (
    BOT,
    FIRST_CUSTOMER,
    SYSTEM,
    TEAMS,
    Agent,
    Customer,
)
from simulator.story import DONE, Message, Step, Story, Value
from simulator.world import World
from simulator.zendesk import ALIEN_SHARES

OPERATOR = 8_000_001
OPERATOR_ADDRESS = "operator+desk@intercom.io"
FAR_FUTURE = 4_076_298_367
TYPES = {
    "email": ("email",),
    "web": ("conversation",),
    "chat": ("conversation",),
    "messaging": ("whatsapp", "conversation"),
    "phone": ("phone_call", "phone_switch"),
    "sms": ("sms",),
    "social": ("facebook", "instagram", "twitter"),
    "community": ("conversation",),
    "api": ("conversation",),
    "other": ("walkie_talkie",),
}
NEW_PRIORITIES = {"low": "low", "normal": "medium", "high": "high", "urgent": "urgent"}
NOT_A_REPLY = "note"


def person_id(code: int) -> str:
    """Give the id of a person: teammates have numbers, contacts 24 digits."""
    if code in (BOT, SYSTEM):
        return str(OPERATOR)
    return str(7_000_000 + code) if code < BOT else f"65a1{code:020x}"


def team_id(team: Value) -> int | None:
    """Give the id of a team."""
    return 7_900_000 + team if isinstance(team, int) else None


def conversation_id(index: int) -> str:
    """Give the id of a conversation, a number as text."""
    return str(215_000_000 + index)


def author_of(code: int, name: str | None = None, *, is_ai: bool = False) -> Row:
    """Describe who did something."""
    if code in (BOT, SYSTEM):
        return {
            "type": "bot",
            "id": str(OPERATOR),
            "name": "Fin" if is_ai else "Operator",
            "email": OPERATOR_ADDRESS,
            "from_ai_agent": is_ai,
            "is_ai_answer": is_ai,
        }
    if code < BOT:
        return {"type": "admin", "id": person_id(code), "name": name, "email": None}
    kind = "lead" if code % 7 == 0 else "user"
    return {"type": kind, "id": person_id(code), "name": name, "email": None}


def html(body: str) -> str:
    """Write a text as Intercom does."""
    return f"<p>{body}</p>"


@dataclass(slots=True)
class Situation:
    """What the conversation row says at a moment."""

    values: dict[str, Value]
    at: int
    state: str = "open"
    snoozed_until: int | None = None
    rating: Row | None = None
    deleted_at: int | None = None
    # What happened so far, the opening first.
    parts: list[Row] = field(default_factory=list)


class IntercomWriter:
    """Turns stories into rows of the Intercom streams."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    def write(self, story: Story, customer: Customer, draws: Draws) -> None:
        """Write all rows of a conversation."""
        ConversationTeller(self, story, customer, draws).write()
        self.outbox.kinds.update(story.kinds)
        self.outbox.kinds["conversation"] += 1
        self.outbox.kinds[f"channel {story.outline.channel}"] += 1

    def write_customer(self, customer: Customer) -> None:
        """Write a contact, again when it changed."""
        moments = [customer.created_at]
        if customer.changed_at is not None:
            moments.append(customer.changed_at)
        for moment in moments:
            row = contact_row(customer, moment)
            self.outbox.put_row("contacts", self.deliveries.at(moment), row)

    def write_desk(self, delivery: int) -> None:
        """Write teams and teammates as they are: who has left is no longer listed."""
        end = self.deliveries.all[delivery].end
        for team, name in enumerate(TEAMS):
            self.outbox.put_row(
                "teams",
                delivery,
                {
                    "type": "team",
                    "id": str(team_id(team)),
                    "name": name,
                    "admin_ids": [
                        7_000_000 + agent.code
                        for agent in self.world.agents
                        if agent.team == team
                    ],
                    "distribution_method": "round_robin",
                },
            )
        for agent in self.world.agents:
            left = agent.active_to
            if agent.active_from < end and (left is None or left >= end):
                self.outbox.put_row("admins", delivery, admin_row(agent))
        self.outbox.put_row(
            "admins",
            delivery,
            {
                "type": "admin",
                "id": str(OPERATOR),
                "name": "Fin",
                "email": OPERATOR_ADDRESS,
                "has_inbox_seat": False,
                "team_ids": [],
            },
        )


def admin_row(agent: Agent) -> Row:
    """Give a teammate; some are in two teams."""
    teams = [team_id(agent.team)]
    if agent.code % 5 == 0:
        teams.append(team_id((agent.team + 1) % len(TEAMS)))
    return {
        "type": "admin",
        "id": person_id(agent.code),
        "name": agent.name,
        "email": agent.email,
        "job_title": None,
        "away_mode_enabled": False,
        "has_inbox_seat": True,
        "team_ids": teams,
    }


def contact_row(customer: Customer, moment: int) -> Row:
    """Give a contact; some signed up in a year that is still to come."""
    is_odd = customer.code % 61 == 3
    companies = [{"type": "company", "id": f"{customer.code % 9:024x}"}]
    if customer.code % 11 == 0:
        companies.append({"type": "company", "id": f"{customer.code % 9 + 10:024x}"})
    return {
        "type": "contact",
        "id": person_id(customer.code),
        "external_id": None if customer.code % 4 else f"user-{customer.code}",
        "role": "lead" if customer.code % 7 == 0 else "user",
        "email": customer.email,
        "phone": None,
        "name": customer.name,
        "created_at": customer.created_at,
        "updated_at": moment,
        "signed_up_at": 2_310_000_000 if is_odd else customer.created_at,
        "last_seen_at": None,
        "custom_attributes": {"plan": customer.plan},
        "location": {"type": "location", "country": customer.country, "city": None},
        "companies": {"type": "list", "data": companies, "has_more": False},
        "tags": {"type": "list", "data": [], "has_more": False},
    }


class ConversationTeller:
    """Writes one conversation with its parts and ratings."""

    def __init__(
        self, writer: IntercomWriter, story: Story, customer: Customer, draws: Draws
    ) -> None:
        self.writer = writer
        self.outbox = writer.outbox
        self.deliveries = writer.deliveries
        self.story = story
        self.customer = customer
        self.draws = draws
        outline = story.outline
        self.id = conversation_id(outline.index)
        self.type = draws.pick(TYPES[outline.channel])
        self.is_old_version = draws.chance(0.2)
        self.parent: str | int = int(self.id) if draws.chance(0.3) else self.id
        self.has_customer = not draws.chance(0.004)
        self.is_alien = draws.chance(ALIEN_SHARES.get(outline.arc, 0.0))
        self.delivered_as = "customer_initiated"
        if story.is_outbound:
            self.delivered_as = draws.pick(
                ("admin_initiated", "campaigns_initiated", "automated")
            )
        self.source: Row | None = None
        self.of_messages: dict[int, Row] = {}
        self.part_count = 0
        self.has_bot = False
        restored = any(
            kind == "restore" for step in story.steps for kind, _ in step.events
        )
        # Intercom restores nothing: what was to come back was never deleted here.
        self.is_deletable = not restored

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    # ------------------------------------------------------------ parts

    def part(
        self, at: int, kind: str, author: Row, body: str | None = None, **more: object
    ) -> Row:
        """Give a part; its id grows with time."""
        self.part_count += 1
        return {
            "type": "conversation_part",
            "id": str(int(self.id) * 1000 + self.part_count),
            "conversation_id": self.parent,
            "part_type": kind,
            "body": body,
            "created_at": at,
            "updated_at": at,
            "notified_at": at,
            "assigned_to": None,
            "author": author,
            "attachments": [],
            "external_id": None,
            "redacted": False,
            **more,
        }

    def parts_of(self, step: Step, situation: Situation) -> Iterator[Row]:
        """Give what a step is in Intercom: none, one or several parts."""
        changes = {change.name: change for change in step.changes}
        author = author_of(step.actor, self.name_of(step.actor))
        is_by_rule = step.actor in (SYSTEM, BOT)
        if "team" in changes and changes["team"].new is not None:
            kind = "default_assignment" if is_by_rule else "assignment"
            team = {"type": "team", "id": str(team_id(changes["team"].new))}
            yield self.part(step.at, kind, author, assigned_to=team)
        if "agent" in changes:
            kind = "balanced_assignment" if is_by_rule else "assignment"
            new = changes["agent"].new
            admin: Row | None = None
            if isinstance(new, int):
                admin = {"type": "admin", "id": person_id(new)}
            elif self.draws.chance(0.5):
                admin = {"type": "admin", "id": 0}
            yield self.part(step.at, kind, author, assigned_to=admin)
        if "priority" in changes:
            kind = "conversation_attribute_updated_by_admin"
            yield self.part(step.at, kind, author)
        change = changes.get("status")
        old = situation.state
        new = old if change is None else state_of(change.new)
        yield from self.told(step, step.message, author, old, new)
        for kind, _ in step.events:
            if kind in ("merged_from", "merge"):
                yield self.part(step.at, "linked_object_added", author)

    def told(
        self, step: Step, message: Message | None, author: Row, old: str, new: str
    ) -> Iterator[Row]:
        """Give the message of a step, and what becomes of the state."""
        is_customer = message is not None and message.role == "customer"
        if message is None or message.is_merge:
            if new != old:
                yield self.turn(step.at, author, old, new)
            return
        kind = NOT_A_REPLY if not message.is_public else "comment"
        is_reply_of_ours = message.role == "agent" and message.is_public
        if is_reply_of_ours and new == "closed" != old and self.draws.chance(0.6):
            self.note("reply sent with the closing")
            kind = "close"
        made = self.said(step.at, message, kind)
        yield made
        if kind == "close" or is_customer or new == old:
            return
        yield self.turn(step.at, author, old, new)

    def said(self, at: int, message: Message, kind: str) -> Row:
        """Give a message."""
        author = author_of(
            message.author, self.name_of(message.author), is_ai=message.is_answer_bot
        )
        if message.role == "customer" and message.author < FIRST_CUSTOMER:
            author["type"] = "user"
        if author["type"] == "bot":
            self.has_bot |= message.is_answer_bot
            if self.draws.chance(0.3):
                self.note("bot that is listed as a teammate")
                author["type"] = "admin"
        made = self.part(at, kind, author, html(message.body))
        if message.has_attachment:
            made["attachments"] = [{"type": "upload", "name": "photo.jpg"}]
        self.of_messages[id(message)] = made
        return made

    def turn(self, at: int, author: Row, old: str, new: str) -> Row:
        """Give the part that moves from one state to another."""
        if new == "closed":
            return self.part(at, "close", author)
        if new == "snoozed":
            return self.part(at, "snoozed", author)
        if old == "snoozed":
            kind = "timer_unsnooze" if author["type"] == "bot" else "unsnoozed"
            return self.part(at, kind, author)
        if author["type"] == "bot":
            return self.part(at, "open", author)
        number = self.draws.next()
        if number < 0.35:
            self.note("reopened with a note")
            return self.part(at, "note_and_reopen", author, html("Not done yet"))
        if number < 0.65:
            self.note("reopened for somebody")
            admin = {"type": "admin", "id": author["id"]}
            return self.part(at, "assign_and_reopen", author, assigned_to=admin)
        return self.part(at, "open", author)

    def name_of(self, code: int) -> str | None:
        """Give the name of somebody, where one has been met."""
        if code == self.customer.code:
            return self.customer.name
        if 0 < code <= len(self.writer.world.agents):
            return self.writer.world.agents[code - 1].name
        return None

    # ------------------------------------------------------------ the row

    def opening(self, step: Step) -> Row:
        """Give the opening message, which is no part."""
        message = step.message
        author = author_of(self.story.submitter, self.name_of(self.story.submitter))
        body: str | None = None
        if message is not None and message.is_public:
            body = html(message.body)
        return {
            "type": self.type,
            "id": str(int(self.id) * 3),
            "delivered_as": self.delivered_as,
            "subject": self.story.subject if self.type == "email" else "",
            "body": body or "",
            "author": author,
            "attachments": [{"type": "upload", "name": "photo.jpg"}]
            if message is not None and message.has_attachment
            else [],
            "url": None,
            "redacted": False,
        }

    def row(self, situation: Situation) -> Row:
        """Give the conversation as it is at a moment."""
        outline = self.story.outline
        values = situation.values
        state = situation.state
        if self.is_alien and state == "open":
            state = "escalated"
        priority = values["priority"]
        native_priority: str | None = NEW_PRIORITIES.get(str(priority), "none")
        if self.is_old_version:
            is_high = priority in ("high", "urgent")
            native_priority = "priority" if is_high else "not_priority"
        contacts = []
        if self.has_customer:
            contacts.append({"type": "contact", "id": person_id(self.story.customer)})
        agent = values["agent"]
        row: Row = {
            "type": "conversation",
            "id": self.id,
            "created_at": outline.created_at,
            "updated_at": situation.at,
            "waiting_since": self.waiting_since(situation),
            "snoozed_until": situation.snoozed_until,
            "open": situation.state != "closed",
            "state": state,
            "read": True,
            "priority": native_priority,
            "admin_assignee_id": 7_000_000 + agent if isinstance(agent, int) else 0,
            "team_assignee_id": team_id(values["team"]),
            "title": None,
            "source": self.source,
            "contacts": {"type": "contact.list", "contacts": contacts},
            "tags": {
                "type": "tag.list",
                "tags": [{"type": "tag", "id": "11", "name": outline.topic}],
            },
            "custom_attributes": {"Topic": values["topic"]},
            "linked_objects": {"type": "list", "data": [], "total_count": 0},
            "conversation_rating": situation.rating,
            "statistics": self.statistics(situation),
            "ai_agent_participated": self.has_bot,
            "ai_agent": self.ai_agent(situation) if self.has_bot else None,
        }
        if outline.arc == "test":
            row["tags"]["tags"].append({"type": "tag", "id": "12", "name": "test"})
        if self.story.is_marked_complaint:
            tag = {"type": "tag", "id": "13", "name": "complaint"}
            row["tags"]["tags"].append(tag)
        if not self.has_customer and self.source is not None:
            author = {**self.source["author"], "id": None}
            row["source"] = {**self.source, "author": author}
        return row

    def waiting_since(self, situation: Situation) -> int | None:
        """Give since when the customer waits, as Intercom counts it."""
        since = None
        for part in situation.parts:
            if is_by_contact(part):
                since = since or part["created_at"]
            elif is_reply(part):
                since = None
        if since is None and self.is_old_version:
            return FAR_FUTURE
        return int(since) if since is not None else None

    def ai_agent(self, situation: Situation) -> Row:
        """Tell how it ended with the AI agent, and how it was rated."""
        spoke = [part for part in situation.parts if part["author"]["type"] != "user"]
        has_human = any(is_reply(part) for part in spoke)
        resolution = "escalated" if has_human else "confirmed_resolution"
        first = next(
            part["created_at"]
            for part in situation.parts
            if part["author"].get("from_ai_agent")
        )
        score = None
        if not has_human and self.story.outline.index % 3 == 0:
            score = 1 + self.story.outline.index % 5
        return {
            "source_type": "workflow",
            "source_title": "Fin in the messenger",
            "last_answer_type": "ai_answer",
            "resolution_state": resolution,
            "rating": score,
            "rating_remark": None,
            "created_at": first,
            "updated_at": situation.at,
        }

    # ------------------------------------------------------------ its own numbers

    def statistics(self, situation: Situation) -> Row:
        """Give Intercom's own numbers, by the rules that it publishes.

        All of them look at what follows the contact's first reply only, a teammate's
        reply is one that the contact sees, and durations are in office hours.
        """
        parts = situation.parts
        clock = self.writer.world.clocks["madrid"]
        contacts = [part["created_at"] for part in parts if is_by_contact(part)]
        numbers: Row = {"type": "conversation_statistics"}
        numbers.update(dict.fromkeys(STATISTICS))
        numbers |= {
            "count_reopens": 0,
            "count_assignments": 0,
            "count_conversation_parts": len(parts),
        }
        if not contacts:
            return numbers
        start = contacts[0]
        later = [part for part in parts if part["created_at"] >= start]
        replies = [part["created_at"] for part in later if is_reply(part)]
        closes = [part for part in later if part["part_type"] == "close"]
        assigned = [
            part["created_at"]
            for part in later
            if part["assigned_to"] is not None and "assign" in part["part_type"]
        ]
        numbers |= {
            "first_contact_reply_at": start,
            "last_contact_reply_at": contacts[-1],
            "count_reopens": sum(part["part_type"] in REOPENS for part in later)
            + self.reopened_by_contact(later),
            "count_assignments": len(assigned),
        }
        if assigned:
            before = [at for at in assigned if not replies or at <= replies[0]]
            numbers |= {
                "first_assignment_at": assigned[0],
                "last_assignment_at": assigned[-1],
                "last_assignment_admin_reply_at": next(
                    (at for at in replies if at >= assigned[-1]), None
                ),
                "time_to_assignment": clock.between(start, (before or assigned)[-1]),
            }
        if replies:
            numbers |= {
                "first_admin_reply_at": replies[0],
                "last_admin_reply_at": replies[-1],
                "time_to_admin_reply": clock.between(start, replies[0]),
                "median_time_to_reply": median_reply(later, clock),
            }
        if closes:
            closer = closes[-1]["author"]
            numbers |= {
                "first_close_at": closes[0]["created_at"],
                "last_close_at": closes[-1]["created_at"],
                "last_closed_by_id": closer["id"],
                "time_to_first_close": clock.between(start, closes[0]["created_at"]),
                "time_to_last_close": clock.between(start, closes[-1]["created_at"]),
            }
        return numbers

    def reopened_by_contact(self, parts: list[Row]) -> int:
        """Count how often the contact's own message reopened it."""
        count = 0
        is_closed = False
        for part in parts:
            if part["part_type"] == "close":
                is_closed = True
            elif part["part_type"] in REOPENS:
                is_closed = False
            elif is_closed and is_by_contact(part):
                count += 1
                is_closed = False
        return count

    # ------------------------------------------------------------ all of it

    def write(self) -> None:
        """Write everything, delivery by delivery."""
        story = self.story
        if not story.steps:
            return
        situation = Situation(dict(story.initial), story.steps[0].at)
        sent: list[tuple[int, Row]] = []
        versions: list[tuple[int, Row]] = []
        moments = self.moments()
        for position, (at, step) in enumerate(moments):
            if isinstance(step, Step):
                sent += self.take(step, situation)
            else:
                situation.rating = step
            situation.at = at
            delivery = self.deliveries.at(at)
            # What is deleted is gone: nobody writes in it or rates it any more.
            is_last = situation.deleted_at is not None or position + 1 == len(moments)
            if is_last or delivery != self.deliveries.at(moments[position + 1][0]):
                versions.append((delivery, self.row(situation)))
            elif self.draws.chance(0.006):
                self.note("older version of a conversation in the same file")
                versions.append((delivery, self.row(situation)))
            if situation.deleted_at is not None:
                break
        self.send_parts(sent)
        self.send_versions(versions)
        if situation.deleted_at is not None:
            self.note("deleted conversation")
            self.outbox.put_row(
                "deleted_conversations",
                self.deliveries.at(situation.deleted_at),
                {
                    "id": self.id,
                    "metrics_retained": False,
                    "deleted_at": situation.deleted_at
                    if story.deletion_in_history
                    else None,
                },
            )

    def moments(self) -> list[tuple[int, Step | Row]]:
        """Give the steps and the answers to surveys in the order of their times."""
        found: list[tuple[int, Step | Row]] = [
            (step.at, step) for step in self.story.steps
        ]
        for survey in self.story.surveys[-1:]:
            for at, score in [(survey.asked_at, None), *survey.answers]:
                teammate = None
                if isinstance(survey.agent, int):
                    teammate = {"type": "admin", "id": person_id(survey.agent)}
                found.append(
                    (
                        at,
                        {
                            "rating": score,
                            "remark": survey.comment if score is not None else None,
                            "created_at": survey.asked_at,
                            "updated_at": at,
                            "contact": {
                                "type": "contact",
                                "id": person_id(self.story.customer),
                            },
                            "teammate": teammate,
                        },
                    )
                )
        return sorted(found, key=lambda moment: moment[0])

    def take(self, step: Step, situation: Situation) -> list[tuple[int, Row]]:
        """Let a step happen; give its parts with their deliveries."""
        delivery = self.deliveries.at(step.at)
        parts: list[Row] = []
        if self.source is None:
            self.source = self.opening(step)
            opening = {
                "part_type": "opening",
                "created_at": step.at,
                "author": self.source["author"],
                "body": self.source["body"],
                "assigned_to": None,
            }
            situation.parts.append(opening)
            message = step.message
            if message is not None and not message.is_public:
                parts.append(self.said(step.at, message, NOT_A_REPLY))
            step = Step(step.at, step.actor, None, step.changes, step.events)
            if message is not None and message.is_public:
                self.of_messages[id(message)] = self.source
        parts += self.parts_of(step, situation)
        for change in step.changes:
            situation.values[change.name] = change.new
            if change.name == "status":
                situation.state = state_of(change.new)
        if situation.state != "snoozed":
            situation.snoozed_until = None
        for kind, detail in step.events:
            if kind == "snoozed_until" and isinstance(detail, int):
                situation.snoozed_until = detail
            elif kind in ("delete", "spam") and self.is_deletable:
                situation.deleted_at = step.at
            elif kind in ("redact", "remove") and isinstance(detail, Message):
                parts += self.redacted(detail, step.at)
        for part in parts:
            if not self.is_old_version:
                part["state"] = situation.state
        known = {part["id"] for part in situation.parts if "id" in part}
        situation.parts += [part for part in parts if part["id"] not in known]
        return [(delivery, part) for part in parts]

    def redacted(self, message: Message, at: int) -> list[Row]:
        """Give the newer version of a message whose content was taken away."""
        part = self.of_messages.get(id(message))
        if part is None:
            return []
        if part is self.source:
            self.source = {**part, "body": "", "redacted": True}
            return []
        self.note("redacted part")
        return [{**part, "body": None, "redacted": True, "updated_at": at}]

    def send_parts(self, sent: list[tuple[int, Row]]) -> None:
        """Write the parts that the exporter got: the newest ones at most."""
        arc = self.story.outline.arc
        if arc == "history_missing":
            self.note("history missing")
            return
        if arc == "history_partial":
            self.note("history partial")
            sent = sent[len(sent) // 2 :]
        for delivery, part in sent:
            if self.draws.chance(0.004):
                self.note("superseded part arrives later")
                old = {
                    **part,
                    "updated_at": part["updated_at"] - MINUTE,
                    "part_type": "close",
                }
                self.outbox.put_row(
                    "conversation_parts", self.deliveries.later(delivery, 1), old
                )
            if 0 < self.draws.next() < 0.0002:
                part = {**part, "created_at": FAR_FUTURE}
                self.note("bad row: dated 2099")
            self.outbox.send(
                "conversation_parts", delivery, part, "id", "created_at", self.draws
            )

    def send_versions(self, versions: list[tuple[int, Row]]) -> None:
        """Write the versions of the conversation row, with an exporter's mistakes."""
        number = self.draws.next()
        newest, row = versions[-1]
        if 0.03 < number < 0.08:
            row = {name: value for name, value in row.items() if value is not None}
            self.note("optional keys missing")
            versions[-1] = (newest, row)
        elif 0.08 < number < 0.1:
            row = dict(row)
            del row["state"]
            self.note("conversation of an old version, without a state")
            versions[-1] = (newest, row)
        if len(versions) > 1 and self.draws.chance(0.04):
            delivery, old = versions.pop(0)
            self.note("older version of a conversation arrives later")
            versions.append((self.deliveries.later(newest, 1), old))
        elif 0.015 < number < 0.03:
            self.note("conversation row later than its messages")
            versions = [
                (self.deliveries.later(delivery, 1), old) for delivery, old in versions
            ]
        if self.is_alien:
            self.note("unknown status")
        if not self.has_customer:
            self.note("conversation without a customer")
        for delivery, version in versions:
            self.outbox.send(
                "conversations", delivery, version, "id", "created_at", self.draws
            )


STATISTICS = (
    "time_to_assignment",
    "time_to_admin_reply",
    "time_to_first_close",
    "time_to_last_close",
    "median_time_to_reply",
    "first_contact_reply_at",
    "first_assignment_at",
    "first_admin_reply_at",
    "first_close_at",
    "last_assignment_at",
    "last_assignment_admin_reply_at",
    "last_contact_reply_at",
    "last_admin_reply_at",
    "last_close_at",
    "last_closed_by_id",
)
REOPENS = ("open", "note_and_reopen", "assign_and_reopen")


def state_of(status: Value) -> str:
    """Give Intercom's state for a status: it knows no waiting."""
    if status in DONE:
        return "closed"
    return "snoozed" if status == "snoozed" else "open"


def is_by_contact(part: Row) -> bool:
    """Tell whether a contact wrote it."""
    kind = part["author"]["type"] if part["author"] else None
    return kind in ("user", "lead", "contact") and part["body"] is not None


def is_reply(part: Row) -> bool:
    """Tell whether it is a teammate's reply that the contact sees; a bot's is none."""
    author = part["author"]
    return (
        author is not None
        and author["type"] == "admin"
        and author["id"] != str(OPERATOR)
        and bool(part["body"])
        and not part["part_type"].startswith(NOT_A_REPLY)
    )


def median_reply(parts: list[Row], clock: Clock) -> int:
    """Give the median time to each reply that answers the contact."""
    times = []
    since: int | None = None
    for part in parts:
        if is_by_contact(part):
            since = part["created_at"] if since is None else since
        elif is_reply(part) and since is not None:
            times.append(clock.between(since, part["created_at"]))
            since = None
    return int(statistics.median(times)) if times else 0
