"""Whether customers stay, bring others, and say that they will."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import sqrt

from tests.python.oracle.customers import Plans, customer_months, months, referrals
from tests.python.oracle.facts import Fact
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Place,
    Slice,
    next_month,
    share_of,
    time_of,
)
from tests.python.oracle.kpis.satisfaction import answers
from tests.python.oracle.surveys import Judged

LEAST_ANSWERS = 5


def kpis(frame: Months) -> dict[Slice, KpiValue]:
    """Return all KPIs of loyalty."""
    return staying(frame) | referral_growth(frame) | loyalty(frame)


def staying(frame: Months) -> dict[Slice, KpiValue]:
    """Return how many of those at the start of a month are there at its end."""
    plans = Plans(frame.export)
    last_days = dict(months(frame.export))
    found: dict[Place, list[Fact]] = {}
    for fact in customer_months(frame.export):
        person, start = str(fact["customer_month_key"]).rsplit("@", 1)
        month = date.fromisoformat(start)
        if month not in frame.months:
            continue
        plan = plans.of(person, month, last_days[month])
        for place in (("all", "all", month), ("plan", plan, month)):
            found.setdefault(place, []).append(fact)
    made: dict[Slice, KpiValue] = {}
    for place, facts in found.items():
        size, lost = start_of(facts)
        made["customer_retention", *place] = share_of(size - lost, size)
        made["lost_customers", *place] = KpiValue(lost, lost, has_bounds=True)
    return made


def start_of(facts: list[Fact]) -> tuple[int, int]:
    """Return how many there were at the start of a month, and were lost in it."""
    there = [fact for fact in facts if fact["is_active_at_start"]]
    return len(there), sum(fact["is_lost"] is True for fact in there)


def referral_growth(frame: Months) -> dict[Slice, KpiValue]:
    """Return how many more were recommended than in the month before."""
    counts: dict[Place, int] = {}
    for referral in referrals(frame.export):
        month = frame.month(time_of(referral, "converted_at"))
        if month is None or not referral["is_counted"]:
            continue
        customer = str(referral["referred_customer_key"])
        plan = frame.export.people.plans.get(customer, "unknown")
        for place in (("all", "all", month), ("plan", plan, month)):
            counts[place] = counts.get(place, 0) + 1
    places = set(counts) | {("all", "all", month) for month in frame.months}
    places |= {(kind, member, next_month(month)) for kind, member, month in places}
    made: dict[Slice, KpiValue] = {}
    for kind, member, month in places:
        if month not in frame.months:
            continue
        before = date(month.year - (month.month == 1), (month.month + 10) % 12 + 1, 1)
        now, then = (counts.get((kind, member, at), 0) for at in (month, before))
        growth = (now - then) / then if then else None
        made["referral_growth", kind, member, month] = KpiValue(
            growth, now + then, has_bounds=True
        )
    return made


def loyalty(frame: Months) -> dict[Slice, KpiValue]:
    """Return the mean of the three questions where each has its least sample."""
    asked = {kind: by_plan(frame, kind) for kind in ("csat", "nps", "ces")}
    made: dict[Slice, KpiValue] = {}
    for place in {place for found in asked.values() for place in found}:
        csat, nps, ces = (asked[kind].get(place, []) for kind in ("csat", "nps", "ces"))
        size = min(len(csat), len(nps), len(ces))
        value = KpiValue(None, size, has_bounds=True)
        if size >= LEAST_ANSWERS:
            points = [point_of(judged) for judged in nps]
            parts = [
                [float(judged.is_satisfied) for judged in csat],
                [(1 + point) / 2 for point in points],
                [float(3 * (judged.normalised or Decimal(0)) >= 2) for judged in ces],
            ]
            means = [sum(part) / len(part) for part in parts]
            half = 1.96 / 3 * sqrt(sum(error(part) for part in parts))
            value.kpi_value = sum(means) / 3
            value.kpi_low = max(0, value.kpi_value - half)
            value.kpi_high = min(1, value.kpi_value + half)
        made["customer_loyalty", *place] = value
    return made


def by_plan(frame: Months, kind: str) -> dict[Place, list[Judged]]:
    """Return the counted answers of a kind, of all and by plan."""
    return answers(frame, kind, ("plan",))


def point_of(judged: Judged) -> int:
    """Return 1 for a promoter and -1 for a detractor."""
    score = judged.score or Decimal(0)
    return (score >= 9) - (score <= 6)


def error(values: Iterable[float]) -> float:
    """Return the variance of a mean, with the sample taken for all there is."""
    listed = list(values)
    mean = sum(listed) / len(listed)
    return sum((value - mean) ** 2 for value in listed) / len(listed) ** 2
