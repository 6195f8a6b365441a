"""Writes Freshdesk exports by hand, ticket by ticket, in the shape of the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.python.project import Content

Row = dict[str, Any]
AGENT, COLLEAGUE, CUSTOMER = 82011, 82012, 82021
BILLING, TECHNICAL = 8201, 8202
EMAIL, PORTAL, PHONE, OUTBOUND_EMAIL, WEB_CHAT = 1, 2, 3, 10, 15
OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5


def day_first(moment: str) -> str:
    """A moment as the activities export writes it."""
    return datetime.fromisoformat(moment).strftime("%d-%m-%Y %H:%M:%S +0000")


class FreshdeskExport:
    """Streams that grow ticket by ticket; ids grow with them."""

    def __init__(self, folder: str = "freshdesk") -> None:
        self.folder = folder
        self.tickets: list[Row] = []
        self.conversations: list[Row] = []
        self.activities: list[Row] = []
        self.contacts: list[Row] = []
        self.agents: list[Row] = []
        self.groups: list[Row] = []
        self.ratings: list[Row] = []
        self._newest_id = 0

    def new_id(self) -> int:
        self._newest_id += 1
        return self._newest_id

    def ticket(
        self,
        created_at: str,
        *,
        source: int = EMAIL,
        status: int = OPEN,
        created_by: int | None = CUSTOMER,
        has_history: bool = True,
        **fields: object,
    ) -> int:
        """A ticket and the activity that created it."""
        number = self.new_id()
        self.tickets.append(
            {
                "id": number,
                "subject": "Help",
                "description": "<div>Hello, I need help.</div>",
                "description_text": "Hello, I need help.",
                "status": status,
                "priority": 1,
                "source": source,
                "type": None,
                "requester_id": CUSTOMER,
                "responder_id": None,
                "group_id": None,
                "tags": [],
                "is_escalated": False,
                "spam": False,
                "custom_fields": {},
                "created_at": created_at,
                "updated_at": created_at,
                **fields,
            }
        )
        if has_history:
            values = {"source": "Email", "status": "Open", "priority": "Low"}
            self.activity(number, created_at, created_by, **values)
        return number

    def part(
        self, number: int, at: str, author: int | None = AGENT, **fields: object
    ) -> int:
        """A reply of the desk, unless it says otherwise."""
        name = self.new_id()
        self.conversations.append(
            {
                "id": name,
                "ticket_id": number,
                "user_id": author,
                "incoming": False,
                "private": False,
                "source": 0,
                "auto_response": False,
                "automation_id": None,
                "body": "<div>We are on it.</div>",
                "body_text": "We are on it.",
                "attachments": [],
                "created_at": at,
                "updated_at": at,
                **fields,
            }
        )
        return name

    def customer(self, number: int, at: str, **fields: object) -> int:
        """A reply of the customer."""
        said: Row = {"body": "<div>And?</div>", "body_text": "And?", "incoming": True}
        return self.part(number, at, CUSTOMER, **said | fields)

    def activity(
        self, number: int, at: str, performer: int | None = AGENT, **values: object
    ) -> None:
        """What somebody set; nobody is the system."""
        self.activities.append(
            {
                "ticket_id": number,
                "performer_type": "system" if performer is None else "user",
                "performer_id": performer,
                "performed_at": day_first(at),
                "activity": values,
            }
        )

    def rating(self, number: int, ratings: object, at: str, **fields: object) -> int:
        name = self.new_id()
        self.ratings.append(
            {
                "id": name,
                "survey_id": 1,
                "ticket_id": number,
                "user_id": CUSTOMER,
                "agent_id": AGENT,
                "group_id": None,
                "feedback": None,
                "ratings": ratings,
                "created_at": at,
                "updated_at": at,
                **fields,
            }
        )
        return name

    def files(self) -> Mapping[str, Content]:
        """One file per stream; the activities as the export's own page."""
        streams: dict[str, list[Row]] = {
            "tickets": self.tickets,
            "conversations": self.conversations,
            "contacts": self.contacts,
            "agents": self.agents,
            "groups": self.groups,
            "satisfaction_ratings": self.ratings,
        }
        found: dict[str, Content] = {
            f"{self.folder}/{stream}/1.ndjson": rows
            for stream, rows in streams.items()
            if rows
        }
        page: list[Row] = [{"activities_data": self.activities}]
        return found | {f"{self.folder}/ticket_activities/1.ndjson": page}
