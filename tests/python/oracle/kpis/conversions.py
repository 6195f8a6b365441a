"""What customers order after a conversation."""

from datetime import timedelta

from tests.python.oracle.customers import conversions
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    members,
    share_of,
    time_of,
)

WINDOW = timedelta(days=14)
SEGMENTS = ("source_system", "channel", "team", "priority")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of conversations that an order is credited to."""
    credited = {
        order["conversation_key"]
        for order in conversions(months.export)
        if order["is_counted"]
    }
    rows = (
        (
            created_at,
            fact["conversation_key"] in credited,
            members(fact, *SEGMENTS, at="created"),
        )
        for fact in months.facts.conversations
        if fact["is_valid"]
        and not str(fact["customer_key"]).endswith(":unknown")
        and not months.export.is_staff(str(fact["customer_key"]))
        and (created_at := time_of(fact, "created_at")) is not None
        and created_at + WINDOW <= months.as_of
    )
    return {
        ("conversion_rate", *place): share_of(sum(converted), len(converted))
        for place, converted in months.sliced(rows).items()
    }
