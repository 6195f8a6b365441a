"""Writes stories in the shape of the Zendesk API."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.calendars import (
    CHANGED_MADRID,
    DAY,
    SCHEDULES,
    holiday_spans,
)
from simulator.deliveries import FAR_FUTURE, Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.people import (
    BOT,
    FIRST_SPAMMER,
    SYSTEM,
    TEAMS,
    Agent,
    Customer,
)
from simulator.story import Change, Message, Step, Story, Survey, Value
from simulator.world import World

ADDRESS = "https://desk.example.com/api/v2"
TICKET_BASE = 1_000
AUDIT_BASE = 31_000_000_000_000
CALL_BASE = 32_000_000_000_000
BRAND = 360_000_000_017
FORM = 360_000_000_031
FIELDS = (360_000_000_101, 360_000_000_102, 360_000_000_103)
BLOCKS = "▇▇▇▇▇ ▇▇▇▇"
STATUSES = {
    "new": "new",
    "open": "open",
    "waiting_customer": "pending",
    "snoozed": "pending",
    "waiting_other": "hold",
    "resolved": "solved",
    "closed": "closed",
    "cancelled": "solved",
}
CUSTOM_STATUSES = {
    "new": 360_000_000_201,
    "open": 360_000_000_202,
    "pending": 360_000_000_203,
    "hold": 360_000_000_204,
    "solved": 360_000_000_205,
    "closed": 360_000_000_205,
}
FIELD_NAMES = {
    "status": "status",
    "team": "group_id",
    "agent": "assignee_id",
    "priority": "priority",
}
VIA = {
    "email": ("email",),
    "web": ("web", "web_widget", "mobile_sdk"),
    "chat": ("chat",),
    "messaging": ("native_messaging", "whatsapp"),
    "phone": ("voice",),
    "sms": ("sms",),
    "social": ("facebook", "twitter", "instagram_dm"),
    "community": ("forum",),
    "api": ("api",),
    "other": ("any_channel",),
}
RELATIONS = {
    "voice": ("inbound", "voicemail"),
    "facebook": ("post", "message"),
    "twitter": ("mention", "direct_message"),
}
# How often a ticket has a status that nobody has mapped.
ALIEN_SHARES = {"support": 0.015, "never_answered": 0.4}
OPTIONAL = ("external_id", "type", "recipient", "due_at", "problem_id", "priority")
METADATA: Row = {
    "system": {
        "client": None,
        "ip_address": None,
        "latitude": None,
        "location": None,
        "longitude": None,
    },
    "custom": {},
}


def stamp(moment: int) -> str:
    """Write a moment as the API does."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user_id(code: int) -> int:
    """Give the id of a person; the system is -1."""
    return code if code == SYSTEM else 370_000_000_000 + code * 7


def group_id(team: Value) -> int | None:
    """Give the id of a team."""
    return 360_000_001_000 + team * 13 if isinstance(team, int) else None


def schedule_id(key: str) -> int:
    """Give the id of a schedule."""
    keys = [schedule.key for schedule in SCHEDULES]
    return 360_000_002_000 + keys.index(key) * 11


def ticket_id(index: int) -> int:
    """Give the number of a ticket."""
    return TICKET_BASE + index


def native(name: str, value: Value) -> Value:
    """Translate a value of a field, as it stands in a ticket."""
    if name == "team":
        return group_id(value)
    if name == "agent":
        return user_id(value) if isinstance(value, int) else None
    if name == "status":
        return STATUSES[str(value)]
    return value


def as_text(value: Value) -> str | None:
    """Write a value as audits do: all is text."""
    return None if value is None else str(value)


def via(channel: str, relation: str | None = None, **ends: Row) -> Row:
    """Describe the way that something came."""
    return {
        "channel": channel,
        "source": {
            "from": ends.get("origin", {}),
            "to": ends.get("target", {}),
            "rel": relation,
        },
    }


@dataclass(slots=True)
class Situation:
    """What the ticket row says at a moment."""

    values: dict[str, Value]
    at: int
    score: str = "unoffered"
    rating: Row | None = None
    is_public: bool = False
    is_deleted: bool = False
    is_scrubbed: bool = False
    is_merged: bool = False


class ZendeskWriter:
    """Turns stories into rows of the Zendesk streams."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    # ------------------------------------------------------------ one ticket

    def write(self, story: Story, customer: Customer, draws: Draws) -> None:
        """Write all rows of a conversation."""
        teller = TicketTeller(self, story, customer, draws)
        teller.write()
        self.outbox.kinds.update(story.kinds)
        self.outbox.kinds["conversation"] += 1
        self.outbox.kinds[f"channel {story.outline.channel}"] += 1

    def write_continued(self, story: Story, customer: Customer, draws: Draws) -> None:
        """Write the closed ticket again, which a follow-up now names."""
        if story.continued is None:
            return
        scratch = ZendeskWriter(
            self.world, self.deliveries, Outbox("zendesk", self.deliveries)
        )
        teller = TicketTeller(scratch, story.continued, customer, draws)
        row = teller.write()
        if row is not None:
            at = max(story.outline.created_at, story.continued.steps[-1].at)
            row["followup_ids"] = [ticket_id(story.outline.index)]
            row["generated_timestamp"] = at
            self.outbox.kinds["newer in generated_timestamp only"] += 1
            self.outbox.put_row("tickets", self.deliveries.at(at), row)

    # ------------------------------------------------------------ people and desk

    def write_customer(self, customer: Customer) -> None:
        """Write all versions of a customer."""
        row = user_row(
            customer.code,
            customer.name,
            customer.email,
            "end-user",
            customer.zone,
            customer.language,
            customer.created_at,
        )
        row["user_fields"] = {"plan": customer.plan, "country": customer.country}
        delivery = self.deliveries.at(customer.created_at)
        self.outbox.put_row("users", delivery, row)
        if customer.changed_at is not None:
            changed = {**row, "updated_at": stamp(customer.changed_at)}
            changed["user_fields"] = {"plan": "pro", "country": customer.country}
            self.outbox.kinds["newer version of a user"] += 1
            self.outbox.put_row(
                "users", self.deliveries.at(customer.changed_at), changed
            )

    def write_agents(self, agents: list[Agent]) -> None:
        """Write the agents: a leaver's newest version is an end-user."""
        for agent in agents:
            row = user_row(
                agent.code,
                agent.name,
                agent.email,
                "admin" if agent.code == 1 else "agent",
                agent.zone,
                "en",
                agent.active_from,
            )
            if agent.customer_since is not None:
                earlier = {**row, "role": "end-user", "restricted_agent": True}
                earlier["created_at"] = stamp(agent.customer_since)
                earlier["updated_at"] = earlier["created_at"]
                row["created_at"] = earlier["created_at"]
                self.outbox.kinds["customer who became an agent"] += 1
                self.outbox.put_row(
                    "users", self.deliveries.at(agent.customer_since), earlier
                )
            row["default_group_id"] = group_id(agent.team)
            row["role_type"] = 4 if agent.code == 1 else 0
            if agent.is_first_version_exported:
                delivery = self.deliveries.at(agent.active_from)
                self.outbox.put_row("users", delivery, row)
            if agent.active_to is not None:
                left = {**row, "role": "end-user", "role_type": None}
                left["updated_at"] = stamp(agent.active_to)
                left["default_group_id"] = None
                self.outbox.kinds["agent who left"] += 1
                delivery = self.deliveries.at(agent.active_to)
                self.outbox.put_row("users", delivery, left)

    def write_desk(self, last_delivery: int) -> None:
        """Write groups, schedules and holidays as they are in a delivery."""
        start = self.world.start
        end = self.deliveries.all[last_delivery].end
        for team, name in enumerate(TEAMS):
            self.outbox.put_row(
                "groups",
                last_delivery,
                {
                    "url": f"{ADDRESS}/groups/{group_id(team)}.json",
                    "id": group_id(team),
                    "is_public": True,
                    "name": name,
                    "description": "",
                    "default": team == 0,
                    "deleted": False,
                    "created_at": stamp(start - 900 * DAY),
                    "updated_at": stamp(start - 900 * DAY),
                },
            )
        for position, schedule in enumerate(SCHEDULES):
            row = {
                "id": schedule_id(schedule.key),
                "name": schedule.name,
                "time_zone": schedule.rails_zone,
                "intervals": intervals(schedule.opens),
                "created_at": stamp(start - (800 - position) * DAY),
                "updated_at": stamp(start - (800 - position) * DAY),
            }
            self.outbox.put_row("schedules", last_delivery, row)
            changed_at = self.world.schedule_changed_at
            if schedule.key == "madrid" and changed_at < end:
                self.outbox.put_row(
                    "schedules",
                    last_delivery,
                    {
                        **row,
                        "intervals": intervals(CHANGED_MADRID),
                        "updated_at": stamp(changed_at),
                    },
                )
        spans = holiday_spans(self.world.settings.first, self.world.settings.last)
        for number, (key, name, first, last) in enumerate(spans):
            self.outbox.put_row(
                "holidays",
                last_delivery,
                {
                    "id": 360_000_003_000 + number,
                    "name": name,
                    "start_date": first.isoformat(),
                    "end_date": last.isoformat(),
                    "schedule_id": schedule_id(key),
                },
            )


def intervals(opens: tuple[tuple[int, int], ...]) -> list[dict[str, int]]:
    """Count opening hours in minutes from Sunday; what passes its end starts anew."""
    found = []
    for start, end in opens:
        first, last = start + 1440, end + 1440
        if last <= 10_080:
            found.append((first, last))
        elif first >= 10_080:
            found.append((first - 10_080, last - 10_080))
        else:
            found += [(first, 10_080), (0, last - 10_080)]
    return [{"start_time": start, "end_time": end} for start, end in sorted(found)]


def user_row(
    code: int, name: str, email: str, role: str, zone: str, locale: str, created: int
) -> Row:
    """Give a row of the stream users."""
    rails = {
        "Europe/Madrid": "Madrid",
        "America/New_York": "Eastern Time (US & Canada)",
    }
    return {
        "id": user_id(code),
        "url": f"{ADDRESS}/users/{user_id(code)}.json",
        "name": name,
        "email": email,
        "created_at": stamp(created),
        "updated_at": stamp(created),
        "time_zone": rails.get(zone, zone.split("/")[1].replace("_", " ")),
        "iana_time_zone": zone,
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": 1,
        "locale": locale,
        "organization_id": None,
        "role": role,
        "verified": True,
        "external_id": None,
        "tags": [],
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "last_login_at": None,
        "two_factor_auth_enabled": None,
        "signature": None,
        "details": "",
        "notes": "",
        "role_type": None,
        "custom_role_id": None,
        "moderator": False,
        "ticket_restriction": "requested" if role == "end-user" else None,
        "only_private_comments": False,
        "restricted_agent": role == "end-user",
        "suspended": False,
        "default_group_id": None,
        "report_csv": False,
        "user_fields": {},
    }


class TicketTeller:
    """Writes one ticket with its comments, audits and ratings."""

    def __init__(
        self, writer: ZendeskWriter, story: Story, customer: Customer, draws: Draws
    ) -> None:
        self.writer = writer
        self.outbox = writer.outbox
        self.deliveries = writer.deliveries
        self.story = story
        self.customer = customer
        self.draws = draws
        outline = story.outline
        self.id = ticket_id(outline.index)
        self.channel = draws.pick(VIA[outline.channel])
        self.relation = None
        if self.channel in RELATIONS:
            self.relation = draws.pick(RELATIONS[self.channel])
        if outline.arc == "test":
            self.channel = draws.pick(("sample_ticket", "sample_interactive_ticket"))
        self.is_history_only = (
            outline.channel in ("messaging", "chat")
            and draws.chance(0.12)
            and not outline.arc.startswith("history")
        )
        self.has_requester = not draws.chance(0.004)
        self.is_alien = draws.chance(ALIEN_SHARES.get(outline.arc, 0.0))
        self.comment_ids: dict[int, int] = {}
        self.comment_rows: dict[int, tuple[Row, int]] = {}
        self.plans = [
            {"id": FIELDS[0], "value": customer.plan},
            {"id": FIELDS[1], "value": str(story.number)},
            {"id": FIELDS[2], "value": False},
        ]

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    def ticket_via(self) -> Row:
        """Say how the ticket came."""
        outline = self.story.outline
        if outline.arc == "follow_up" and outline.partner is not None:
            origin = {
                "ticket_id": ticket_id(outline.partner),
                "subject": self.story.subject,
                "channel": self.channel,
            }
            return via("closed_ticket", "follow_up", origin=origin)
        if self.channel == "email":
            return via(
                "email",
                origin={"address": self.customer.email, "name": self.customer.name},
                target={"address": "help@example.com", "name": "Desk"},
            )
        return via(self.channel, self.relation)

    def tags(self, situation: Situation) -> list[str]:
        """List the tags."""
        outline = self.story.outline
        tags = [outline.topic, f"lang_{outline.language}"]
        if self.story.is_outbound:
            tags.append("outbound")
        if situation.is_merged:
            tags.append("closed_by_merge")
        if self.story.is_marked_complaint:
            tags.append("complaint")
        return tags

    def ticket_row(self, situation: Situation) -> Row:
        """Give the ticket as it is at a moment."""
        story = self.story
        opening = next(
            (step.message.body for step in story.steps if step.message), None
        )
        values = situation.values
        status = str(native("status", values["status"]))
        if self.is_alien and status == "open":
            status = "escalated"
        subject = story.subject
        if situation.is_deleted:
            status = "deleted"
        if situation.is_scrubbed:
            subject = opening = "SCRUBBED"
        followups: list[int] = []
        rating: Row = {"score": situation.score}
        if situation.rating is not None:
            rating = situation.rating
        return {
            "url": f"{ADDRESS}/tickets/{self.id}.json",
            "id": self.id,
            "external_id": None,
            "via": self.ticket_via(),
            "created_at": stamp(story.outline.created_at),
            "updated_at": stamp(situation.at),
            "generated_timestamp": situation.at,
            "type": None,
            "subject": subject,
            "raw_subject": subject,
            "description": opening,
            "priority": values["priority"],
            "status": status,
            "recipient": "help@example.com" if self.channel == "email" else None,
            "requester_id": user_id(story.customer) if self.has_requester else None,
            "submitter_id": user_id(story.submitter),
            "assignee_id": native("agent", values["agent"]),
            "organization_id": None,
            "group_id": native("team", values["team"]),
            "collaborator_ids": [],
            "follower_ids": [],
            "email_cc_ids": [],
            "forum_topic_id": None,
            "problem_id": None,
            "has_incidents": False,
            "is_public": situation.is_public,
            "due_at": None,
            "tags": self.tags(situation),
            "custom_fields": self.plans,
            "satisfaction_rating": rating,
            "sharing_agreement_ids": [],
            "custom_status_id": CUSTOM_STATUSES.get(status),
            "fields": self.plans,
            "followup_ids": followups,
            "ticket_form_id": FORM,
            "brand_id": BRAND,
            "allow_channelback": self.channel in ("facebook", "twitter"),
            "allow_attachments": True,
            "from_messaging_channel": self.channel in VIA["messaging"],
        }

    def comment_row(self, step: Step, message: Message, audit: int) -> Row:
        """Give a comment as the comments endpoint does."""
        channel: Row
        target: Row = {"name": self.customer.name, "address": self.customer.email}
        if message.is_merge:
            channel = self.merge_via(step)
        elif message.is_answer_bot:
            channel = via("answer_bot_for_web_widget")
        elif message.is_automatic:
            origin = {
                "deleted": False,
                "title": "Confirm receipt",
                "id": 360_000_000_301,
            }
            channel = via("rule", "trigger", origin=origin)
        elif message.role == "agent":
            channel = via("web", target=target)
        else:
            channel = via(self.channel, self.relation)
        body = message.body
        html = body if body.startswith("<") else f'<p dir="auto">{body}</p>'
        author = SYSTEM if message.author == BOT else message.author
        attachments = []
        if message.has_attachment:
            attachments.append(
                {
                    "id": self.comment_ids[id(message)] + 50,
                    "file_name": "screen.png",
                    "content_type": "image/png",
                    "size": 20_000 + self.story.number,
                    "inline": False,
                    "deleted": False,
                }
            )
        call: Row = {}
        if self.is_call(message):
            number = self.story.outline.index * 10
            call = {"data": {"call_id": CALL_BASE + number, "call_duration": "60"}}
        return {
            **call,
            "id": self.comment_ids[id(message)],
            "type": "VoiceComment" if self.is_call(message) else "Comment",
            "author_id": user_id(author),
            "body": body,
            "html_body": f'<div class="zd-comment" dir="auto">{html}</div>',
            "plain_body": body,
            "public": message.is_public,
            "attachments": attachments,
            "audit_id": audit,
            "via": channel,
            "created_at": stamp(step.at),
            "metadata": METADATA,
            "ticket_id": self.id,
        }

    def is_call(self, message: Message) -> bool:
        """Tell whether a message is the record of a call."""
        return self.channel == "voice" and message.number == 1

    def merge_via(self, step: Step) -> Row:
        """Say which tickets a merge joins."""
        for kind, detail in step.events:
            if kind == "merged_from" and isinstance(detail, int):
                origin: Row = {"ticket_id": ticket_id(detail), "subject": "Merged"}
                return via("web", "merge", origin=origin)
        partner = self.story.outline.partner or 0
        target: Row = {"ticket_id": ticket_id(partner), "subject": "Merged"}
        return via("web", "merge", target=target)

    def comment_event(self, message: Message, row: Row, audit: int) -> Row:
        """Give the comment's event in the audit: its text is in the comments."""
        event: Row = {
            "id": row["id"],
            "type": row["type"],
            "author_id": row["author_id"],
            "public": row["public"],
            "attachments": row["attachments"],
            "audit_id": audit,
        }
        if self.is_only_in_history(message):
            event.update(
                body=row["body"], html_body=row["html_body"], plain_body=row["body"]
            )
        return event

    def is_only_in_history(self, message: Message) -> bool:
        """Tell whether a turn of a chat is no comment, only an event."""
        return self.is_history_only and message.role == "agent" and message.is_public

    def create_events(self, step: Step, values: dict[str, Value]) -> list[Row]:
        """Give the first values of all fields."""
        changes = {change.name: change.new for change in step.changes}
        first = {**values, **changes}
        events: list[Row] = [
            {"type": "Create", "field_name": "subject", "value": self.story.subject}
        ]
        for name, field_name in FIELD_NAMES.items():
            value: Any = as_text(native(name, first[name]))
            if name == "status" and self.is_alien and value == "open":
                value = "escalated"
            events.append({"type": "Create", "field_name": field_name, "value": value})
        tags = [self.story.outline.topic, f"lang_{self.story.outline.language}"]
        if self.story.is_outbound:
            tags.append("outbound")
        requester = str(user_id(self.story.customer)) if self.has_requester else None
        for field_name, value in (
            ("tags", tags),
            ("requester_id", requester),
            ("brand_id", str(BRAND)),
            ("ticket_form_id", str(FORM)),
            (str(FIELDS[0]), self.customer.plan),
        ):
            events.append({"type": "Create", "field_name": field_name, "value": value})
        return events

    def change_events(self, changes: list[Change]) -> list[Row]:
        """Give the changes of an update."""
        events = []
        for change in changes:
            if change.name not in FIELD_NAMES:
                continue
            old = native(change.name, change.old)
            new = native(change.name, change.new)
            if change.name == "status" and self.is_alien:
                old = "escalated" if old == "open" else old
                new = "escalated" if new == "open" else new
            if old != new:
                events.append(
                    {
                        "type": "Change",
                        "field_name": FIELD_NAMES[change.name],
                        "value": as_text(new),
                        "previous_value": as_text(old),
                    }
                )
        return events

    def special_events(self, step: Step, situation: Situation) -> list[Row]:
        """Give what else an update did, and note it in the situation."""
        events: list[Row] = []
        if step.schedules is not None:
            old, new = step.schedules
            events.append(
                {
                    "type": "ScheduleAssignment",
                    "previous_schedule_id": schedule_id(old) if old else None,
                    "new_schedule_id": schedule_id(new),
                }
            )
        for kind, detail in step.events:
            if isinstance(detail, Message):
                events.append(self.message_event(kind, detail))
            elif kind in ("delete", "spam", "restore"):
                events += self.deletion_events(kind, situation)
            elif kind == "scrub":
                situation.is_scrubbed = True
            elif kind == "merge":
                situation.is_merged = True
                tags = self.tags(Situation({}, 0))
                events.append(
                    {
                        "type": "Change",
                        "field_name": "tags",
                        "value": [*tags, "closed_by_merge"],
                        "previous_value": tags,
                    }
                )
        if (
            step.message is not None
            and step.message.role == "agent"
            and step.message.is_public
            and self.channel == "email"
        ):
            events.append(
                {
                    "type": "Notification",
                    "via": via("rule", "trigger", origin={"id": 360_000_000_302}),
                    "subject": "[{{ticket.title}}]",
                    "body": "{{ticket.latest_public_comment_html}}",
                    "recipients": [user_id(self.story.customer)],
                }
            )
        return events

    def message_event(self, kind: str, message: Message) -> Row:
        """Give the event by which a comment was hidden, redacted or removed."""
        comment = self.comment_ids.get(id(message), 0)
        if kind == "hide":
            return {
                "type": "CommentPrivacyChange",
                "comment_id": comment,
                "public": False,
            }
        return {"type": "CommentRedactEvent", "comment_id": comment}

    def deletion_events(self, kind: str, situation: Situation) -> list[Row]:
        """Give the change to or from deleted, where the history has it."""
        status = str(native("status", situation.values["status"]))
        if self.is_alien and status == "open":
            status = "escalated"
        situation.is_deleted = kind != "restore"
        if not self.story.deletion_in_history:
            return []
        old, new = (status, "deleted") if kind != "restore" else ("deleted", status)
        return [
            {
                "type": "Change",
                "field_name": "status",
                "value": new,
                "previous_value": old,
            }
        ]

    def write(self) -> Row | None:
        """Write everything, delivery by delivery; give the newest ticket row."""
        steps = [*self.story.steps, *self.rating_steps()]
        steps.sort(key=lambda step: step.at)
        if not steps:
            return None
        situation = Situation(dict(self.story.initial), steps[0].at)
        versions: list[tuple[int, Row]] = []
        audits = self.audit_plan(len(steps))
        for position, step in enumerate(steps):
            delivery = self.deliveries.at(step.at)
            audit = AUDIT_BASE + self.story.outline.index * 100_000 + position * 100
            events = self.message_part(step, audit, delivery)
            if any(kind == "create" for kind, _ in step.events):
                events += self.create_events(step, situation.values)
            else:
                events += self.change_events(step.changes)
            for change in step.changes:
                situation.values[change.name] = change.new
            events += self.special_events(step, situation)
            events += self.rating_events(step, situation)
            situation.at = step.at
            if step.message is not None and step.message.is_public:
                situation.is_public = True
            if events and position in audits:
                self.send_audit(step, audit, delivery, events)
            if position + 1 == len(steps) or delivery != self.deliveries.at(
                steps[position + 1].at
            ):
                versions.append((delivery, self.ticket_row(situation)))
            elif self.draws.chance(0.006):
                versions.append((delivery, self.ticket_row(situation)))
                self.note("older version of a ticket in the same file")
        self.redeliver_comments(steps)
        self.send_tickets(versions, situation)
        self.send_ratings()
        if self.story.customer >= FIRST_SPAMMER:
            self.send_spammer(situation)
        return self.ticket_row(situation)

    def audit_plan(self, count: int) -> range:
        """Say which audits are exported: for a few tickets none, or the later half."""
        arc = self.story.outline.arc
        if arc == "history_missing":
            self.note("history missing")
            return range(0)
        if arc == "history_partial":
            self.note("history partial")
            return range(count // 2, count)
        return range(count)

    def message_part(self, step: Step, audit: int, delivery: int) -> list[Row]:
        """Write the comment of an update, and give its event."""
        message = step.message
        if message is None:
            return []
        self.comment_ids[id(message)] = audit + 1
        row = self.comment_row(step, message, audit)
        event = self.comment_event(message, row, audit)
        if self.is_only_in_history(message):
            self.note("chat turn only in the audits")
            return [event]
        number = self.draws.next()
        if number < 0.0025 and message.role == "agent":
            row["created_at"] = stamp(self.story.outline.created_at - 3600)
            self.note("bad row: reply before its conversation")
        elif 0.003 < number < 0.00315 and step.at > self.story.outline.created_at:
            row["created_at"] = FAR_FUTURE
            self.note("bad row: dated 2099")
        elif 0.01 < number < 0.04:
            row = self.thinned(row, ("attachments", "metadata", "plain_body"))
        self.outbox.send(
            "ticket_comments", delivery, row, "id", "created_at", self.draws
        )
        self.comment_rows[id(message)] = (row, delivery)
        return [event]

    def thinned(self, row: Row, names: tuple[str, ...]) -> Row:
        """Leave out some empty values, or write them as empty text."""
        thin = dict(row)
        is_missing = self.draws.chance(0.5)
        for name in names:
            if name == "metadata" or not thin[name]:
                if is_missing or name == "metadata":
                    del thin[name]
                elif thin[name] is None:
                    thin[name] = ""
        self.note(
            "optional keys missing" if is_missing else "optional values empty text"
        )
        return thin

    def send_audit(
        self, step: Step, audit: int, delivery: int, events: list[Row]
    ) -> None:
        """Write an audit."""
        for number, event in enumerate(events):
            event.setdefault("id", audit + 1 + number)
        actor = SYSTEM if step.actor == BOT else step.actor
        row = {
            "id": audit,
            "ticket_id": self.id,
            "created_at": stamp(step.at),
            "author_id": user_id(actor),
            "metadata": METADATA,
            "events": events,
            "via": via("rule", "trigger") if actor == SYSTEM else via("web"),
        }
        if any(kind == "create" for kind, _ in step.events):
            row["via"] = self.ticket_via()
        self.outbox.send("ticket_audits", delivery, row, "id", "created_at", self.draws)

    def redeliver_comments(self, steps: list[Step]) -> None:
        """Send comments again that were hidden, redacted or removed."""
        for step in steps:
            for kind, detail in step.events:
                if not isinstance(detail, Message):
                    continue
                row, _ = self.comment_rows.get(id(detail), (None, 0))
                if row is None:
                    continue
                row = dict(row)
                if kind == "hide":
                    if self.draws.chance(0.5):
                        continue
                    row["public"] = False
                elif kind == "redact":
                    row.update(body=BLOCKS, html_body=BLOCKS, plain_body=BLOCKS)
                else:
                    row["_sdc_deleted_at"] = stamp(step.at)
                self.outbox.put_row("ticket_comments", self.deliveries.at(step.at), row)

    def send_tickets(
        self, versions: list[tuple[int, Row]], situation: Situation
    ) -> None:
        """Write the versions of the ticket row, with an exporter's mistakes."""
        number = self.draws.next()
        newest, row = versions[-1]
        if 0.04 < number < 0.08:
            row = self.thinned(row, OPTIONAL)
            versions[-1] = (newest, row)
        if number < 0.01:
            again = situation.at + self.draws.whole(1, 20) * DAY
            if again < self.writer.world.end:
                self.note("newer in generated_timestamp only")
                again_row = {**row, "generated_timestamp": again}
                versions.append((self.deliveries.at(again), again_row))
        elif len(versions) > 1 and self.draws.chance(0.04):
            delivery, old = versions.pop(0)
            self.note("older version of a ticket arrives later")
            versions.append((self.deliveries.later(newest, 1), old))
        elif number < 0.025:
            self.note("ticket row without generated_timestamp")
            if self.draws.chance(0.5):
                del row["generated_timestamp"]
            else:
                row["generated_timestamp"] = 0
        elif number < 0.034:
            self.note("ticket row later than its comments")
            versions = [
                (self.deliveries.later(delivery, 1), old) for delivery, old in versions
            ]
        elif 0.1 < number < 0.11 and row["assignee_id"] is not None:
            self.note("ids written as decimals")
            row["assignee_id"] = float(row["assignee_id"])
        if self.is_alien:
            self.note("unknown status")
        if not self.has_requester:
            self.note("conversation without a customer")
        for delivery, version in versions:
            self.outbox.send(
                "tickets", delivery, version, "id", "created_at", self.draws
            )
        if len(versions) > 1:
            self.note("ticket with several versions")
        if 0.09 < number < 0.0902:
            self.note("bad row: dated 2099")
            future = {**row, "id": self.id + 90_000_000, "created_at": FAR_FUTURE}
            future["updated_at"] = FAR_FUTURE
            self.outbox.put_row("tickets", newest, future)

    def send_spammer(self, situation: Situation) -> None:
        """Write the sender of spam, suspended when it is found."""
        outline = self.story.outline
        row = user_row(
            self.story.customer,
            "Lucky Winner",
            f"win.{outline.index}@example.org",
            "end-user",
            "Europe/Madrid",
            outline.language,
            outline.created_at,
        )
        self.outbox.put_row("users", self.deliveries.at(outline.created_at), row)
        if situation.is_deleted:
            row = {**row, "suspended": True, "updated_at": stamp(situation.at)}
            self.outbox.put_row("users", self.deliveries.at(situation.at), row)

    # ------------------------------------------------------------ ratings

    def rating_steps(self) -> list[Step]:
        """Tell the surveys as updates of the ticket."""
        steps = []
        for number, survey in enumerate(self.story.surveys):
            asked = Step(survey.asked_at, SYSTEM)
            asked.events.append(("offered", number))
            steps.append(asked)
            for at, score in survey.answers:
                step = Step(at, self.story.customer)
                step.events.append((self.label(score), number))
                steps.append(step)
        return steps

    def label(self, score: int | None) -> str:
        """Turn a score into good, bad or offered (again)."""
        if score is None:
            return "offered"
        return "good" if score > 3 else "bad"

    def rating_id(self, number: int) -> int:
        """Give the id of a rating."""
        return 360_100_000_000 + self.story.outline.index * 4 + number

    def rating_events(self, step: Step, situation: Situation) -> list[Row]:
        """Give the events of a survey, and note its score in the situation."""
        events: list[Row] = []
        for kind, number in step.events:
            if kind not in ("offered", "good", "bad") or not isinstance(number, int):
                continue
            comment = self.story.surveys[number].comment
            events.append(
                {
                    "type": "Change",
                    "field_name": "satisfaction_score",
                    "value": kind,
                    "previous_value": situation.score,
                }
            )
            situation.rating = None
            if kind != "offered":
                agent = native("agent", situation.values["agent"])
                events.append(
                    {
                        "type": "SatisfactionRating",
                        "score": kind,
                        "assignee_id": agent,
                        "body": comment,
                    }
                )
                situation.rating = {
                    "id": self.rating_id(number),
                    "score": kind,
                    "comment": comment,
                    "reason": "No reason provided",
                    "reason_id": 0,
                }
            situation.score = kind
        return events

    def send_ratings(self) -> None:
        """Write each version of each rating that the exporter sees."""
        for number, survey in enumerate(self.story.surveys):
            answers = [(survey.asked_at, None), *survey.answers]
            for position, (at, score) in enumerate(answers):
                delivery = self.deliveries.at(at)
                is_last = position + 1 == len(answers)
                if (
                    not is_last
                    and delivery == self.deliveries.at(answers[position + 1][0])
                    and not (len(answers) > 2 and position == 1)
                ):
                    continue
                row = self.rating_row(number, survey, at, self.label(score))
                self.outbox.send(
                    "satisfaction_ratings",
                    delivery,
                    row,
                    "id",
                    "created_at",
                    self.draws,
                )
        if not self.story.surveys and self.draws.chance(0.01):
            self.note("rating unoffered")
            last = self.story.steps[-1].at
            survey = Survey(last, None, self.story.outline.team, [], None)
            row = self.rating_row(0, survey, last, "unoffered")
            self.outbox.put_row("satisfaction_ratings", self.deliveries.at(last), row)

    def rating_row(self, number: int, survey: Survey, at: int, score: str) -> Row:
        """Give a version of a rating."""
        comment = survey.comment if score in ("good", "bad") else None
        return {
            "url": f"{ADDRESS}/satisfaction_ratings/{self.rating_id(number)}.json",
            "id": self.rating_id(number),
            "assignee_id": native("agent", survey.agent),
            "group_id": group_id(survey.team),
            "requester_id": user_id(self.story.customer),
            "ticket_id": self.id,
            "score": score,
            "created_at": stamp(survey.asked_at),
            "updated_at": stamp(at),
            "comment": comment,
            "reason": "No reason provided",
            "reason_id": 0,
            "reason_code": 0,
        }
