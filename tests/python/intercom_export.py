"""Writes Intercom exports by hand, part by part, in the shape of the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.python.project import Content

Event = dict[str, Any]
ADA, BOB, OPERATOR = 501, 502, 900
BILLING, TECHNICAL = 71, 72
CUSTOMER = "65a1000000000000000000c1"
OPERATOR_ADDRESS = "operator+d3sk@intercom.io"


def epoch(when: str) -> int:
    """A time on Monday 2 March 2026, unless it says on which day; UTC."""
    day, _, clock = when.rpartition(" ")
    return int(datetime.fromisoformat(f"{day or '2026-03-02'}T{clock}Z").timestamp())


def admin(code: int = ADA, **more: object) -> Event:
    return {"type": "admin", "id": str(code), "name": f"Admin {code}", **more}


def bot(**more: object) -> Event:
    return {"type": "bot", "id": str(OPERATOR), "name": "Operator", **more}


def contact(code: str = CUSTOMER) -> Event:
    return {"type": "user", "id": code, "name": "Carla", "email": "carla@example.org"}


class IntercomExport:
    """Streams that grow part by part; ids grow with them."""

    def __init__(self) -> None:
        self.conversations: dict[int, Event] = {}
        self.older_conversations: list[Event] = []
        self.parts: list[Event] = []
        self.contacts: list[Event] = []
        self.admins: list[Event] = []
        self.teams: list[Event] = []
        self.deleted: list[Event] = []
        self._newest_id = 1000

    def new_id(self) -> int:
        self._newest_id += 1
        return self._newest_id

    def conversation(
        self,
        when: str,
        *,
        author: Event | None = None,
        delivered_as: str | None = "customer_initiated",
        body: str | None = "<p>Hello, I need help.</p>",
        kind: str = "conversation",
        **fields: object,
    ) -> int:
        number = self.new_id()
        self.conversations[number] = {
            "type": "conversation",
            "id": str(number),
            "created_at": epoch(when),
            "updated_at": epoch(when),
            "state": "open",
            "open": True,
            "snoozed_until": None,
            "priority": "not_priority",
            "admin_assignee_id": None,
            "team_assignee_id": None,
            "source": {
                "type": kind,
                "id": str(number * 7),
                "delivered_as": delivered_as,
                "body": body,
                "author": author or contact(),
                "attachments": [],
                "redacted": False,
            },
            "contacts": {
                "type": "contact.list",
                "contacts": [{"type": "contact", "id": CUSTOMER}],
            },
            "conversation_rating": None,
            "statistics": None,
            **fields,
        }
        return number

    def part(
        self,
        conversation: int,
        when: str,
        kind: str = "comment",
        author: Event | None = None,
        body: str | None = None,
        **fields: object,
    ) -> Event:
        at = epoch(when)
        row = {
            "type": "conversation_part",
            "id": str(self.new_id()),
            "conversation_id": conversation,
            "part_type": kind,
            "body": body,
            "created_at": at,
            "updated_at": at,
            "assigned_to": None,
            "author": author or admin(),
            "attachments": [],
            "redacted": False,
            **fields,
        }
        self.parts.append(row)
        known = self.conversations[conversation]
        known["updated_at"] = max(known["updated_at"], at)
        if kind in ("close", "snoozed"):
            known["state"] = {"close": "closed", "snoozed": "snoozed"}[kind]
        elif kind not in ("note", "assignment", "comment"):
            known["state"] = "open"
        return row

    def reply(self, conversation: int, when: str, code: int = ADA) -> Event:
        return self.part(conversation, when, author=admin(code), body="<p>Yes.</p>")

    def writes(self, conversation: int, when: str, state: str | None = None) -> Event:
        """The customer writes; that reopens it or wakes it."""
        self.conversations[conversation]["state"] = "open"
        return self.part(
            conversation, when, author=contact(), body="<p>And?</p>", state=state
        )

    def files(self) -> Mapping[str, Content]:
        rows = {
            "conversations_1": self.older_conversations,
            "conversations_2": list(self.conversations.values()),
            "conversation_parts": self.parts,
            "contacts": self.contacts,
            "admins": self.admins,
            "teams": self.teams,
            "deleted_conversations": self.deleted,
        }
        return {
            f"intercom/{name}.ndjson": found for name, found in rows.items() if found
        }
