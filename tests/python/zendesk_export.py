"""Writes Zendesk exports by hand, ticket by ticket, in the shape of the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.python.project import Content

Event = dict[str, Any]
AGENT, COLLEAGUE, CUSTOMER, SYSTEM = 11, 12, 21, -1
BILLING, TECHNICAL = 101, 102


def epoch(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def via(channel: str, **source: object) -> Event:
    """How something came: source holds from_, to and rel."""
    return {
        "channel": channel,
        "source": {
            "from": source.get("from_", {}),
            "to": source.get("to", {}),
            "rel": source.get("rel"),
        },
    }


class ZendeskExport:
    """Streams that grow ticket by ticket; ids grow with them."""

    def __init__(self, first_id: int = 1001) -> None:
        self.tickets: dict[int, Event] = {}
        self.older_tickets: list[Event] = []
        self.comments: list[Event] = []
        self.audits: list[Event] = []
        self.users: list[Event] = []
        self.groups: list[Event] = []
        self.ratings: list[Event] = []
        self.schedules: list[Event] = []
        self.holidays: list[Event] = []
        self._newest_id = first_id - 1

    def new_id(self) -> int:
        self._newest_id += 1
        return self._newest_id

    def ticket(
        self,
        created_at: str,
        *,
        requester: int | None = CUSTOMER,
        submitter: int | None = None,
        channel: str = "email",
        status: str = "new",
        opening: str | None = "Hello, I need help.",
        with_history: bool = True,
        **fields: object,
    ) -> int:
        """A ticket with its first comment and the audit that created it."""
        number = self.new_id()
        self.tickets[number] = {
            "id": number,
            "created_at": created_at,
            "updated_at": created_at,
            "generated_timestamp": epoch(created_at),
            "status": status,
            "priority": None,
            "subject": "Help",
            "requester_id": requester,
            "submitter_id": submitter or requester,
            "assignee_id": None,
            "group_id": None,
            "tags": [],
            "via": via(channel),
            **fields,
        }
        if with_history:
            created = {"type": "Create", "field_name": "status", "value": status}
            self.audit(number, created_at, submitter or requester or SYSTEM, created)
        if opening is not None:
            author = submitter or requester or CUSTOMER
            self.comment(number, created_at, author, body=opening, channel=channel)
        return number

    def _touch(self, number: int, at: str, **fields: object) -> None:
        ticket = self.tickets[number]
        ticket.update(fields)
        ticket["updated_at"] = max(at, str(ticket["updated_at"]))
        ticket["generated_timestamp"] = epoch(str(ticket["updated_at"]))

    def keep_version(self, number: int) -> None:
        """Exports the ticket as it stands now, beside what becomes of it."""
        self.older_tickets.append(dict(self.tickets[number]))

    def audit(self, number: int | None, at: str, author: int, *events: Event) -> int:
        audit = self.new_id()
        self.audits.append(
            {
                "id": audit,
                "ticket_id": number,
                "created_at": at,
                "author_id": author,
                "via": via("web"),
                "events": [{"id": self.new_id(), **event} for event in events],
            }
        )
        return audit

    def change(self, number: int, at: str, **fields: object) -> int:
        """What somebody of the desk sets: status, priority, group_id, assignee_id."""
        ticket = self.tickets[number]
        events = [
            {
                "type": "Change",
                "field_name": name,
                "value": None if value is None else str(value),
                "previous_value": None if ticket[name] is None else str(ticket[name]),
            }
            for name, value in fields.items()
        ]
        self._touch(number, at, **fields)
        return self.audit(number, at, AGENT, *events)

    def comment(
        self,
        number: int | None,
        at: str,
        author: int | None,
        *,
        body: str | None = "Some text.",
        channel: str = "email",
        **fields: object,
    ) -> int:
        comment = self.new_id()
        self.comments.append(
            {
                "id": comment,
                "ticket_id": number,
                "type": "Comment",
                "author_id": author,
                "body": body,
                "public": True,
                "attachments": [],
                "via": via(channel),
                "created_at": at,
                **fields,
            }
        )
        if number in self.tickets:
            self._touch(number, at)
        return comment

    def reply(self, number: int, at: str, author: int = AGENT, **fields: Any) -> int:
        return self.comment(number, at, author, **fields)

    def user(self, user: int, role: str, updated_at: str, **fields: object) -> None:
        self.users.append(
            {
                "id": user,
                "name": f"User {user}",
                "email": f"user.{user}@example.org",
                "role": role,
                "suspended": False,
                "created_at": "2020-01-01T00:00:00Z",
                "updated_at": updated_at,
                **fields,
            }
        )

    def rating(
        self, number: int, score: str, updated_at: str, **fields: object
    ) -> dict[str, Any]:
        rating: Event = {
            "id": self.new_id(),
            "ticket_id": number,
            "requester_id": self.tickets[number]["requester_id"],
            "assignee_id": AGENT,
            "group_id": None,
            "score": score,
            "created_at": updated_at,
            "updated_at": updated_at,
            **fields,
        }
        self.ratings.append(rating)
        return rating

    def schedule(
        self, schedule: int, zone: str, *intervals: tuple[int, int], created_at: str
    ) -> None:
        """Open intervals in minutes since Sunday 00:00."""
        self.schedules.append(
            {
                "id": schedule,
                "name": f"Schedule {schedule}",
                "time_zone": zone,
                "intervals": [
                    {"start_time": start, "end_time": end} for start, end in intervals
                ],
                "created_at": created_at,
                "updated_at": created_at,
            }
        )

    def assign_schedule(
        self, number: int, at: str, schedule: int, previous: int | None = None
    ) -> None:
        event = {
            "type": "ScheduleAssignment",
            "previous_schedule_id": previous,
            "new_schedule_id": schedule,
        }
        self.audit(number, at, SYSTEM, event)

    def files(self, name: str = "all") -> Mapping[str, Content]:
        """One NDJSON file per stream, of all that was written."""
        streams: dict[str, list[Event]] = {
            "tickets": [*self.older_tickets, *self.tickets.values()],
            "ticket_comments": self.comments,
            "ticket_audits": self.audits,
            "users": self.users,
            "groups": self.groups,
            "satisfaction_ratings": self.ratings,
            "schedules": self.schedules,
            "holidays": self.holidays,
        }
        return {
            f"zendesk/{stream}/{name}.ndjson": rows
            for stream, rows in streams.items()
            if rows
        }
