"""How far the help centre answers, and what it leaves to the desk."""

from tests.python.oracle.facts import Fact
from tests.python.oracle.help_centre import article_contacts
from tests.python.oracle.kpis.frame import (
    KpiValue,
    Months,
    Slice,
    mean_of,
    members,
    number_of,
    rate_of,
    time_of,
)
from tests.python.oracle.neighbours import article_reads

SEGMENTS = ("article", "article_category", "locale")


def kpis(months: Months) -> dict[Slice, KpiValue]:
    """Return reads, the time that they take, and the contacts that come of them."""
    visits = article_reads(months.export)
    reads = months.sliced(
        (time_of(fact, "opened_at"), fact, members(fact, *SEGMENTS))
        for fact in visits
        if fact["is_read"]
    )
    made: dict[Slice, KpiValue] = {}
    for place, facts in reads.items():
        made["articles_read", *place] = KpiValue(len(facts), len(facts))
        made["article_reading_time", *place] = mean_of(times_of(facts))
    contacts = contacts_of(months, visits)
    counted = months.sliced(
        (time_of(fact, "opened_at"), 1, members(fact, *SEGMENTS)) for fact in contacts
    )
    for place in reads.keys() | counted.keys():
        made["contacts_from_articles", *place] = rate_of(
            len(counted.get(place, [])), len(reads.get(place, [])), 1000
        )
    return made


def times_of(reads: list[Fact]) -> list[float]:
    """Return the seconds of the reads that took any."""
    found = [float(number_of(fact, "reading_seconds") or 0) for fact in reads]
    return [spent for spent in found if spent > 0]


def contacts_of(months: Months, visits: list[Fact]) -> list[Fact]:
    """Return the contacts, each as the visit that it came of."""
    by_key = {fact["article_read_key"]: fact for fact in visits}
    return [
        by_key.get(fact["article_read_key"])
        or {**fact, "opened_at": fact["contacted_at"]}
        for fact in article_contacts(months.export)
    ]
