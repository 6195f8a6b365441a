"""Stories written as Zendesk's API gives them."""

from datetime import datetime, timedelta

from .raw_files import NEWEST, OLDEST, Folder, body_of, timestamp
from .stories import HOLIDAYS, ROLE_CHANGE, Moved, Said, Story, Teller
from .values import utc

SOURCE = "zendesk"
EPOCH = utc(1970, 1, 1)
PEOPLE = {
    "agent": 100_000,
    "leaver": 110_000,
    "starter": 120_000,
    "ghost": 130_000,
    "customer": 200_000,
    "stranger": 300_000,
}
BOT = 900_001
TEAMS = {"first_line": 501, "second_line": 502, "night_shift": 503, "lost_team": 504}
STATUSES = {
    "waiting_customer": "pending",
    "waiting_other": "hold",
    "resolved": "solved",
}
CHANNELS = {
    "messaging": "whatsapp",
    "phone": "voice",
    "social": "twitter",
}
FIELDS = {"agent": "assignee_id", "team": "group_id"}
HOURS = {
    71: ("Madrid", [(540, 780), (900, 1080)], (1, 2, 3, 4, 5), "2023-01-01T00:00:00Z"),
    72: (
        "Eastern Time (US & Canada)",
        [(1320, 1800)],
        (0, 1, 2, 3, 4, 5, 6),
        "2023-01-02T00:00:00Z",
    ),
    73: ("UTC", [(0, 1440)], (0, 1, 2, 3, 4, 5, 6), "2023-01-03T00:00:00Z"),
    74: ("Atlantis", [(540, 1020)], (1, 2, 3, 4, 5), "2023-01-04T00:00:00Z"),
    75: (
        "Sydney",
        [(60, 600), (480, 1020), (145, 175)],
        (0, 1, 2, 3, 4, 5),
        "2023-01-05T00:00:00Z",
    ),
    76: ("Europe/London", [(0, 200), (1300, 1440)], (0, 6), "2022-12-31T23:59:59.500Z"),
}
MISSING_SCHEDULE = 99


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
        self.audit_id = 5_000_000
        self.comment_id = 7_000_000
        self.rating_id = 9_000_000
        self.users: set[str] = set()

    def add(self, stream: str, row: dict[str, object], slot: int | None = None) -> None:
        """Add a row; some are delivered twice."""
        used = self.folder.add(SOURCE, stream, row, slot)
        if slot is None and self.rng.random() < 0.03:
            self.teller.count("exact duplicate")
            again = self.rng.choice([used, (used + 1) % 3])
            self.folder.add(SOURCE, stream, row, again)

    def audit(
        self, story: Story, at: datetime, events: list[dict[str, object]]
    ) -> dict[str, object]:
        """Make an audit."""
        self.audit_id += self.rng.randrange(1, 9)
        return {
            "id": self.audit_id,
            "ticket_id": int(story.name),
            "created_at": timestamp(at, self.rng),
            "author_id": -1,
            "via": {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}},
            "metadata": {"system": {}, "custom": {}},
            "events": events,
        }

    def native(self, field: str, value: str | None) -> str | None:
        """Return a value as audits write it."""
        if value is None:
            return None
        if field == "status":
            return STATUSES.get(value, value)
        if field == "agent":
            return str(person_id(value))
        return str(TEAMS[value]) if field == "team" else value

    def change(self, moved: Moved, story: Story) -> dict[str, object]:
        """Return a Change event."""
        event: dict[str, object] = {
            "id": self.next_comment(),
            "type": "Change",
            "field_name": FIELDS.get(moved.field, moved.field),
            "value": self.native(moved.field, moved.new),
            "previous_value": self.native(moved.field, moved.old),
        }
        if story.history == "without old values":
            event["previous_value"] = None
        return event

    def next_comment(self) -> int:
        """Return a new number of a comment or event."""
        self.comment_id += self.rng.randrange(1, 5)
        return self.comment_id

    def via_of(self, said: Said, story: Story) -> dict[str, object]:
        """Return through what a message came."""
        channel = "web"
        if said.who == "customer":
            channel = CHANNELS.get(story.channel, story.channel)
        elif said.who == "auto_reply":
            channel = "rule"
        elif said.who == "answering_bot":
            channel = "answer_bot_for_web_widget"
        return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}

    def comment(self, said: Said, story: Story) -> dict[str, object]:
        """Return a comment."""
        rng = self.rng
        author: int | None = person_id(said.author)
        via = self.via_of(said, story)
        if said.who == "answering_bot" and rng.random() < 0.4:
            via = {"channel": "api", "source": {}}
            author = BOT
            self.teller.count("known bot user")
        elif said.who in ("auto_reply", "answering_bot") and rng.random() < 0.6:
            author = -1
        row: dict[str, object] = {
            "id": self.next_comment(),
            "type": "VoiceComment" if rng.random() < 0.03 else "Comment",
            "ticket_id": int(story.name),
            "author_id": author,
            "body": body_of(said.flavour, rng),
            "public": said.who != "note" and said.flavour not in BECOMES_PUBLIC,
            "attachments": [],
            "via": via,
            "created_at": timestamp(said.at, rng),
        }
        if said.flavour == "attachment only":
            row["attachments"] = [{"id": 1, "file_name": "screen.png"}]
        if said.flavour == "deleted":
            mark = rng.randrange(3)
            if mark == 0:
                row["deleted"] = True
            elif mark == 1:
                row["_sdc_deleted_at"] = timestamp(said.at + timedelta(hours=1))
            else:
                row["_fivetran_deleted"] = True
        if rng.random() < 0.1:
            del row["attachments"]
        return row

    def say(self, said: Said, story: Story, audit: dict[str, object]) -> None:
        """Write a comment into its stream, into its audit, or both."""
        rng = self.rng
        row = self.comment(said, story)
        row["audit_id"] = audit["id"]
        events = audit["events"]
        assert isinstance(events, list)
        has_history = story.history == "full"
        if said.flavour == "changed later":
            older = {**row, "body": "", "public": not row["public"]}
            self.folder.add(SOURCE, "ticket_comments", older, OLDEST)
            self.folder.add(SOURCE, "ticket_comments", row, NEWEST)
            return
        throw = rng.random()
        in_audit = has_history and said.flavour not in ("deleted", "redacted")
        if in_audit and throw < 0.12:
            self.teller.count("comment only in an audit")
            event = {
                name: value
                for name, value in row.items()
                if name not in ("ticket_id", "created_at", "audit_id")
            }
            if said.who in ("auto_reply", "answering_bot"):
                audit["via"] = event.pop("via")
            if rng.random() < 0.3:
                audit["author_id"] = event.pop("author_id")
            events.append(event)
            return
        if in_audit and throw < 0.2:
            events.append({**row})
        if has_history and throw > 0.95:
            self.teller.count("comment without a ticket")
            row["ticket_id"] = None
        self.add("ticket_comments", row)
        if said.flavour == "sent again":
            self.folder.add(SOURCE, "ticket_comments", row)

    def privacy(self, said: Said, story: Story, comment: int) -> dict[str, object]:
        """Return the audit of a comment that was made private or public."""
        event: dict[str, object] = {
            "id": self.next_comment(),
            "type": "CommentPrivacyChange",
            "comment_id": comment,
            "public": said.flavour == "made public",
        }
        return self.audit(story, said.at + timedelta(hours=3), [event])

    def story(self, story: Story) -> None:
        """Write a story."""
        audits = [self.audit(story, story.created_at, self.birth(story))]
        for event in story.events:
            if isinstance(event, Moved):
                if event.field != "severity":
                    audits.append(
                        self.audit(story, event.at, [self.change(event, story)])
                    )
                continue
            if event.at != audits[-1].get("at") and self.rng.random() < 0.9:
                audits.append(self.audit(story, event.at, []))
                home = audits[-1]
            else:
                home = self.audit(story, event.at, [])
                audits.append(home)
            self.say(event, story, home)
            if event.flavour in ("made private", "made public"):
                audits.append(self.privacy(event, story, self.last_comment(home)))
        self.assign_schedules(story, audits)
        self.delete(story, audits)
        self.cut(story, audits)
        for audit in audits:
            self.add("ticket_audits", audit)
        self.tickets(story)
        self.merge(story)
        self.people(story)
        self.rate(story)

    def last_comment(self, audit: dict[str, object]) -> int:
        """Return the number of the comment that was written last."""
        events = audit["events"]
        assert isinstance(events, list)
        return int(events[-1]["id"]) if events else self.comment_id

    def birth(self, story: Story) -> list[dict[str, object]]:
        """Return the events of the creation."""
        if story.history == "without old values":
            return []
        made: list[dict[str, object]] = [
            {
                "id": self.next_comment(),
                "type": "Create",
                "field_name": FIELDS.get(field, field),
                "value": self.native(field, story.first[field]),
            }
            for field in ("status", "agent", "team", "priority")
        ]
        made.append({"id": self.next_comment(), "type": "Notification"})
        return made

    def assign_schedules(self, story: Story, audits: list[dict[str, object]]) -> None:
        """Let triggers assign schedules."""
        if not self.teller.chance(0.3):
            return
        previous: int | None = None
        at = story.created_at
        for _ in range(self.rng.randrange(1, 4)):
            schedule = self.rng.choice((*HOURS, *HOURS, MISSING_SCHEDULE))
            self.teller.count("schedule assigned" if previous is None else "again")
            if schedule in (MISSING_SCHEDULE, 74):
                self.teller.count("schedule or zone unknown")
            event: dict[str, object] = {
                "id": self.next_comment(),
                "type": "ScheduleAssignment",
                "previous_schedule_id": previous,
                "new_schedule_id": schedule,
            }
            audits.append(self.audit(story, at, [event]))
            previous = schedule
            at += timedelta(seconds=self.rng.randrange(0, 200_000))

    def delete(self, story: Story, audits: list[dict[str, object]]) -> None:
        """Write deletion and restore into the audits, where they know."""
        if story.deleted_at is None or not story.knows_deletion:
            return
        if self.rng.random() < 0.5:
            self.teller.count("deletion not audited")
            return
        status = self.native("status", story.now["status"])
        steps: list[tuple[datetime, str | None, str | None]] = [
            (story.deleted_at, status, "deleted")
        ]
        if story.restored_at is not None:
            steps.append((story.restored_at, "deleted", status))
        for at, old, new in steps:
            event: dict[str, object] = {
                "id": self.next_comment(),
                "type": "Change",
                "field_name": "status",
                "value": new,
                "previous_value": old,
            }
            audits.append(self.audit(story, at, [event]))

    def cut(self, story: Story, audits: list[dict[str, object]]) -> None:
        """Lose what the export lost."""
        if story.history == "none":
            audits.clear()
        elif story.history == "without its beginning":
            del audits[: self.rng.randrange(1, 3)]
        elif story.history == "without its end":
            del audits[len(audits) - self.rng.randrange(1, 4) :]

    def ticket(self, story: Story) -> dict[str, object]:
        """Return the ticket as it is in the end."""
        rng = self.rng
        channel = CHANNELS.get(story.channel, story.channel)
        source: dict[str, object] = {"from": {}, "to": {}, "rel": None}
        if story.follow_up_of is not None:
            channel = "closed_ticket"
            source["from"] = {"ticket_id": int(story.follow_up_of)}
        elif story.is_test:
            channel = rng.choice(("sample_ticket", "sample_interactive_ticket"))
        elif story.has_unknown_channel:
            channel = "carrier_pigeon"
        tags = ["vip"] if rng.random() < 0.2 else []
        if story.is_outbound:
            tags.append(rng.choice(("outbound", "campaign", "proactive_outreach")))
        if story.merged_into is not None and (
            story.is_merge_only_tagged or rng.random() < 0.8
        ):
            tags.append("closed_by_merge")
        updated_at = story.ended_at
        if rng.random() < 0.3:
            updated_at += timedelta(seconds=rng.randrange(90_000))
        customer = person_id(story.customer)
        submitter = person_id(story.opened_by) or customer
        priority = story.now["priority"]
        if priority is not None and self.teller.chance(0.04, "unknown priority"):
            priority = "whenever"
        row: dict[str, object] = {
            "id": int(story.name),
            "created_at": timestamp(story.created_at),
            "updated_at": timestamp(updated_at, rng),
            "generated_timestamp": (updated_at - EPOCH) // timedelta(seconds=1) + 5,
            "subject": "It does not work",
            "status": self.native("status", story.now["status"]),
            "priority": priority,
            "requester_id": customer,
            "submitter_id": submitter,
            "assignee_id": person_id(story.now["agent"]),
            "group_id": TEAMS.get(story.now["team"] or ""),
            "tags": tags,
            "via": {"channel": channel, "source": source},
            "custom_fields": [],
            "satisfaction_rating": None,
        }
        if not tags and self.teller.chance(0.5, "ticket without tags"):
            del row["tags"]
        return row

    def tickets(self, story: Story) -> None:
        """Write the versions of the ticket."""
        rng, teller = self.rng, self.teller
        row = self.ticket(story)
        if story.follow_up_of is not None:
            teller.count("follow-up")
        if rng.random() < 0.06:
            teller.count("row and history disagree")
            row["status"] = rng.choice(("new", "open", "pending", "solved", "closed"))
            later = story.ended_at + timedelta(seconds=rng.randrange(1, 9000))
            row["updated_at"] = timestamp(later)
        stamp = row["generated_timestamp"]
        assert isinstance(stamp, int)
        if teller.chance(0.2, "no generated_timestamp"):
            row["generated_timestamp"] = rng.choice((None, 0))
        elif teller.chance(0.08, "unreadable optional value"):
            row["updated_at"] = "redacted"
        versions = [row]
        if teller.chance(0.3, "older version in a later file"):
            older = {**row, "status": "new", "assignee_id": None, "priority": "low"}
            older["updated_at"] = timestamp(story.created_at)
            if row["generated_timestamp"]:
                older["generated_timestamp"] = stamp - rng.randrange(60, 90_000)
            self.folder.add(SOURCE, "tickets", older, NEWEST)
        if row["generated_timestamp"] and teller.chance(0.2, "generated only"):
            versions.append(
                {
                    **row,
                    "generated_timestamp": stamp + 40,
                    "priority": rng.choice(("low", "high", None)),
                    "group_id": rng.choice((501, 502, None)),
                }
            )
        if story.deleted_at is not None:
            versions += self.gone(story, versions[-1], stamp)
        if rng.random() < 0.07:
            teller.count("id as a float")
            versions[-1]["id"] = float(story.name)
        for version in versions:
            self.add("tickets", version)

    def gone(
        self, story: Story, row: dict[str, object], stamp: int
    ) -> list[dict[str, object]]:
        """Return the versions of a ticket that was deleted, and maybe restored."""
        assert story.deleted_at is not None
        at = story.deleted_at
        base = max(stamp, (at - EPOCH) // timedelta(seconds=1))
        has_stamp = bool(row["generated_timestamp"])

        def version(status: object, at: datetime, order: int) -> dict[str, object]:
            return {
                **row,
                "status": status,
                "updated_at": timestamp(at),
                "generated_timestamp": base + 100 * order if has_stamp else None,
            }

        found = []
        if story.knows_deletion:
            found.append(version("deleted", at, 1))
        if not story.knows_deletion or self.rng.random() < 0.3:
            word = self.rng.choice(("deleted", "scrubbed"))
            scrubbed = version(word, at + timedelta(days=30), 2)
            scrubbed["subject"] = "SCRUBBED"
            found.append(scrubbed)
            self.teller.count("scrubbed")
        if story.restored_at is not None:
            later = max(story.restored_at, at + timedelta(days=31))
            found.append(version(row["status"], later, 3))
        return found

    def merge(self, story: Story) -> None:
        """Write the comments of a merge on both sides."""
        if story.merged_into is None or story.merged_at is None:
            return
        if story.is_merge_only_tagged:
            return
        for ticket, side, other in (
            (story.name, "to", story.merged_into),
            (story.merged_into, "from", story.name),
        ):
            source = {"from": {}, "to": {}, "rel": "merge"}
            source[side] = {"ticket_id": int(other)}
            self.add(
                "ticket_comments",
                {
                    "id": self.next_comment(),
                    "ticket_id": int(ticket),
                    "author_id": 100_001,
                    "body": f"Merged with #{other}",
                    "public": self.rng.random() < 0.5,
                    "created_at": timestamp(story.merged_at),
                    "via": {"channel": "web", "source": source},
                },
            )

    def people(self, story: Story) -> None:
        """Write the users that a story brings."""
        name = story.customer
        if name is None:
            return
        rng, teller = self.rng, self.teller
        user: dict[str, object] = {
            "id": person_id(name),
            "name": name,
            "role": "end-user",
            "suspended": False,
            "updated_at": timestamp(story.created_at - timedelta(days=3)),
        }
        if story.is_spam:
            later = timestamp(story.ended_at + timedelta(days=1))
            self.add("users", {**user, "suspended": True, "updated_at": later})
            self.users.add(name)
        if name in self.users:
            return
        self.users.add(name)
        if teller.chance(0.5, "customer with an e-mail"):
            user["email"] = f" {name.title()}@Example.org"
        if teller.chance(0.15, "customer missing from users"):
            return
        if teller.chance(0.09, "customer who becomes an agent"):
            later = timestamp(story.created_at + timedelta(days=1))
            self.add("users", {**user, "role": "agent", "updated_at": later})
        if rng.random() < 0.1:
            user["updated_at"] = "redacted"
        self.add("users", user)

    def rate(self, story: Story) -> None:
        """Write what the customer thought of it."""
        rng, teller = self.rng, self.teller
        if not teller.chance(0.4):
            return
        self.rating_id += 1
        scores = rng.choice(
            (
                ["offered"],
                ["unoffered"],
                ["offered", "good"],
                ["offered", "bad"],
                ["good", "bad"],
                ["bad", "good"],
                ["good", "offered"],
            )
        )
        teller.count("rating " + " then ".join(scores))
        at = story.ended_at + timedelta(hours=1)
        for score in scores:
            self.add(
                "satisfaction_ratings",
                {
                    "id": self.rating_id,
                    "ticket_id": int(story.name),
                    "requester_id": person_id(story.customer),
                    "assignee_id": person_id(story.now["agent"]),
                    "group_id": TEAMS.get(story.now["team"] or ""),
                    "score": score,
                    "created_at": timestamp(story.ended_at + timedelta(hours=1)),
                    "updated_at": timestamp(at),
                },
            )
            at += timedelta(days=rng.choice((0, 1, 40)), seconds=1)

    def account(self) -> None:
        """Write people of the desk, groups, schedules and holidays."""
        for kind, count in (("agent", 8), ("leaver", 3), ("starter", 3)):
            for number in range(1, count + 1):
                self.desk_user(kind, number)
        self.add("users", {"id": BOT, "name": "Bot", "role": "agent"}, 0)
        for name, number in TEAMS.items():
            if name != "lost_team":
                group: dict[str, object] = {"id": number, "name": name}
                self.add("groups", {**group, "updated_at": "2023-01-01T00:00:00Z"}, 0)
        for number, (zone, intervals, days, created_at) in HOURS.items():
            row: dict[str, object] = {
                "id": number,
                "name": f"Schedule {number}",
                "time_zone": zone,
                "intervals": [
                    {"start_time": day * 1440 + opens, "end_time": day * 1440 + closes}
                    for day in days
                    for opens, closes in intervals
                ],
                "created_at": created_at,
                "updated_at": "2024-01-02T00:00:00Z",
            }
            self.add("schedules", row, 0)
            older = {**row, "intervals": [], "updated_at": "2023-06-01T00:00:00Z"}
            self.add("schedules", older, NEWEST)
        for number in (71, 72, 73, 999):
            for holiday in HOLIDAYS:
                first = holiday.date()
                last = first + timedelta(days=number % 2)
                row = {
                    "id": number * 100 + first.month,
                    "schedule_id": number,
                    "name": f"Holiday {first.month}",
                    "start_date": first.isoformat(),
                    "end_date": last.isoformat() if number != 73 else None,
                }
                self.add("holidays", row, 0)
        self.spoil()

    def desk_user(self, kind: str, number: int) -> None:
        """Write a person of the desk, whose role may change."""
        user: dict[str, object] = {
            "id": PEOPLE[kind] + number,
            "name": f"{kind} {number}",
            "role": "admin" if number == 1 else "agent",
            "suspended": False,
            "updated_at": "2023-01-01T00:00:00Z" if number % 2 else None,
        }
        if kind == "leaver":
            self.add("users", {**user, "updated_at": "2023-05-01T00:00:00Z"}, NEWEST)
            user |= {"role": "end-user", "updated_at": timestamp(ROLE_CHANGE)}
        elif kind == "starter":
            before = {**user, "role": "end-user", "updated_at": "2023-05-01T00:00:00Z"}
            self.add("users", before, NEWEST)
            user["updated_at"] = timestamp(ROLE_CHANGE)
        self.add("users", user, 0)

    def spoil(self) -> None:
        """Add lines that can't be rows."""
        for number in range(60):
            line = (
                '{"id": 1, "created_at": ',
                '{"created_at": "2024-01-01T00:00:00Z"}',
                f'{{"id": {number}, "created_at": "yesterday", "ticket_id": 1}}',
                "[1, 2]",
            )[number % 4]
            stream = ("ticket_comments", "ticket_audits")[number % 2]
            self.folder.add(SOURCE, stream, line)
            self.teller.count("row that can't be read")
        for number in range(8):
            self.folder.add(SOURCE, "tickets", {"id": None, "n": number})


BECOMES_PUBLIC = frozenset(("private", "made public"))
