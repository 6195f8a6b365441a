"""Contacts of known customers, what came before and after each, and issues."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .facts import Fact
from .neighbours import Export, is_inbound

WINDOW = timedelta(days=7)


@dataclass(slots=True)
class Contact:
    """A conversation, or a call that belongs to none."""

    key: str
    person: str
    at: datetime
    topic: str | None
    fact: Fact
    is_call: bool = False
    resolved_at: datetime | None = None
    before: "Contact | None" = None
    after: "Contact | None" = None
    is_second: bool = False
    handle: Decimal | None = None
    issue: str = ""

    @property
    def is_repeated(self) -> bool:
        """Say whether the customer was back within the window of the contact."""
        return self.after is not None and self.after.at - self.at <= WINDOW

    @property
    def settled_until(self) -> datetime:
        """Return the end of the window after the first resolution."""
        return max(self.at, self.resolved_at or self.at) + WINDOW

    @property
    def is_only(self) -> bool:
        """Say whether this contact was enough."""
        is_followed = self.after is not None and self.after.at <= self.settled_until
        return not self.is_second and not is_followed

    def is_about_the_same(self, other: "Contact") -> bool:
        """Say whether both are about the same, as far as anybody knows."""
        return None in (self.topic, other.topic) or self.topic == other.topic


def contacts(export: Export) -> list[Contact]:
    """Return all contacts, each with its neighbours and its issue."""
    by_person: dict[str, list[Contact]] = defaultdict(list)
    for found in listed(export):
        by_person[found.person].append(found)
    made: dict[str, Contact] = {}
    for group in by_person.values():
        group.sort(key=lambda found: (found.at, found.key))
        for place, found in enumerate(group):
            earlier = [one for one in group[:place] if one.is_about_the_same(found)]
            later = [one for one in group[place + 1 :] if one.is_about_the_same(found)]
            found.before = earlier[-1] if earlier else None
            found.after = later[0] if later else None
            found.is_second = any(one.settled_until >= found.at for one in earlier)
            made[found.key] = found
    for group in by_person.values():
        problems: dict[object, Contact] = {}
        for found in group:
            problem = found.fact.get("problem_key") or found.key
            before = found.before
            if before is not None and found.at - before.at > WINDOW:
                before = None
            same = problems.get(problem)
            problems[problem] = found
            followed = made.get(str(found.fact.get("follow_up_of_key")))
            if followed is not None and followed.at < found.at:
                before = followed
            elif same is not None:
                before = same
            found.issue = before.key if before else ""
    roots: dict[str, str] = {}
    for found in made.values():
        root = found
        while root.issue:
            root = made[root.issue]
        roots[found.key] = root.key
    for found in made.values():
        found.issue = roots[found.key]
    return list(made.values())


def listed(export: Export) -> list[Contact]:
    """Return the contacts of customers who are known and not of the desk."""
    made = []
    handled: dict[object, Decimal] = defaultdict(Decimal)
    for call in export.facts.calls:
        if call["direction"] != "inbound" or not call["is_valid"]:
            continue
        if isinstance(call["handle_seconds"], Decimal):
            handled[call["conversation_key"] or call["call_key"]] += call[
                "handle_seconds"
            ]
        is_contact = call["is_offered"] and not call["is_short_abandon"]
        if call["conversation_key"] is None and is_contact:
            made.append(contact(export, f"call {call['call_key']}", call, "started_at"))
            made[-1].is_call = True
            made[-1].handle = handled.get(call["call_key"])
    for fact in export.facts.conversations:
        if not is_inbound(fact):
            continue
        found = contact(export, str(fact["conversation_key"]), fact, "created_at")
        topic = fact["topic"]
        found.topic = topic if isinstance(topic, str) else None
        resolved_at = fact["first_resolved_at"]
        found.resolved_at = resolved_at if isinstance(resolved_at, datetime) else None
        found.handle = handled.get(found.key)
        made.append(found)
    return [
        found
        for found in made
        if not str(found.fact["customer_key"]).endswith(":unknown")
        and not export.is_staff(str(found.fact["customer_key"]))
    ]


def contact(export: Export, key: str, fact: Fact, time: str) -> Contact:
    """Return a contact without its neighbours."""
    at = fact[time]
    assert isinstance(at, datetime)
    return Contact(key, export.people.person(str(fact["customer_key"])), at, None, fact)


@dataclass(slots=True)
class Issue:
    """Contacts about one thing; of the one that was resolved last, when and whose."""

    count: int
    resolved_at: datetime | None
    until: datetime
    place: dict[str, object]


def issues(export: Export) -> list[Issue]:
    """Return the issues."""
    groups: dict[str, list[Contact]] = defaultdict(list)
    for found in contacts(export):
        groups[found.issue].append(found)
    return [issue(group) for group in groups.values()]


def issue(group: list[Contact]) -> Issue:
    """Return what became of the contacts of an issue."""
    settled = [(at, found.key, found) for found in group if (at := settled_at(found))]
    last = max(settled, default=None)
    latest = max(group, key=lambda found: (found.at, found.key))
    is_open = last is None
    for found in group:
        if settled_at(found) is not None or found.fact.get("status") == "cancelled":
            continue
        # A call that nobody took is made up for by what was settled later.
        is_open |= not found.is_call or last is None or last[0] < found.at
    resolved_at = None if last is None or is_open else last[0]
    chosen = last[2] if last is not None and resolved_at is not None else latest
    return Issue(
        len(group),
        resolved_at,
        max(resolved_at or latest.at, latest.at) + WINDOW,
        place_of(chosen),
    )


def settled_at(found: Contact) -> datetime | None:
    """Return when a contact was dealt with: resolved, or the call's end."""
    fact = found.fact
    names: tuple[str, ...] = ("ended_at", "answered_at", "started_at")
    if not found.is_call:
        names = ("last_resolved_at",) if fact["is_resolved"] else ()
    elif fact["outcome"] != "answered":
        names = ()
    times = [at for name in names if isinstance(at := fact[name], datetime)]
    return times[0] if times else None


def place_of(found: Contact) -> dict[str, object]:
    """Return the members of a contact by segment type, at its resolution."""
    fact = found.fact
    if found.is_call:
        return first_place_of(found)
    first = first_place_of(found)
    return {
        **first,
        "team": fact["resolved_team_key"] or first["team"],
        "priority": fact["resolved_priority"] or first["priority"],
    }


def first_place_of(found: Contact) -> dict[str, object]:
    """Return the members of a contact by segment type, as first known."""
    fact = found.fact
    if found.is_call:
        return {
            "source_system": fact["source_system"],
            "channel": "phone",
            "team": fact["team_key"],
            "priority": "none",
        }
    return {
        "source_system": fact["source_system"],
        "channel": fact["channel"],
        "team": fact["created_team_key"],
        "priority": fact["created_priority"],
    }
