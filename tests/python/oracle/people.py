"""Customers as people: the same address is the same person in every source."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from .read_exports import Cursor, Fields, Row, read_stream
from .values import (
    Settings,
    boolean,
    items,
    key,
    mapping,
    number,
    text,
    text_id,
    timestamp,
)

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
    add_intercom(made, root)
    add_freshdesk(made, root, settings)
    add_help_scout(made, root, settings)
    return made


def add_intercom(made: People, root: Path) -> None:
    """Add the newest version of each contact of Intercom."""

    def cursor(fields: Fields) -> int | None:
        found = number(fields.get("updated_at"))
        return None if found is None else int(found)

    stream = read_stream(root, "intercom", "contacts")
    for name, row in stream.newest(id_of, cursor).items():
        add_address(made, key("intercom", name), row.fields.get("email"))


def add_freshdesk(made: People, root: Path, settings: Settings) -> None:
    """Add the users of Freshdesk: who is an agent by the newer record is staff."""
    cursor = updated("updated_at", "freshdesk", settings)
    newest: dict[str, tuple[tuple[bool, int], object, bool]] = {}
    for stream, is_agent in (("contacts", False), ("agents", True)):
        found = read_stream(root, "freshdesk", stream).newest(id_of, cursor)
        for name, row in found.items():
            address = row.fields.get("email")
            if is_agent:
                address = mapping(row.fields.get("contact")).get("email")
            at = cursor(row.fields)
            place = (at is not None, at or 0)
            if name not in newest or newest[name][0] < place:
                newest[name] = (place, address, is_agent)
    for name, (_, address, is_agent) in newest.items():
        add_address(made, key("freshdesk", name), address)
        if is_agent:
            made.staff.add(key("freshdesk", name))


def add_help_scout(made: People, root: Path, settings: Settings) -> None:
    """Add the customers of Help Scout; who has a user's address is staff."""
    cursor = updated("updatedAt", "help_scout", settings)
    users = read_stream(root, "help_scout", "users").newest(id_of, cursor)
    staff = {hashed(row.fields.get("email")) for row in users.values()} - {None}
    customers = read_stream(root, "help_scout", "customers").newest(id_of, cursor)
    for name, row in customers.items():
        listed = items(row.fields.get("emails"))
        listed = listed or items(mapping(row.fields.get("_embedded")).get("emails"))
        address = mapping(listed[0]).get("value") if listed else None
        add_address(made, key("help_scout", name), address)
        if hashed(address) in staff:
            made.staff.add(key("help_scout", name))


def id_of(fields: Fields) -> str | None:
    """Return the id of a row."""
    return text_id(fields.get("id"))


def updated(column: str, source: str, settings: Settings) -> Cursor:
    """Return a column of times as a cursor."""
    zone = settings.source_zones.get(source, settings.reporting_zone)

    def cursor(fields: Fields) -> int | None:
        found = timestamp(fields.get(column), zone, settings.reporting_zone)
        return None if found is None else int(found.timestamp() * 1_000_000)

    return cursor


def add_address(made: People, customer: str, address: object) -> None:
    """Make somebody the person of an address, where there is one."""
    found = hashed(address)
    if found is not None:
        made.persons[customer] = found


def agent_addresses(root: Path) -> dict[str, str]:
    """Return the addresses of agents of the sources whose readers leave them out."""
    made: dict[str, str] = {}

    def add(source: str, name: object, address: object) -> None:
        found = (text(address) or "").strip().lower()
        identifier = text_id(name)
        if found and identifier is not None:
            made[key(source, identifier)] = found

    for part in read_stream(root, "intercom", "conversation_parts").rows:
        author = mapping(part.fields.get("author"))
        if author.get("type") in ("admin", "bot"):
            add("intercom", author.get("id"), author.get("email"))
    for name, row in read_stream(root, "intercom", "admins").newest(id_of).items():
        add("intercom", name, row.fields.get("email"))
    # Who has left is among the contacts.
    for name, row in read_stream(root, "freshdesk", "contacts").newest(id_of).items():
        add("freshdesk", name, row.fields.get("email"))
    for name, row in read_stream(root, "freshdesk", "agents").newest(id_of).items():
        add("freshdesk", name, mapping(row.fields.get("contact")).get("email"))
    for name, row in read_stream(root, "help_scout", "users").newest(id_of).items():
        add("help_scout", name, row.fields.get("email"))
    return made
