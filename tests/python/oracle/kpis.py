"""The headline of each KPI by month for the whole desk, from the oracle's facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import sqrt
from statistics import fmean, median

from .facts import Fact, Facts
from .maps import LIVE
from .surveys import Judged
from .values import BEGINNING, END, local_day, utc, utc_of

Z = 1.96


@dataclass(slots=True)
class KpiValue:
    """A number with its sample size and its bounds."""

    kpi_value: float | None
    sample_size: int
    kpi_low: float | None = None
    kpi_high: float | None = None


def wilson(hits: int, count: int) -> tuple[float, float] | None:
    """Return the 95 % bounds of a share."""
    if count == 0:
        return None
    share = hits / count
    centre = share + Z * Z / (2 * count)
    half = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    scale = 1 + Z * Z / count
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def score_bounds(promoters: int, detractors: int, count: int) -> tuple[float, float]:
    """Return the adjusted Wald bounds of a promoter score."""
    total = count + 3
    up, down = (promoters + 0.75) / total, (detractors + 0.75) / total
    middle = up - down
    half = Z * sqrt((up + down - middle * middle) / total)
    return max(-100.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day to another."""
    found = [first.replace(day=1)]
    while (following := next_month(found[-1])) <= last:
        found.append(following)
    return found


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


class Months:
    """The months of an export, and what happened in them."""

    def __init__(self, facts: Facts) -> None:
        """Take the facts up to as-of."""
        self.facts = facts
        self.as_of = facts.as_of or BEGINNING
        self.zone = facts.settings.reporting_zone
        times = [
            made
            for fact in facts.conversations
            if (made := time_of(fact, "created_at")) is not None and made <= self.as_of
        ]
        first = min(times, default=self.as_of)
        self.months = months_between(
            local_day(first, self.zone), local_day(self.as_of, self.zone)
        )

    def month(self, moment: datetime | None) -> date | None:
        """Return the month of a moment that has come by as-of."""
        if moment is None or moment > self.as_of:
            return None
        return local_day(moment, self.zone).replace(day=1)

    def grouped(
        self, rows: Iterable[tuple[datetime | None, Decimal | None]]
    ) -> dict[date, list[float]]:
        """Return the values of each month."""
        found: dict[date, list[float]] = {month: [] for month in self.months}
        for moment, value in rows:
            month = self.month(moment)
            if month is not None and value is not None:
                found.setdefault(month, []).append(float(value))
        return found

    def end_of(self, month: date) -> tuple[datetime, bool]:
        """Return a month's end, or as-of where that is earlier."""
        following = next_month(month)
        end = utc_of(utc(following.year, following.month, 1), self.zone)
        return (self.as_of, True) if self.as_of < end else (end, False)


def time_of(fact: Fact, column: str) -> datetime | None:
    """Return a time of a row."""
    found = fact[column]
    return found if isinstance(found, datetime) else None


def number_of(fact: Fact, column: str) -> Decimal | None:
    """Return a number of a row."""
    found = fact[column]
    return found if isinstance(found, Decimal) else None


def is_inbound(fact: Fact) -> bool:
    """Say whether a conversation counts for marts of speed and volume."""
    return bool(fact["is_valid"]) and not fact["is_outbound"]


def kpis_by_month(facts: Facts) -> dict[tuple[str, date], KpiValue]:
    """Return value and sample size of each KPI and month."""
    made: dict[tuple[str, date], KpiValue] = {}
    months = Months(facts)
    inbound = [fact for fact in facts.conversations if is_inbound(fact)]
    inbound_keys = {fact["conversation_key"] for fact in inbound}
    one = Decimal(1)
    volume = months.grouped((time_of(fact, "created_at"), one) for fact in inbound)
    for month, values in volume.items():
        made["conversation_volume", month] = KpiValue(len(values), len(values))
    resolutions = months.grouped(
        (time_of(fact, "last_resolved_at"), number_of(fact, "full_resolution_seconds"))
        for fact in inbound
        if not fact["is_bot_only"]
    )
    for month, values in resolutions.items():
        hours = [value / 3600 for value in values]
        middle = median(hours) if hours else None
        longest = max(hours) if hours else None
        made["resolution_time", month] = KpiValue(middle, len(hours))
        made["longest_resolution_time", month] = KpiValue(longest, len(hours))
    firsts = months.grouped(
        (
            time_of(fact, "first_human_response_at"),
            number_of(fact, "first_response_seconds"),
        )
        for fact in inbound
    )
    for month, values in firsts.items():
        middle = median(values) / 60 if values else None
        made["first_response_time", month] = KpiValue(middle, len(values))
    responses = months.grouped(
        (time_of(fact, "responded_at"), number_of(fact, "response_seconds"))
        for fact in facts.responses
        if fact["conversation_key"] in inbound_keys or fact.get("is_inbound")
    )
    for month, values in responses.items():
        mean = fmean(values) / 60 if values else None
        made["response_time", month] = KpiValue(mean, len(values))
    add_backlog(facts, months, made)
    add_surveys(facts, months, made)
    return made


def add_backlog(
    facts: Facts, months: Months, made: dict[tuple[str, date], KpiValue]
) -> None:
    """Count what was unresolved at each month's end."""
    spells: dict[object, list[Fact]] = {}
    for spell in facts.status_spells:
        spells.setdefault(spell["conversation_key"], []).append(spell)
    starts = customer_starts(facts)
    ends = [(month, *months.end_of(month)) for month in months.months]
    counts = dict.fromkeys(months.months, 0)
    for fact in facts.conversations:
        removed_at = time_of(fact, "removed_at")
        is_removed = fact["is_spam"] or fact["is_deleted"] or fact["is_merged"]
        if fact["is_test"] or (is_removed and removed_at is None):
            continue
        start = time_of(fact, "created_at")
        if fact["is_outbound"]:
            start = starts.get(fact["conversation_key"])
        if start is None:
            continue
        for spell in spells[fact["conversation_key"]]:
            if spell["status"] not in LIVE:
                continue
            began = max(start, time_of(spell, "started_at") or start)
            left = min(time_of(spell, "ended_at") or END, removed_at or END)
            for month, end, is_as_of in ends:
                if is_as_of:
                    counts[month] += began <= end < left
                else:
                    counts[month] += began < end <= left
    for month, count in counts.items():
        made["backlog", month] = KpiValue(count, count)


def customer_starts(facts: Facts) -> dict[object, datetime]:
    """Return when the customer first wrote, for what the desk began."""
    found: dict[object, datetime] = {}
    for response in facts.responses:
        at = time_of(response, "waiting_since_at")
        if response["is_first"] and at is not None:
            found[response["conversation_key"]] = at
    return found


def add_surveys(
    facts: Facts, months: Months, made: dict[tuple[str, date], KpiValue]
) -> None:
    """Add satisfaction, the promoter score and the effort score."""
    answers: dict[tuple[str, date], list[Judged]] = {}
    for judged in facts.judged_surveys:
        month = months.month(judged.answer.answered_at)
        if month is None or not judged.is_counted:
            continue
        answers.setdefault((judged.answer.kind, month), []).append(judged)
    for month in months.months:
        for kind, kpi in (
            ("csat", "customer_satisfaction"),
            ("nps", "net_promoter_score"),
            ("ces", "customer_effort_score"),
        ):
            found = answers.get((kind, month), [])
            made[kpi, month] = survey_value(kind, found)


def survey_value(kind: str, found: list[Judged]) -> KpiValue:
    """Return the value of a survey over some answers."""
    count = len(found)
    if count == 0:
        return KpiValue(None, 0)
    scores = [judged.score for judged in found if judged.score is not None]
    if kind == "nps":
        promoters = sum(score >= 9 for score in scores)
        detractors = sum(score <= 6 for score in scores)
        low, high = score_bounds(promoters, detractors, count)
        value = 100 * (promoters - detractors) / count
        return KpiValue(value, count, low, high)
    if kind == "csat":
        hits = sum(judged.is_satisfied for judged in found)
    else:
        hits = sum(3 * (judged.normalised or Decimal(0)) >= 2 for judged in found)
    bounds = wilson(hits, count)
    assert bounds is not None
    return KpiValue(hits / count, count, *bounds)
