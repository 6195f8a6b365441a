"""What people answer when they are asked."""

from decimal import Decimal

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Place,
    Slice,
    members,
    score_bounds,
    share_of,
)
from tests.python.oracle.surveys import Judged

SEGMENTS = {
    "csat": ("source_system", "channel", "team", "priority", "agent"),
    "nps": ("source_system",),
    "ces": ("source_system", "channel", "team", "priority"),
}


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return satisfaction and the promoter score."""
    made: dict[Slice, KpiValue] = {}
    for place, found in answers(months, "csat").items():
        hits = sum(judged.is_satisfied for judged in found)
        made["customer_satisfaction", *place] = share_of(hits, len(found))
    for place, found in answers(months, "ces").items():
        scores = [judged.normalised or Decimal(0) for judged in found]
        hits = sum(3 * score >= 2 for score in scores)
        made["customer_effort_score", *place] = share_of(hits, len(found))
    for place, found in answers(months, "nps").items():
        made["net_promoter_score", *place] = promoter_score(found)
    return made


def answers(months: Months, kind: str) -> dict[Place, list[Judged]]:
    """Return the counted answers of a kind."""
    segments = SEGMENTS[kind]
    return months.sliced(
        (judged.answer.answered_at, judged, members(fact, *segments))
        for judged, fact in zip(
            months.facts.judged_surveys, months.facts.surveys, strict=True
        )
        if judged.is_counted and judged.answer.kind == kind
    )


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
