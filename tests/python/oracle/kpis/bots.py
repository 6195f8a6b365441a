"""What bots deal with alone."""

from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    is_inbound,
    members,
    share_of,
    time_of,
)


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return the share of conversations with a bot that nobody else answered."""
    rows = (
        (
            time_of(fact, "created_at"),
            bool(fact["is_bot_only"]),
            members(fact, "source_system", "channel"),
        )
        for fact in months.facts.conversations
        if is_inbound(fact) and fact["answering_bot_message_count"]
    )
    return {
        ("bot_containment", *place): share_of(sum(contained), len(contained))
        for place, contained in months.sliced(rows).items()
    }
