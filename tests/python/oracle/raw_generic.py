"""Stories written in the generic layout."""

from datetime import datetime, timedelta

from .raw_files import NEWEST, OLDEST, Folder, body_of, timestamp, topic_for
from .stories import HOLIDAYS, Moved, Said, Story, Teller
from .values import utc

SOURCE = "generic"
COLUMNS: dict[str, tuple[str, ...]] = {
    "conversations": (
        "conversation_id",
        "created_at",
        "updated_at",
        "channel",
        "status",
        "priority",
        "severity",
        "customer_id",
        "team_id",
        "agent_id",
        "resolved_at",
        "closed_at",
        "merged_into_id",
        "merged_at",
        "deleted_at",
        "spam_at",
        "opened_by_agent_id",
        "follow_up_of_id",
        "problem_id",
        "topic",
        "is_outbound",
        "is_spam",
        "is_deleted",
        "is_test",
        "schedule",
    ),
    "messages": (
        "message_id",
        "conversation_id",
        "sent_at",
        "author_id",
        "author_type",
        "is_public",
        "is_auto_reply",
        "is_deleted",
        "body",
    ),
    "changes": (
        "conversation_id",
        "changed_at",
        "field",
        "sequence",
        "new_value",
        "old_value",
        "actor_id",
        "actor_type",
    ),
    "survey_answers": (
        "answer_id",
        "kind",
        "asked_at",
        "answered_at",
        "conversation_id",
        "customer_id",
        "agent_id",
        "team_id",
        "score",
        "scale_min",
        "scale_max",
        "is_low_good",
        "label",
        "wave",
        "updated_at",
    ),
    "agents": ("agent_id", "name", "team_id", "is_bot"),
    "customers": ("customer_id", "name", "email", "is_staff"),
    "teams": ("team_id", "name", "schedule"),
    "schedules": ("schedule", "weekday", "time_zone", "opens_at", "closes_at"),
    "holidays": ("schedule", "date", "name"),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
WEEK = (*WEEKDAYS, "saturday", "sunday")
HOURS = {
    "madrid": ("Europe/Madrid", WEEKDAYS, [("09:00", "13:00"), ("15:00", "18:00")]),
    "night": ("America/New_York", WEEK, [("22:00", "06:00")]),
    "always": ("UTC", WEEK, [("00:00", "24:00")]),
    "nowhere": ("Mars/Phobos", WEEKDAYS, [("09:00", "17:00")]),
    "sydney": ("Australia/Sydney", WEEK, [("01:00", "02:40"), ("02:10", "10:00")]),
}
MISSING_SCHEDULE = "ghost"
WHO = {
    "customer": "customer",
    "agent": "agent",
    "note": "agent",
    "auto_reply": "agent",
    "answering_bot": "bot",
}
SCALES: tuple[tuple[str, int, int], ...] = (
    ("csat", 1, 5),
    ("csat", 0, 1),
    ("csat", 1, 3),
    ("csat", 0, 10),
    ("ces", 1, 7),
    ("ces", 1, 7),
    ("ces", 1, 7),
    ("nps", 0, 10),
    ("nps", 0, 10),
    ("nps", 0, 10),
    ("nps", 0, 10),
    ("ces", 1, 7),
)


def person_id(name: str | None) -> str | None:
    """Return a person's id; some are addresses."""
    if name is None:
        return None
    return f"{name.title()}@desk.example" if name.endswith("2") else name


class Writer:
    """Writes stories into an export folder."""

    def __init__(self, folder: Folder, teller: Teller) -> None:
        """Take the folder."""
        self.folder = folder
        self.rng = folder.rng
        self.teller = teller
        self.message_count = 0
        self.answer_count = 0
        self.customers: set[str] = set()

    def add(self, stream: str, row: dict[str, object], slot: int | None = None) -> None:
        """Add a row; some are delivered twice."""
        used = self.folder.add(SOURCE, stream, row, slot)
        if slot is None and self.rng.random() < 0.03:
            self.teller.count("exact duplicate")
            self.folder.add(SOURCE, stream, row, (used + self.rng.randrange(2)) % 3)

    def native(self, field: str, value: str | None) -> str | None:
        """Return a value as changes write it."""
        return person_id(value) if field == "agent" else value

    def story(self, story: Story) -> None:
        """Write a story."""
        for event in story.events:
            if isinstance(event, Said):
                self.say(event, story)
        self.changes(story)
        self.conversation(story)
        self.ask(story)
        if story.customer and story.customer not in self.customers:
            self.customers.add(story.customer)
            if self.rng.random() < 0.85:
                customer: dict[str, object] = {
                    "customer_id": person_id(story.customer),
                    "name": story.customer,
                }
                number = int(story.customer.removeprefix("customer"))
                if self.teller.chance(0.7, "customer with an e-mail"):
                    customer["email"] = f"Customer{number % 60}@example.org "
                if self.teller.chance(0.06, "customer who works at the desk"):
                    customer["is_staff"] = True
                self.add("customers", customer)

    def say(self, said: Said, story: Story) -> None:
        """Write a message."""
        rng = self.rng
        self.message_count += 1
        author_type = WHO[said.who]
        if said.who == "auto_reply" and rng.random() < 0.5:
            author_type = rng.choice(("system", "bot"))
        if self.teller.chance(0.015, "unknown author type"):
            author_type = "robot"
        row: dict[str, object] = {
            "message_id": f"m{self.message_count}",
            "conversation_id": story.name,
            "sent_at": timestamp(said.at, rng),
            "author_id": person_id(said.author),
            "author_type": author_type,
            "is_public": None
            if rng.random() < 0.3 and said.who != "note"
            else said.who != "note",
            "is_auto_reply": said.who == "auto_reply" or None,
            "is_deleted": said.flavour == "deleted" or None,
            "body": body_of(said.flavour, rng),
        }
        if said.flavour in ("private", "made private"):
            row["is_public"] = False
        if said.flavour in ("changed later", "made private", "made public"):
            older = {**row, "is_public": row["is_public"] is False, "body": "x"}
            self.folder.add(SOURCE, "messages", older, OLDEST)
            self.folder.add(SOURCE, "messages", row, NEWEST)
            return
        self.add("messages", row)
        if said.flavour == "sent again":
            self.folder.add(SOURCE, "messages", row)

    def changes(self, story: Story) -> None:
        """Write the changes that the export still has."""
        moves = [event for event in story.events if isinstance(event, Moved)]
        steps = [move for move in moves if move.field == "status"]
        if story.history == "none":
            return
        if story.history == "without its beginning" and steps:
            moves.remove(steps[0])
        if story.history == "without its end" and steps:
            moves.remove(steps[-1])
        has_sequence = self.rng.random() < 0.6
        slot = self.rng.randrange(3)
        for number, move in enumerate(moves, start=1):
            is_bare = story.history == "without old values"
            numbered = has_sequence and self.rng.random() < 0.95
            row: dict[str, object] = {
                "conversation_id": story.name,
                "changed_at": timestamp(move.at, self.rng),
                "field": move.field,
                "sequence": number if numbered else None,
                "new_value": self.native(move.field, move.new),
                "old_value": None if is_bare else self.native(move.field, move.old),
                "actor_id": None,
                "actor_type": None,
            }
            self.add("changes", row, None if self.rng.random() < 0.4 else slot)

    def conversation(self, story: Story) -> None:
        """Write the versions of the conversation."""
        rng, teller = self.rng, self.teller
        row = self.row(story)
        if teller.chance(0.06, "row and history disagree"):
            row["status"] = rng.choice(("open", "snoozed", "resolved", "cancelled"))
            later = story.ended_at + timedelta(seconds=rng.randrange(1, 9000))
            row["updated_at"] = timestamp(later)
        if teller.chance(0.06, "no updated_at"):
            row["updated_at"] = None
        elif teller.chance(0.3, "older version in a later file"):
            older = {
                **row,
                "updated_at": timestamp(story.created_at - timedelta(seconds=1)),
                "status": "new",
                "team_id": "night_shift",
                "agent_id": None,
                "schedule": None,
                "is_outbound": True,
            }
            self.folder.add(SOURCE, "conversations", older, NEWEST)
        self.add("conversations", row)

    def row(self, story: Story) -> dict[str, object]:
        """Return the conversation as it is in the end."""
        rng, teller = self.rng, self.teller
        status = story.now["status"]
        row: dict[str, object] = {
            "conversation_id": story.name,
            "created_at": timestamp(self.born_at(story)),
            "updated_at": timestamp(story.ended_at, rng),
            "channel": "pigeon" if story.has_unknown_channel else story.channel,
            "status": status,
            "priority": story.now["priority"],
            "severity": story.now["severity"],
            "customer_id": person_id(story.customer),
            "team_id": story.now["team"],
            "agent_id": person_id(story.now["agent"]),
            "merged_into_id": story.merged_into,
            "opened_by_agent_id": person_id(story.opened_by),
            "follow_up_of_id": story.follow_up_of,
            "problem_id": story.follow_up_of,
            "topic": topic_for(story.name),
            "is_outbound": True if story.is_outbound else rng.choice((None, False)),
            "is_test": story.is_test or None,
        }
        if story.follow_up_of is not None:
            teller.count("follow-up")
        if status in ("resolved", "closed", "cancelled"):
            steps = [
                event.at
                for event in story.events
                if isinstance(event, Moved) and event.field == "status"
            ]
            done_at = max([story.created_at, *steps[-1:]])
            if done_at.year < 2090 and rng.random() < 0.5:
                row["resolved_at"] = timestamp(done_at)
            if done_at.year < 2090 and rng.random() < 0.4:
                row["closed_at"] = timestamp(done_at + timedelta(hours=96))
        if story.merged_at is not None and rng.random() < 0.8:
            row["merged_at"] = timestamp(story.merged_at)
        if teller.chance(0.05, "unknown priority"):
            row["priority"] = "whenever"
        if teller.chance(0.05, "no status"):
            row["status"] = None
        if teller.chance(0.4):
            row["schedule"] = rng.choice((*HOURS, MISSING_SCHEDULE))
            if row["schedule"] in ("nowhere", MISSING_SCHEDULE):
                teller.count("schedule or zone unknown")
            else:
                teller.count("schedule assigned")
        self.remove(story, row)
        return row

    def born_at(self, story: Story) -> datetime:
        """Return the creation; now and then an empty date, or a clock's first day."""
        number = int("".join(filter(str.isdigit, story.name)) or 0)
        for place, wrong in ((7, utc(1970, 1, 1)), (8, utc(2001, 1, 1))):
            if number % 120 == place:
                self.teller.count(f"dated {wrong.year}")
                return wrong
        return story.created_at

    def remove(self, story: Story, row: dict[str, object]) -> None:
        """Say that it was deleted or is spam, with or without when."""
        if story.deleted_at is None or story.restored_at is not None:
            return
        kind = "spam" if story.is_spam else "deleted"
        if story.knows_deletion:
            row[f"{kind}_at"] = timestamp(story.deleted_at)
        if not story.knows_deletion or self.rng.random() < 0.5:
            row[f"is_{kind}"] = True

    def ask(self, story: Story) -> None:
        """Write what the customer was asked."""
        rng, teller = self.rng, self.teller
        if not teller.chance(0.9):
            return
        self.answer_count += 1
        kind, low, high = rng.choice(SCALES)
        asked_at = story.ended_at + timedelta(hours=1)
        row: dict[str, object] = {
            "answer_id": f"s{self.answer_count}",
            "kind": kind,
            "asked_at": timestamp(asked_at),
            "answered_at": None,
            "conversation_id": story.name if kind != "nps" else None,
            "customer_id": person_id(story.customer),
            "agent_id": rng.choice((None, "agent1")),
            "updated_at": timestamp(asked_at),
        }
        fate = rng.choice(("open", "plain", "plain", "changed", "withdrawn", "odd"))
        teller.count(f"{kind} {fate}")
        if self.answer_count % 20 == 0:
            teller.count("question of an unknown kind")
            kind = row["kind"] = "mood"
        if fate == "open":
            self.add("survey_answers", row)
            return
        at = asked_at + timedelta(hours=rng.randrange(1, 60))
        answer = {**row, "answered_at": timestamp(at), "updated_at": timestamp(at)}
        if kind == "csat" and rng.random() < 0.3:
            answer["label"] = rng.choice(("good", "bad"))
            teller.count("answer with a label")
        else:
            answer |= {"score": rng.randint(low, high), "scale_min": low}
            answer["scale_max"] = high
        if kind == "ces" and rng.random() < 0.4:
            answer["is_low_good"] = True
            teller.count("low is good")
        if kind == "nps" and rng.random() < 0.4:
            answer["wave"] = "spring"
        self.add("survey_answers", answer)
        later: datetime = at + timedelta(days=2)
        if fate == "changed":
            changed = {**answer, "updated_at": timestamp(later)}
            changed["answered_at"] = timestamp(later)
            if "label" not in answer:
                changed["score"] = rng.randint(low, high)
            self.add("survey_answers", changed)
        elif fate == "withdrawn":
            self.add("survey_answers", {**row, "updated_at": timestamp(later)})
        elif fate == "odd" and "label" not in answer:
            odd = {**answer, "score": high + 1, "updated_at": timestamp(later)}
            self.add("survey_answers", odd)
            teller.count("score out of range")

    def account(self) -> None:
        """Write people of the desk, teams, schedules and holidays."""
        for name in (*self.teller.agents, *self.teller.leavers):
            agent: dict[str, object] = {"agent_id": person_id(name), "name": name}
            if name == "agent8":
                agent["is_bot"] = True
            self.add("agents", agent, 0)
        for team, schedule in (
            ("first_line", "madrid"),
            ("second_line", None),
            ("night_shift", "night"),
        ):
            row: dict[str, object] = {
                "team_id": team,
                "name": team,
                "schedule": schedule,
            }
            self.add("teams", row, 0)
        for schedule, (zone, days, intervals) in HOURS.items():
            for weekday in days:
                for opens, closes in intervals:
                    row = {
                        "schedule": schedule,
                        "weekday": weekday,
                        "time_zone": zone,
                        "opens_at": opens,
                        "closes_at": closes,
                    }
                    self.add("schedules", row, 0)
        for schedule in ("madrid", "night", "always", "ghost"):
            for holiday in HOLIDAYS:
                closed: dict[str, object] = {
                    "schedule": schedule,
                    "date": holiday.date().isoformat(),
                    "name": "Closed",
                }
                self.add("holidays", closed, 0)
        for number in range(60):
            line = ("{not json", '{"message_id": "x"}', f"[{number}]")[number % 3]
            stream = ("messages", "changes")[number % 2]
            self.folder.add(SOURCE, stream, line, NEWEST)
            self.teller.count("row that can't be read")
