"""Writes stories in the generic layout."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.calendars import CHANGED_MADRID, SCHEDULES, holiday_spans
from simulator.deliveries import FAR_FUTURE, Deliveries, Outbox, Row
from simulator.draws import Draws, uniform_rows
from simulator.neighbours import opening, suggested
from simulator.people import (
    BOT,
    FIRST_CUSTOMER,
    SYSTEM,
    TEAM_SCHEDULES,
    TEAMS,
    Agent,
    Customer,
)
from simulator.story import DONE, Message, Step, Story, Survey, Value
from simulator.texts import SAYINGS
from simulator.world import World
from simulator.zendesk import ALIEN_SHARES, stamp

WEEKDAY_NAMES = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "changes": (
        "conversation_id",
        "changed_at",
        "field",
        "sequence",
        "old_value",
        "new_value",
        "actor_id",
        "actor_type",
    ),
    "agents": (
        "agent_id",
        "name",
        "email",
        "team_id",
        "tier",
        "is_bot",
        "active_from",
        "active_to",
    ),
    "teams": ("team_id", "name", "tier", "schedule"),
    "customers": ("customer_id", "name", "email", "plan", "country", "created_at"),
    "schedules": ("schedule", "time_zone", "weekday", "opens_at", "closes_at"),
    "holidays": ("schedule", "date", "name"),
}
SURVEYS_PER_CONVERSATION = 0.6


def conversation_id(index: int) -> str:
    """Give the id of a conversation."""
    return f"C{index + 1:07d}"


def team_id(team: Value) -> str | None:
    """Give the id of a team."""
    return f"T{team + 1}" if isinstance(team, int) else None


def person_id(code: Value) -> str | None:
    """Give the id of an agent or a customer; some systems use addresses."""
    if not isinstance(code, int) or code == SYSTEM:
        return None
    if code == BOT:
        return "A-bot"
    if code < BOT:
        return f"A{code:02d}"
    if code % 97 == 11:
        return f"person.{code}@example.org"
    return f"P{code}"


def native(name: str, value: Value) -> str | None:
    """Translate a value of a field."""
    if name == "team":
        return team_id(value)
    if name == "agent":
        return person_id(value)
    return None if value is None else str(value)


def csv_line(values: Sequence[object]) -> str:
    """Write a line of CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()


@dataclass(slots=True)
class Situation:
    """What the conversation row says at a moment."""

    values: dict[str, Value]
    at: int
    resolved_at: int | None = None
    closed_at: int | None = None
    snoozed_until: int | None = None
    deleted_at: int | None = None
    spam_at: int | None = None
    merged_at: int | None = None


class GenericWriter:
    """Turns stories into rows of the generic streams."""

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

    def put_csv(self, stream: str, delivery: int, values: Sequence[object]) -> None:
        """Write a line of a CSV stream."""
        self.outbox.put(stream, delivery, csv_line(values))

    # ------------------------------------------------------------ people and desk

    def write_customer(self, customer: Customer, delivery: int) -> None:
        """Write a customer as known in a delivery."""
        created = customer.created_at
        if created >= self.deliveries.all[delivery].end:
            return
        changed = customer.changed_at
        plan = customer.plan
        if changed is not None and changed < self.deliveries.all[delivery].end:
            plan = "pro"
        self.outbox.put_row(
            "customers",
            delivery,
            {
                "customer_id": person_id(customer.code),
                "name": customer.name,
                "email": customer.email,
                "plan": plan,
                "country": customer.country if customer.code % 31 else None,
                "created_at": stamp(created),
            },
        )

    def write_agents(self, agents: list[Agent], delivery: int) -> None:
        """Write who worked at the desk by a delivery."""
        end = self.deliveries.all[delivery].end
        for agent in agents:
            if agent.active_from >= end:
                continue
            left = agent.active_to
            self.put_csv(
                "agents",
                delivery,
                (
                    person_id(agent.code),
                    agent.name,
                    agent.email,
                    team_id(agent.team),
                    1 + agent.code % 2,
                    "false",
                    stamp(agent.active_from),
                    stamp(left) if left is not None and left < end else "",
                ),
            )
        self.put_csv(
            "agents", delivery, ("A-bot", "Assistant", "", "", "", "true", "", "")
        )

    def write_desk(self, delivery: int) -> None:
        """Write teams, schedules and holidays as they are in a delivery."""
        for team, name in enumerate(TEAMS):
            self.put_csv(
                "teams",
                delivery,
                (team_id(team), name, 1 + team % 2, TEAM_SCHEDULES[team]),
            )
        is_changed = self.world.schedule_changed_at < self.deliveries.all[delivery].end
        for schedule in SCHEDULES:
            opens = schedule.opens
            if schedule.key == "madrid" and is_changed:
                opens = CHANGED_MADRID
            zone = schedule.zone or "Atlantis/Old_Town"
            for weekday, start, end in days_and_hours(opens):
                self.put_csv(
                    "schedules", delivery, (schedule.key, zone, weekday, start, end)
                )
        settings = self.world.settings
        for key, name, first, last in holiday_spans(settings.first, settings.last):
            for day in range(first.toordinal(), last.toordinal() + 1):
                date = first.fromordinal(day).isoformat()
                self.put_csv("holidays", delivery, (key, date, name))

    # ------------------------------------------------------------ surveys

    def write_nps(self, first: int, last: int) -> list[int]:
        """Write the surveys about the company; give the customers asked."""
        total = int(self.world.settings.conversations * SURVEYS_PER_CONVERSATION)
        indexes = np.arange(first, min(last, total), dtype=np.int64)
        if not len(indexes):
            return []
        numbers = uniform_rows(self.world.seed, 40, indexes, 16)
        shares = (indexes + numbers[:, 0]) / total
        moments = self.world.arrivals.moments(shares).astype(np.int64)
        joined = self.world.customers.joined_by(shares)
        people = (joined * numbers[:, 1]).astype(np.int64)
        sending = Draws(numbers[:, 8:].ravel().tolist())
        for row, index in enumerate(indexes.tolist()):
            self._write_nps(
                index,
                int(moments[row]),
                FIRST_CUSTOMER + int(people[row]),
                Draws(numbers[row, 2:8].tolist()),
                sending,
            )
        return [int(person) for person in people]

    def _write_nps(
        self, index: int, asked_at: int, customer: int, draws: Draws, sending: Draws
    ) -> None:
        day = stamp(asked_at)
        quarter = f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
        answered_at = None
        score: int | None = None
        self.outbox.kinds["NPS survey"] += 1
        if draws.chance(0.45):
            answered_at = asked_at + draws.seconds(20 * 3600)
            number = draws.next()
            score = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 11)[
                next(
                    position for position, edge in enumerate(NPS_EDGES) if number < edge
                )
            ]
        if answered_at is not None and answered_at >= self.world.end:
            answered_at = score = None
        if score is not None:
            self.outbox.kinds["NPS answer"] += 1
        is_wave = draws.next() < 0.85
        if not is_wave:
            self.outbox.kinds["NPS survey without a wave"] += 1
        comment = None
        if score is not None and draws.chance(0.25):
            comment = SAYINGS["en"]["thanks" if score > 7 else "complaint"][index % 3]
        row = survey_row(f"N{index + 1:07d}", "nps", asked_at, answered_at)
        row.update(
            customer_id=person_id(customer),
            score=score,
            scale_min=0,
            scale_max=10,
            comment=comment,
            wave=quarter if is_wave else None,
            updated_at=stamp(answered_at or asked_at),
        )
        delivery = self.deliveries.at(answered_at or asked_at)
        self.outbox.send(
            "survey_answers", delivery, row, "answer_id", "asked_at", sending
        )


NPS_EDGES = (0.25, 0.45, 0.63, 0.75, 0.82, 0.88, 0.91, 0.94, 0.96, 0.98, 0.997, 1.01)


def survey_row(key: str, kind: str, asked_at: int, answered_at: int | None) -> Row:
    """Give a row of survey_answers with nothing but its key and dates."""
    return {
        "answer_id": key,
        "kind": kind,
        "asked_at": stamp(asked_at),
        "answered_at": None if answered_at is None else stamp(answered_at),
        "conversation_id": None,
        "customer_id": None,
        "agent_id": None,
        "team_id": None,
        "score": None,
        "scale_min": None,
        "scale_max": None,
        "label": None,
        "comment": None,
        "wave": None,
        "updated_at": None,
    }


def days_and_hours(
    opens: tuple[tuple[int, int], ...],
) -> list[tuple[str, str, str]]:
    """Spell opening hours as weekday, from and to; what passes midnight is cut."""
    found = []
    for start, end in opens:
        while start < end:
            day = start // 1440
            stop = min(end, (day + 1) * 1440)
            begins = f"{start % 1440 // 60:02d}:{start % 60:02d}"
            minutes = stop - day * 1440
            ends = f"{minutes // 60:02d}:{minutes % 60:02d}"
            found.append((WEEKDAY_NAMES[day % 7], begins, ends))
            start = stop
    return found


def marked_complaint(story: Story) -> bool | None:
    """Tell what the desk says: a complaint, none, or nothing at all."""
    if story.is_marked_complaint:
        return True
    return False if story.number % 12 == 0 else None


class ConversationTeller:
    """Writes one conversation with its messages, changes and surveys."""

    def __init__(self, writer: GenericWriter, story: Story, draws: Draws) -> None:
        self.writer = writer
        self.outbox = writer.outbox
        self.deliveries = writer.deliveries
        self.story = story
        self.draws = draws
        self.id = conversation_id(story.outline.index)
        self.is_alien = draws.chance(ALIEN_SHARES.get(story.outline.arc, 0.0))
        self.has_customer = not draws.chance(0.004)
        self.priority_as_severity = draws.chance(0.1)
        self.sent: dict[int, Row] = {}

    def note(self, kind: str) -> None:
        """Count a kind of row."""
        self.outbox.kinds[kind] += 1

    def status(self, value: Value) -> Value:
        """Translate a status: this desk has one of its own that nobody knows."""
        return "parked" if self.is_alien and value == "open" else value

    def row(self, situation: Situation) -> Row:
        """Give the conversation as it is at a moment."""
        story, outline = self.story, self.story.outline
        values = situation.values
        row: Row = {
            "conversation_id": self.id,
            "created_at": stamp(outline.created_at),
            "updated_at": stamp(situation.at),
            "channel": outline.channel,
            "status": self.status(values["status"]),
            "priority": values["priority"],
            "severity": None,
            "subject": story.subject,
            "topic": values["topic"],
            "tags": [outline.topic, f"lang_{outline.language}"],
            "locale": outline.language,
            "customer_id": person_id(story.customer) if self.has_customer else None,
            "team_id": team_id(values["team"]),
            "agent_id": person_id(values["agent"]),
            "resolved_at": situation.resolved_at,
            "closed_at": situation.closed_at,
            "snoozed_until": situation.snoozed_until,
            "requested_by_at": None,
            "merged_into_id": None,
            "merged_at": situation.merged_at,
            "deleted_at": situation.deleted_at,
            "spam_at": situation.spam_at,
            "opened_by_agent_id": None,
            "follow_up_of_id": None,
            "is_outbound": story.is_outbound,
            "is_spam": situation.spam_at is not None,
            "is_deleted": situation.deleted_at is not None,
            "is_test": outline.arc == "test",
            "is_complaint": marked_complaint(story),
            "schedule": story.schedule,
        }
        row.update(opening(story))
        for name in (
            "resolved_at",
            "closed_at",
            "snoozed_until",
            "merged_at",
            "deleted_at",
            "spam_at",
        ):
            if row[name] is not None:
                row[name] = stamp(row[name])
        if self.priority_as_severity:
            row["severity"] = values["priority"]
        if story.opener_is_agent and not story.is_outbound:
            row["opened_by_agent_id"] = person_id(story.submitter)
        if outline.arc == "follow_up" and outline.partner is not None:
            row["follow_up_of_id"] = conversation_id(outline.partner)
        if situation.merged_at is not None and outline.partner is not None:
            row["merged_into_id"] = conversation_id(outline.partner)
        if outline.index % 9 == 0 or outline.index % 2 == 0:
            hours = 2 + outline.index % 40
            row["requested_by_at"] = stamp(outline.created_at + hours * 3600)
        if not self.story.deletion_in_history:
            row["deleted_at"] = None
        return row

    def apply(self, step: Step, situation: Situation) -> None:
        """Let a step change what the row says."""
        for change in step.changes:
            situation.values[change.name] = change.new
            if change.name == "status":
                if change.new in DONE and change.old not in DONE:
                    situation.resolved_at = step.at
                if change.new == "closed":
                    situation.closed_at = step.at
                if change.new not in DONE:
                    situation.resolved_at = situation.closed_at = None
                if change.new != "snoozed":
                    situation.snoozed_until = None
        for kind, detail in step.events:
            if kind == "snoozed_until" and isinstance(detail, int):
                situation.snoozed_until = detail
            elif kind == "delete":
                situation.deleted_at = step.at
            elif kind == "restore":
                situation.deleted_at = None
            elif kind == "spam":
                situation.spam_at = step.at
            elif kind == "merge":
                situation.merged_at = step.at
        situation.at = step.at

    def write(self) -> None:
        """Write everything, delivery by delivery."""
        steps = self.story.steps
        if not steps:
            return
        arc = self.story.outline.arc
        first_change = 0
        if arc == "history_missing":
            self.note("history missing")
            first_change = len(steps)
        elif arc == "history_partial":
            self.note("history partial")
            first_change = len(steps) // 2
        situation = Situation(dict(self.story.initial), steps[0].at)
        versions: list[tuple[int, Row]] = []
        for position, step in enumerate(steps):
            delivery = self.deliveries.at(step.at)
            self.apply(step, situation)
            if step.message is not None:
                self.send_message(step, step.message, delivery)
            if position >= first_change:
                self.send_changes(step, delivery, steps, position)
            self.send_message_again(step, delivery)
            if position + 1 == len(steps) or delivery != self.deliveries.at(
                steps[position + 1].at
            ):
                versions.append((delivery, self.row(situation)))
            elif self.draws.chance(0.006):
                self.note("older version of a conversation in the same file")
                versions.append((delivery, self.row(situation)))
        self.send_versions(versions)
        for number, survey in enumerate(self.story.surveys):
            self.send_survey(number, survey)
        if self.story.outline.index % 3 == 0:
            self.send_first_contact()

    def send_message(self, step: Step, message: Message, delivery: int) -> None:
        """Write a message."""
        row: Row = {
            "message_id": f"{self.id}-{message.number}",
            "conversation_id": self.id,
            "sent_at": stamp(step.at),
            "author_id": person_id(message.author),
            "author_type": message.role,
            "is_public": message.is_public,
            "is_auto_reply": message.is_automatic,
            "is_fallback": message.is_fallback,
            "is_deleted": False,
            "channel": self.story.outline.channel,
            "body": message.body,
        }
        if message.role == "agent":
            article = suggested(self.story, message.number)
            if article is not None:
                row["suggested_article_id"] = article
        if message.is_automatic and self.draws.chance(0.5):
            row["author_type"] = "system"
        number = self.draws.next()
        if number < 0.0025 and message.role == "agent":
            row["sent_at"] = stamp(self.story.outline.created_at - 3600)
            self.note("bad row: reply before its conversation")
        elif 0.003 < number < 0.00315 and step.at > self.story.outline.created_at:
            row["sent_at"] = FAR_FUTURE
            self.note("bad row: dated 2099")
        elif 0.01 < number < 0.04:
            for name in ("is_public", "is_auto_reply", "channel"):
                if name != "is_public" or message.is_public:
                    del row[name]
            self.note("optional keys missing")
        elif 0.04 < number < 0.06:
            row["is_auto_reply"] = "" if not message.is_automatic else True
            row["author_id"] = row["author_id"] or ""
            self.note("optional values empty text")
        self.sent[message.number] = row
        self.outbox.send("messages", delivery, row, "message_id", "sent_at", self.draws)

    def send_message_again(self, step: Step, delivery: int) -> None:
        """Write a message again that was made private, redacted or deleted."""
        for kind, detail in step.events:
            if isinstance(detail, Message) and detail.number in self.sent:
                row = dict(self.sent[detail.number])
                if kind == "hide":
                    row["is_public"] = False
                elif kind == "redact":
                    row["body"] = "[removed]"
                else:
                    row["is_deleted"] = True
                self.outbox.put_row("messages", delivery, row)

    def send_changes(
        self, step: Step, delivery: int, steps: list[Step], position: int
    ) -> None:
        """Write the changes of a step."""
        twin = any(
            steps[other].at == step.at and steps[other].changes
            for other in (position - 1, position + 1)
            if 0 <= other < len(steps)
        )
        for change in step.changes:
            values = [native(change.name, value) for value in (change.old, change.new)]
            if change.name == "status":
                values = [str(self.status(value)) for value in values]
            actor_type = "agent"
            if step.actor == SYSTEM:
                actor_type = "system"
            elif step.actor == BOT:
                actor_type = "bot"
            elif step.actor >= FIRST_CUSTOMER:
                actor_type = "customer"
            names = [change.name]
            if change.name == "priority" and self.priority_as_severity:
                names.append("severity")
            sequence = position + 1 if twin and self.draws.chance(0.5) else None
            for name in names:
                line = csv_line(
                    (
                        self.id,
                        stamp(step.at),
                        name,
                        sequence,
                        values[0],
                        values[1],
                        person_id(step.actor),
                        actor_type,
                    )
                )
                self.send_line(delivery, line)

    def send_line(self, delivery: int, line: str) -> None:
        """Write a line of changes, now and then late, doubled or damaged."""
        number = self.deliveries.mishap(self.draws)
        if number < 0.008:
            self.note("late row")
            delivery = self.deliveries.later(delivery, self.draws.whole(1, 3))
        self.outbox.put("changes", delivery, line)
        if 0.01 < number < 0.014:
            self.note("duplicate row in the same file")
            self.outbox.put("changes", delivery, line)
        elif 0.014 < number < 0.018:
            self.note("duplicate row in the next file")
            self.outbox.put("changes", self.deliveries.later(delivery, 1), line)
        elif 0.02 < number < 0.0206:
            self.note("bad row: malformed line")
            self.outbox.put("changes", delivery, line + ",,one,too,many")
        elif 0.021 < number < 0.0214:
            self.note("bad row: no id")
            self.outbox.put("changes", delivery, line[line.index(",") :])
        elif 0.022 < number < 0.0224:
            self.note("bad row: unreadable time")
            cells = line.split(",", 2)
            self.outbox.put(
                "changes", delivery, ",".join((cells[0], "yesterday", cells[2]))
            )

    def send_versions(self, versions: list[tuple[int, Row]]) -> None:
        """Write the versions of the conversation row, with an exporter's mistakes."""
        number = self.draws.next()
        newest, row = versions[-1]
        if 0.03 < number < 0.08:
            row = {name: value for name, value in row.items() if value is not None}
            self.note("optional keys missing")
            versions[-1] = (newest, row)
        elif 0.08 < number < 0.12:
            row = {name: "" if value is None else value for name, value in row.items()}
            self.note("optional values empty text")
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
                "conversations",
                delivery,
                version,
                "conversation_id",
                "created_at",
                self.draws,
            )

    def send_first_contact(self) -> None:
        """Write whether one contact was enough, as who answers a survey says."""
        for survey in self.story.surveys[:1]:
            said = [at for at, score in survey.answers if score is not None]
            replies = sum(
                step.message is not None
                and step.message.role == "agent"
                and step.message.is_public
                for step in self.story.steps
            )
            for at in said[:1]:
                number = f"F{self.story.outline.index + 1:07d}"
                row = survey_row(number, "first_contact", survey.asked_at, at)
                row.update(
                    conversation_id=self.id,
                    customer_id=person_id(self.story.customer),
                    team_id=team_id(survey.team),
                    updated_at=stamp(at),
                    score=1 if replies <= 2 else 0,
                    scale_min=0,
                    scale_max=1,
                )
                delivery = self.deliveries.at(at)
                self.outbox.send(
                    "survey_answers", delivery, row, "answer_id", "asked_at", self.draws
                )

    def send_survey(self, number: int, survey: Survey) -> None:
        """Write the versions of a survey: scores from 1 to 5, or labels."""
        by_label = self.story.outline.team == 5
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
            row = survey_row(
                f"S{self.story.outline.index + 1:07d}-{number}",
                "csat",
                survey.asked_at,
                None if score is None else at,
            )
            row.update(
                conversation_id=self.id,
                customer_id=person_id(self.story.customer),
                team_id=team_id(survey.team),
                updated_at=stamp(at),
                wave=None,
            )
            if self.draws.chance(0.5):
                row["agent_id"] = person_id(survey.agent)
            if score is not None:
                row["comment"] = survey.comment
            if by_label:
                row["label"] = None if score is None else "good" if score > 3 else "bad"
            else:
                row.update(score=score, scale_min=1, scale_max=5)
            self.outbox.send(
                "survey_answers", delivery, row, "answer_id", "asked_at", self.draws
            )
