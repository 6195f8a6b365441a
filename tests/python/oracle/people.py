"""Customers as people: the same address is the same person in every source."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from .read_exports import Row, read_stream
from .values import Settings, boolean, key, text, text_id, timestamp

STAFF_ROLES = frozenset(("agent", "admin"))


@dataclass(slots=True)
class People:
    """Who is who, by the key of a customer."""

    persons: dict[str, str] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)
    plans: dict[str, str] = field(default_factory=dict)
    referrers: dict[str, str] = field(default_factory=dict)
    created: dict[str, str] = field(default_factory=dict)

    def person(self, customer_key: str) -> str:
        """Return the person of a customer's key."""
        return self.persons.get(customer_key, customer_key)


def hashed(address: object) -> str | None:
    """Return the hash of an address."""
    found = text(address)
    if found is None:
        return None
    made = hashlib.md5(found.strip().lower().encode(), usedforsecurity=False)
    return made.hexdigest()


def newest_users(root: Path, settings: Settings) -> dict[str, Row]:
    """Return the newest version of each Zendesk user."""

    def cursor(fields: object) -> int | None:
        assert isinstance(fields, dict)
        zone = settings.source_zones.get("zendesk", settings.reporting_zone)
        found = timestamp(fields.get("updated_at"), zone, settings.reporting_zone)
        return None if found is None else int(found.timestamp() * 1_000_000)

    stream = read_stream(root, "zendesk", "users")
    return stream.newest(lambda fields: text_id(fields.get("id")), cursor)


def read_people(root: Path, settings: Settings) -> People:
    """Read who the customers of all sources are."""
    made = People()
    for name, row in newest_users(root, settings).items():
        customer = key("zendesk", name)
        address = hashed(row.fields.get("email"))
        if address is not None:
            made.persons[customer] = address
        if text(row.fields.get("role")) in STAFF_ROLES:
            made.staff.add(customer)
    customers = read_stream(root, "generic", "customers")
    for name, row in customers.newest(
        lambda fields: text_id(fields.get("customer_id"))
    ).items():
        fields = row.fields
        customer = key("generic", name)
        address = hashed(fields.get("email"))
        if address is not None:
            made.persons[customer] = address
        if boolean(fields.get("is_staff")) is True:
            made.staff.add(customer)
        plan = text(fields.get("plan"))
        if plan is not None:
            made.plans[customer] = plan
    return made
