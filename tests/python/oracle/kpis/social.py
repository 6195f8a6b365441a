"""How questions on social networks are solved, and how that goes down."""

from collections.abc import Iterable

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    mean_of,
    median_of,
    members,
    minutes_of,
    time_of,
)
from tests.python.oracle.neighbours import social_threads


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the time to the solution, its endorsements and the change of mood."""
    solved = months.sliced(
        (time_of(fact, "solved_at"), fact, members(fact, "source_system"))
        for fact in social_threads(months.export)
        if fact["is_valid"]
    )
    made: dict[Slice, KpiValue] = {}
    for place, facts in solved.items():
        minutes = [
            minutes_of(fact, "solution_seconds")
            for fact in facts
            if not fact["is_outbound"]
        ]
        made["social_time_to_solution", *place] = median_of(known(minutes))
        likes = known(fact["endorsement_count"] for fact in facts)
        made["solution_endorsements", *place] = mean_of(likes)
        moods = known(fact["sentiment_change"] for fact in facts)
        made["sentiment_change", *place] = mean_of(moods, -2, 2)
    return made


def known(values: Iterable[object]) -> list[float]:
    """Return what is known of them."""
    return [float(value) for value in values if isinstance(value, int | float)]
