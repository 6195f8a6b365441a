"""Status history, and what it says about resolutions and reopens."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from .maps import DONE, LIVE, RESOLUTION
from .shape import Change, Conversation, Message


@dataclass(slots=True)
class Spell:
    """An uninterrupted time in one status; `changed_at` is as the source says."""

    status: str
    changed_at: datetime
    started_at: datetime
    is_estimated: bool
    ended_at: datetime | None = None


@dataclass(slots=True)
class History:
    """The spells of a conversation, and whether nothing was guessed."""

    spells: list[Spell]
    is_complete: bool


@dataclass(slots=True)
class Run:
    """Spells in a row that are all live, all resolved or closed, or cancelled."""

    kind: str
    first: Spell


@dataclass(slots=True)
class Lifecycle:
    """The resolutions that count, and the reopens."""

    resolutions: list[Spell] = field(default_factory=list)
    endings: list[datetime] = field(default_factory=list)
    # By resolution: the reopening that undid it.
    reopenings: list[datetime | None] = field(default_factory=list)
    reopen_count: int = 0
    soft_reopen_count: int = 0
    is_resolved: bool = False


def sorted_changes(found: Conversation, name: str) -> list[Change]:
    """Return the changes of a field in their order."""
    changes = [change for change in found.changes if change.field == name]
    changes.sort(key=lambda change: (change.changed_at, change.order))
    return changes


def own_times(found: Conversation) -> list[tuple[str, datetime]]:
    """Return the times at which the row itself says that it was done."""
    status, resolved_at, closed_at = found.status, found.resolved_at, found.closed_at
    if status == "closed" and resolved_at is not None and closed_at is not None:
        return [("resolved", resolved_at), ("closed", closed_at)]
    if status == "cancelled":
        resolved_at = None
    at = resolved_at or closed_at
    return [] if status is None or at is None else [(status, at)]


def stated_history(found: Conversation) -> History:
    """Return the history of a conversation without any status change."""
    if found.status is None and not found.is_deleted:
        if found.closed_at is not None:
            found.status = "closed"
        elif found.resolved_at is not None:
            found.status = "resolved"
    status = found.status or "open"
    initial = status if status in LIVE else "open"
    spells = [first_spell(initial, found)]
    if status in DONE:
        times = own_times(found)
        for step, at in times:
            is_borrowed = step != "closed" and at is not found.resolved_at
            add_spell(spells, step, at, found.created_at, is_estimated=is_borrowed)
        if not times:
            at = found.updated_at or found.created_at
            add_spell(spells, status, at, found.created_at, is_estimated=True)
    return History(spells, is_complete=False)


def first_spell(status: str, found: Conversation) -> Spell:
    """Return the spell that begins with the conversation."""
    return Spell(status, found.created_at, found.created_at, is_estimated=False)


def add_spell(
    spells: list[Spell],
    status: str,
    at: datetime,
    created_at: datetime,
    *,
    is_estimated: bool,
) -> None:
    """Add a step, unless it changes nothing."""
    if spells[-1].status == status:
        return
    started_at = max(at, created_at)
    spells[-1].ended_at = started_at
    spells.append(Spell(status, at, started_at, is_estimated))


def status_history(found: Conversation) -> History:
    """Return the spells of a conversation."""
    changes = sorted_changes(found, "status")
    if not changes:
        return stated_history(found)
    births = [change for change in changes if change.is_initial]
    if births:
        initial = births[0].new
        is_complete = True
    else:
        initial = changes[0].old
        # Only the generic layout has no event for the creation. Elsewhere its absence
        # leaves the beginning open, unless what came first was `new`.
        is_complete = initial == "new" or (
            found.source == "generic" and initial is not None
        )
    if has_gap(changes):
        is_complete = False
    spells = [first_spell(initial or "new", found)]
    for change in changes:
        if not change.is_initial and change.new is not None:
            add_spell(
                spells,
                change.new,
                change.changed_at,
                found.created_at,
                is_estimated=False,
            )
    last_change = changes[-1].changed_at
    if (
        found.status is not None
        and not found.is_deleted
        and not is_same(found.status, spells[-1].status)
        and found.updated_at is not None
        and found.updated_at > last_change
    ):
        at, is_estimated = found.updated_at, True
        for time in (found.resolved_at, found.closed_at):
            if (
                found.status in DONE
                and (time is not found.resolved_at or found.status in RESOLUTION)
                and time is not None
                and time > last_change
            ):
                is_borrowed = found.status != "closed" and time is found.closed_at
                at, is_estimated = time, is_borrowed
                break
        closed_at = found.closed_at
        if (
            found.status == "closed"
            and at is found.resolved_at
            and closed_at is not None
            and closed_at > last_change
        ):
            # It says when it was resolved and when it was closed: both are steps.
            times = (("resolved", at), ("closed", closed_at))
            for step, time in sorted(times, key=lambda step: step[1]):
                add_spell(spells, step, time, found.created_at, is_estimated=False)
        else:
            add_spell(
                spells, found.status, at, found.created_at, is_estimated=is_estimated
            )
        is_complete = False
    return History(spells, is_complete)


def has_gap(changes: list[Change]) -> bool:
    """Say whether a change leaves another status than the one before it reached."""
    # The creation comes first, whatever is dated before it.
    changes = sorted(changes, key=lambda change: not change.is_initial)
    return any(
        after.old is not None and before.new is not None and after.old != before.new
        for before, after in pairwise(changes)
    )


def is_same(one: str, other: str) -> bool:
    """Say whether two statuses are equal, resolved and closed being so."""
    return one == other or (one in RESOLUTION and other in RESOLUTION)


def kind_of(status: str) -> str:
    """Return the kind of a status."""
    if status in LIVE:
        return "live"
    return "resolution" if status in RESOLUTION else "cancelled"


def runs_of(spells: list[Spell]) -> list[Run]:
    """Return the runs of a history."""
    runs: list[Run] = []
    for spell in spells:
        kind = kind_of(spell.status)
        if not runs or runs[-1].kind != kind:
            runs.append(Run(kind, spell))
    return runs


def lifecycle(
    history: History,
    customer_times: list[datetime],
    human_times: list[datetime],
    soft_reopen: timedelta,
) -> Lifecycle:
    """Return resolutions and reopens; both lists of times are sorted."""
    made = Lifecycle()
    runs = runs_of(history.spells)
    is_soft = False
    for place, run in enumerate(runs):
        before = runs[place - 1].kind if place else None
        after = runs[place + 1] if place + 1 < len(runs) else None
        if run.kind == "live" and before is not None:
            is_soft = (
                before == "resolution"
                and after is not None
                and after.kind == "resolution"
                and after.first.started_at - run.first.started_at <= soft_reopen
                and has_any(customer_times, run.first, after.first)
                and not has_any(human_times, run.first, after.first)
            )
            made.soft_reopen_count += is_soft
            made.reopen_count += not is_soft
            if not is_soft and made.reopenings and made.reopenings[-1] is None:
                made.reopenings[-1] = run.first.started_at
        elif run.kind == "resolution":
            if not is_soft:
                made.resolutions.append(run.first)
                made.reopenings.append(None)
            is_soft = False
        if run.kind != "live" and before in (None, "live"):
            made.endings.append(run.first.started_at)
    made.is_resolved = runs[-1].kind == "resolution"
    return made


def has_any(times: list[datetime], start: Spell, end: Spell) -> bool:
    """Say whether a time lies between the starts of two spells, both included."""
    return bisect_left(times, start.started_at) < bisect_right(times, end.started_at)


def customer_messages(found: Conversation) -> list[Message]:
    """Return what the customer wrote."""
    return [
        message
        for message in found.messages
        if message.author_type == "customer" and not message.is_deleted
    ]


def human_messages(found: Conversation) -> list[Message]:
    """Return what a person of the desk said to the customer."""
    return [
        message
        for message in found.messages
        if message.author_type == "agent" and message.speaks
    ]


def bot_messages(found: Conversation) -> list[Message]:
    """Return what a bot said to the customer."""
    return [
        message
        for message in found.messages
        if message.author_type == "bot" and message.speaks
    ]
