"""The headline of each KPI by month, from the oracle's facts, a module per family."""

from collections.abc import Callable

from tests.python.oracle.facts import Facts
from tests.python.oracle.kpis import (
    bots,
    cases,
    conversions,
    demand,
    follow_ups,
    loyalty,
    queues,
    resolution,
    responsiveness,
    satisfaction,
    self_service,
    social,
    team,
    voice,
)
from tests.python.oracle.kpis.frame import KpiValue, Months, Slice
from tests.python.oracle.neighbours import Export

Family = Callable[[Months], dict[Slice, KpiValue]]

FAMILIES: list[Family] = [
    bots.kpis,
    conversions.kpis,
    demand.kpis,
    responsiveness.kpis,
    resolution.kpis,
    satisfaction.kpis,
    team.kpis,
    follow_ups.kpis,
    loyalty.kpis,
    voice.kpis,
    queues.kpis,
    self_service.kpis,
    social.kpis,
    cases.kpis,
]


def kpis_by_slice(facts: Facts, export: Export) -> dict[Slice, KpiValue]:
    """Return each KPI by month: of all, and of the segments that the oracle knows."""
    months = Months(facts, export)
    made: dict[Slice, KpiValue] = {}
    for family in FAMILIES:
        made |= family(months)
    return made
