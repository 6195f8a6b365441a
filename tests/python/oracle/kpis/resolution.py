"""How long it takes until it is solved."""

from datetime import datetime, timedelta

from tests.python.oracle.contacts import (
    WINDOW,
    Contact,
    contacts,
    first_place_of,
    issues,
)
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Place,
    Slice,
    hours_of,
    is_inbound,
    mean_of,
    median_of,
    members,
    share_of,
    time_of,
)

SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the times to the last resolution, and what came of resolutions."""
    resolved = months.sliced(
        (
            time_of(fact, "last_resolved_at"),
            hours_of(fact, "full_resolution_seconds"),
            members(fact, *SEGMENTS, at="resolved"),
        )
        for fact in months.facts.conversations
        if is_inbound(fact) and not fact["is_bot_only"]
    )
    made: dict[Slice, KpiValue] = {}
    for place, hours in resolved.items():
        longest = max(hours, default=None)
        made["resolution_time", *place] = median_of(hours)
        made["longest_resolution_time", *place] = KpiValue(longest, len(hours))
    made |= reopen_rate(months)
    made |= contact_kpis(months)
    return made | escalation_rate(months)


def escalation_rate(months: Months) -> dict[Slice, KpiValue]:
    """Return the share that went to a higher line, where lines are known."""
    tiers: dict[object, int] = {}
    for row in months.export.rows("teams", "team_id", "team_id", ""):
        digits = "".join(filter(str.isdecimal, row.text("tier") or ""))
        if 1 <= len(digits) <= 4:
            tiers[row.key("team_id")] = int(digits)
    rises: dict[object, list[datetime]] = {}
    for move in months.facts.transfers:
        before, now = (tiers.get(move[f"{side}_team_key"]) for side in ("from", "to"))
        at = time_of(move, "transferred_at")
        if before is not None and now is not None and now > before and at is not None:
            rises.setdefault(move["conversation_key"], []).append(at)
    rows: list[tuple[datetime, bool, dict[str, object]]] = []
    for fact in months.facts.conversations:
        resolved_at = time_of(fact, "last_resolved_at")
        if (
            is_inbound(fact)
            and not fact["is_bot_only"]
            and fact["is_resolved"]
            and fact["is_history_complete"]
            and not fact["is_resolution_time_estimated"]
            and fact["created_team_key"] in tiers
            and resolved_at is not None
        ):
            risen = rises.get(fact["conversation_key"], [])
            is_escalated = any(at <= resolved_at for at in risen)
            rows.append(
                (resolved_at, is_escalated, members(fact, *SEGMENTS, at="resolved"))
            )
    return {
        ("escalation_rate", *place): share_of(sum(escalated), len(escalated))
        for place, escalated in months.sliced(rows).items()
    }


def contact_kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return what customers needed, and whether they came back."""
    found = contacts(months.export)
    enough = first_contacts(months, {one.key: one for one in found})
    backs = months.sliced(
        (one.at, (one.person, one.is_repeated), first_place_of(one))
        for one in found
        if one.at + WINDOW <= months.as_of
    )
    counts = months.sliced(
        (one.resolved_at, float(one.count), one.place)
        for one in issues(months.export)
        if one.until <= months.as_of
    )
    made: dict[Slice, KpiValue] = {}
    for place, judged in enough.items():
        made["first_contact_resolution", *place] = share_of(sum(judged), len(judged))
    for place, people in backs.items():
        back = {person for person, is_back in people if is_back}
        everybody = {person for person, _ in people}
        made["repeat_contact_rate", *place] = share_of(len(back), len(everybody))
    for place, numbers in counts.items():
        made["contacts_to_resolution", *place] = mean_of(numbers, lowest=1)
    return made


def first_contacts(
    months: Months, by_key: dict[str, Contact]
) -> dict[Place, list[bool]]:
    """Return whether first resolutions by people were so at the first contact."""
    counted = {
        fact["conversation_key"]: fact
        for fact in months.facts.conversations
        if is_inbound(fact) and fact["is_history_complete"] and not fact["is_bot_only"]
    }
    rows: list[tuple[datetime, bool, dict[str, object]]] = []
    seen = set()
    for fact in months.facts.resolutions:
        key = str(fact["conversation_key"])
        is_first = key not in seen
        seen.add(key)
        found, conversation = by_key.get(key), counted.get(key)
        resolved_at = time_of(fact, "resolved_at")
        if not is_first or found is None or conversation is None or not resolved_at:
            continue
        until = max(found.settled_until, resolved_at + WINDOW)
        if fact["is_estimated"] or until > months.as_of:
            continue
        reopened_at = time_of(fact, "reopened_at")
        is_enough = (
            found.is_only
            and conversation["first_human_response_at"] is not None
            and (reopened_at is None or reopened_at - resolved_at > WINDOW)
        )
        rows.append((resolved_at, is_enough, members(fact, *SEGMENTS)))
    return months.sliced(rows)


def reopen_rate(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of resolutions that did not last a week."""
    counted = {
        fact["conversation_key"]
        for fact in months.facts.conversations
        if is_inbound(fact) and fact["is_history_complete"]
    }
    window = timedelta(days=7)
    rows: list[tuple[datetime, bool, dict[str, object]]] = []
    for fact in months.facts.resolutions:
        resolved_at = time_of(fact, "resolved_at")
        reopened_at = time_of(fact, "reopened_at")
        if (
            fact["conversation_key"] in counted
            and not fact["is_estimated"]
            and resolved_at is not None
            and resolved_at + window <= months.as_of
        ):
            is_reopened = (
                reopened_at is not None and reopened_at - resolved_at <= window
            )
            rows.append((resolved_at, is_reopened, members(fact, *SEGMENTS)))
    return {
        ("reopen_rate", *place): share_of(sum(reopened), len(reopened))
        for place, reopened in months.sliced(rows).items()
    }
