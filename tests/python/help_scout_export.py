"""Writes Help Scout exports by hand, thread by thread, in the shape of the API."""

import re
from collections.abc import Mapping
from typing import Any

from tests.python.project import Content

Object = dict[str, Any]
AGENT, COLLEAGUE, CUSTOMER, HELP_SCOUT = 11, 12, 21, 1
BILLING, ORDERS = 101, 102


def user(number: int) -> Object:
    return {"id": number, "type": "user"}


def customer(number: int) -> Object:
    return {"id": number, "type": "customer"}


def snake(value: Any) -> Any:
    """Names as the Singer tap writes them."""
    if isinstance(value, Mapping):
        return {
            re.sub("([A-Z])", r"_\1", name).lower(): snake(part)
            for name, part in value.items()
        }
    return [snake(part) for part in value] if isinstance(value, list) else value


class HelpScoutExport:
    """Streams that grow conversation by conversation; ids grow with them."""

    def __init__(self, first_id: int = 5001) -> None:
        self.conversations: dict[int, Object] = {}
        self.versions: list[Object] = []
        self.threads: list[Object] = []
        self.customers: list[Object] = []
        self.users: list[Object] = []
        self.mailboxes: list[Object] = []
        self.ratings: list[Object] = []
        self._newest_id = first_id - 1

    def new_id(self) -> int:
        self._newest_id += 1
        return self._newest_id

    def conversation(
        self,
        created_at: str,
        *,
        opening: str | None = "customer",
        status: str = "active",
        **fields: object,
    ) -> int:
        """A conversation with its first thread, by the customer or a user."""
        number = self.new_id()
        creator = user(AGENT) if opening == "message" else customer(CUSTOMER)
        self.conversations[number] = {
            "id": number,
            "number": number - 5000,
            "threads": 1,
            "type": "email",
            "status": status,
            "state": "published",
            "subject": "Help",
            "mailboxId": BILLING,
            "createdBy": creator,
            "createdAt": created_at,
            "userUpdatedAt": created_at,
            "closedBy": 0,
            "closedAt": None,
            "customerWaitingSince": {},
            "source": {"type": "email", "via": "customer"},
            "tags": [],
            "primaryCustomer": customer(CUSTOMER),
            **fields,
        }
        if opening is not None:
            self.thread(number, created_at, opening, status=status, createdBy=creator)
        return number

    def thread(
        self,
        number: int | None,
        at: str,
        kind: str = "message",
        *,
        status: str = "nochange",
        body: str | None = "Some text.",
        **fields: object,
    ) -> int:
        thread = self.new_id()
        creator = customer(CUSTOMER) if kind == "customer" else user(AGENT)
        self.threads.append(
            {
                "id": thread,
                "conversationId": number,
                "type": kind,
                "status": status,
                "state": "published",
                "action": {},
                "body": None if kind == "lineitem" else body,
                "source": {"type": "web", "via": "user"},
                "customer": customer(CUSTOMER),
                "createdBy": creator,
                "createdAt": at,
                **fields,
            }
        )
        is_sent = fields.get("state", "published") == "published"
        if number in self.conversations and is_sent:
            row = self.conversations[number]
            if status != "nochange":
                row["status"] = status
                row["closedAt"] = at if status == "closed" else None
            if kind != "customer":
                row["userUpdatedAt"] = max(at, str(row["userUpdatedAt"]))
            else:
                row["customerWaitingSince"] = {"time": at, "friendly": "just now"}
        return thread

    def line_item(
        self, number: int, at: str, action: str, *, status: str = "nochange", **ids: int
    ) -> int:
        told = {"type": action, "text": "Told", "associatedEntities": ids}
        return self.thread(number, at, "lineitem", status=status, action=told)

    def keep_version(self, number: int, **fields: object) -> None:
        """Exports the conversation as it stands now, beside what becomes of it."""
        self.versions.append({**self.conversations[number], **fields})

    def rating(self, number: int, thread: int, at: str, rating: int) -> Object:
        row: Object = {
            "id": number,
            "number": number - 5000,
            "threadid": thread,
            "threadCreatedAt": at,
            "type": "email",
            "ratingId": rating,
            "ratingComments": "",
            "ratingCreatedAt": at,
            "ratingCustomerId": CUSTOMER,
            "ratingUserId": AGENT,
        }
        self.ratings.append(row)
        return row

    def files(self, name: str = "all") -> Mapping[str, Content]:
        """One NDJSON file per stream, of all that was written."""
        streams: dict[str, list[Object]] = {
            "conversations": [*self.versions, *self.conversations.values()],
            "threads": self.threads,
            "customers": self.customers,
            "users": self.users,
            "mailboxes": self.mailboxes,
            "ratings": self.ratings,
        }
        return {
            f"help_scout/{stream}/{name}.ndjson": rows
            for stream, rows in streams.items()
            if rows
        }
