"""What people answer when they are asked."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from tests.python.oracle.facts import Fact
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Place,
    Slice,
    members,
    next_month,
    score_bounds,
    share_of,
)
from tests.python.oracle.people import hashed
from tests.python.oracle.surveys import Judged
from tests.python.oracle.values import local_day

SEGMENTS = {
    "csat": ("source_system", "channel", "team", "priority", "agent"),
    "nps": ("source_system", "plan"),
    "overall": ("plan",),
    "ces": ("source_system", "channel", "team", "priority"),
    "agent_nps": ("team",),
    "expectations": ("source_system", "channel", "team", "priority"),
}


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return what came out of each survey."""
    made: dict[Slice, KpiValue] = {}
    for place, found in answers(months, "csat").items():
        hits = sum(judged.is_satisfied for judged in found)
        made["customer_satisfaction", *place] = share_of(hits, len(found))
    for place, found in answers(months, "ces").items():
        scores = [judged.normalised or Decimal(0) for judged in found]
        hits = sum(3 * score >= 2 for score in scores)
        made["customer_effort_score", *place] = share_of(hits, len(found))
    for place, found in answers(months, "expectations").items():
        met = sum(2 * (judged.normalised or Decimal(0)) >= 1 for judged in found)
        made["expectations_met", *place] = share_of(met, len(found))
    for place, found in answers(months, "overall").items():
        best = sum(is_top_two(judged) for judged in found)
        made["overall_satisfaction", *place] = share_of(best, len(found))
    for place, found in answers(months, "agent_nps").items():
        made["agent_satisfaction", *place] = employee_score(months, place, found)
    for place, found in answers(months, "nps").items():
        made["net_promoter_score", *place] = promoter_score(found)
    return made


def answers(
    months: Months, kind: str, segments: tuple[str, ...] | None = None
) -> dict[Place, list[Judged]]:
    """Return the counted answers of a kind."""
    segments = SEGMENTS[kind] if segments is None else segments
    return months.sliced(
        (judged.answer.answered_at, judged, member_of(months, fact, segments))
        for judged, fact in zip(
            months.facts.judged_surveys, months.facts.surveys, strict=True
        )
        if judged.is_counted and judged.answer.kind == kind
    )


def member_of(
    months: Months, fact: Fact, segments: tuple[str, ...]
) -> dict[str, object]:
    """Return the members of an answer; the plan is that of who was asked."""
    plan = months.export.people.plans.get(str(fact["customer_key"]), "unknown")
    return members(fact | {"plan": plan}, *segments)


def is_top_two(judged: Judged) -> bool:
    """Say whether it is one of the two best steps, of a short scale the best."""
    low, high = judged.answer.scale_min, judged.answer.scale_max
    if judged.score is None or low is None or high is None:
        return False
    return high - judged.score <= (1 if high - low >= 4 else 0)


def promoter_score(found: list[Judged]) -> KpiValue:
    """Return promoters less detractors, in points."""
    count = len(found)
    if count == 0:
        return KpiValue(None, 0, has_bounds=True)
    scores = [judged.score for judged in found if judged.score is not None]
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    bounds = score_bounds(promoters, detractors, count)
    value = 100 * (promoters - detractors) / count
    return KpiValue(value, count, *bounds, has_bounds=True)


def employee_score(months: Months, place: Place, found: list[Judged]) -> KpiValue:
    """Return the score of the desk's people, of five answers at least.

    How many there are is known here for teams of the generic layout alone.
    """
    count = len(found)
    if count < 5:
        return KpiValue(None, count, has_bounds=True)
    made = promoter_score(found)
    segment_type, team, month = place
    if segment_type != "team":
        return KpiValue(made.kpi_value, count)
    people = headcount(months, team, month)
    part = sqrt(max(0, people - count) / (people - 1)) if people > 1 else 1
    assert made.kpi_value is not None
    assert made.kpi_low is not None
    assert made.kpi_high is not None
    made.kpi_low = made.kpi_value - part * (made.kpi_value - made.kpi_low)
    made.kpi_high = made.kpi_value + part * (made.kpi_high - made.kpi_value)
    return made


def headcount(months: Months, team: str, month: date) -> int:
    """Return how many people work in a team at the end of a month."""
    last = next_month(month) - timedelta(days=1)
    last = min(last, local_day(months.as_of, months.zone))
    people = set()
    for row in months.export.rows("agents", "agent_id", "agent_id", ""):
        since, until = row.at("active_from"), row.at("active_to")
        if row.flag("is_bot") or row.key("team_id") != team:
            continue
        if since is not None and local_day(since, months.zone) > last:
            continue
        if until is not None and local_day(until, months.zone) <= last:
            continue
        people.add(hashed(row.text("email")) or row.key("agent_id"))
    return len(people)
