"""Whom the desk turned to after a dissatisfied answer."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from tests.python.oracle.facts import Fact
from tests.python.oracle.kpis.frame import KpiValue, Months, Slice, members, share_of
from tests.python.oracle.surveys import Judged

WINDOW = timedelta(hours=24)
ASKED = ("csat", "ces", "overall", "expectations", "nps")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return how many dissatisfied customers heard of the desk within a day."""
    turns = moments_by_person(months)
    found = months.sliced(
        (
            judged.answer.answered_at,
            is_followed_up(months, judged, fact, turns),
            members(fact, "source_system", "channel", "team", "priority"),
        )
        for judged, fact in zip(
            months.facts.judged_surveys, months.facts.surveys, strict=True
        )
        if is_negative(judged)
    )
    return {
        ("dissatisfaction_follow_up", *place): share_of(sum(values), len(values))
        for place, values in found.items()
    }


def is_negative(judged: Judged) -> bool:
    """Say whether a counted answer of a customer is a dissatisfied one."""
    if not judged.is_counted or judged.answer.kind not in ASKED:
        return False
    if judged.answer.kind == "nps" and (judged.score or 0) <= 6:
        return True
    return 2 * (judged.normalised or Decimal(0)) < 1


def moments_by_person(months: Months) -> dict[str, list[datetime]]:
    """Return when people of the desk turned to each person whom they know."""
    person = months.export.people.person
    made: dict[str, list[datetime]] = defaultdict(list)
    for fact in months.facts.conversations:
        customer = str(fact["customer_key"])
        if not customer.endswith(":unknown"):
            times = months.facts.human_times[str(fact["conversation_key"])]
            made[person(customer)] += times
    for call in months.facts.calls:
        customer, answered_at = str(call["customer_key"]), call["answered_at"]
        if call["direction"] != "outbound" or not call["is_valid"]:
            continue
        if isinstance(answered_at, datetime) and not customer.endswith(":unknown"):
            made[person(customer)].append(answered_at)
    return made


def is_followed_up(
    months: Months, judged: Judged, fact: Fact, turns: dict[str, list[datetime]]
) -> bool | None:
    """Say whether it was within a day; nothing where the day has not passed."""
    answered_at = judged.answer.answered_at
    assert answered_at is not None
    if answered_at + WINDOW > months.as_of:
        return None
    customer = str(fact["customer_key"])
    moments = list(months.facts.human_times.get(judged.conversation_key or "", []))
    if not customer.endswith(":unknown"):
        moments += turns.get(months.export.people.person(customer), [])
    return any(answered_at < at <= answered_at + WINDOW for at in moments)
