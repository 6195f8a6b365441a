"""What becomes of customers: orders, recommendations, contracts, months."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from .cases import complaints, turns
from .facts import Fact
from .neighbours import Export, Row, is_inbound, span
from .read_exports import read_stream
from .values import key

WINDOW = timedelta(days=14)
GRACE = timedelta(days=30)
YEAR = timedelta(days=365)
NEVER = date(9999, 1, 1)


def moment_of(fact: Fact, name: str) -> datetime:
    """Return a moment of a fact that has to be there."""
    found = fact[name]
    assert isinstance(found, datetime)
    return found


def conversions(export: Export) -> list[Fact]:
    """Return the orders, each with the conversation that is credited with it."""
    by_person: dict[str, list[Fact]] = defaultdict(list)
    for fact in export.facts.conversations:
        customer = str(fact["customer_key"])
        if fact["is_valid"] and not customer.endswith(":unknown"):
            by_person[export.people.person(customer)].append(fact)
    made = []
    for row in export.rows("orders", "order_id", "order_id customer_id", "ordered_at"):
        customer = row.key("customer_id") or ""
        ordered_at = row.moment("ordered_at")
        named = row.key("conversation_id")
        near = [
            fact
            for fact in by_person[export.people.person(customer)]
            if moment_of(fact, "created_at")
            <= ordered_at
            <= moment_of(fact, "created_at") + WINDOW
        ]
        best = max(
            near,
            key=lambda fact: (
                fact["conversation_key"] == named,
                moment_of(fact, "created_at"),
                str(fact["conversation_key"]),
            ),
            default=None,
        )
        made.append(
            {
                "conversion_key": row.key("order_id"),
                "customer_key": customer,
                "person_key": export.people.person(customer),
                "kind": row.word("kind") or "order",
                "ordered_at": ordered_at,
                "is_counted": row.at("refunded_at") is None
                and not export.is_staff(customer),
                "conversation_key": best["conversation_key"] if best else None,
                "channel": best["channel"] if best else None,
                "created_team_key": best["created_team_key"] if best else None,
                "conversion_seconds": span(moment_of(best, "created_at"), ordered_at)
                if best
                else None,
                "amount": row.number("amount") or Decimal(0),
            }
        )
    return made


def referrals(export: Export) -> list[Fact]:
    """Return the recommendations, and which of them count."""
    rows = export.rows(
        "referrals", "referral_id", "referral_id referrer_customer_id", ""
    )
    found: list[tuple[str, str, str | None, datetime | None]] = [
        (
            row.key("referral_id") or "",
            row.key("referrer_customer_id") or "",
            row.key("referred_customer_id"),
            row.at("converted_at"),
        )
        for row in rows
    ]
    listed = {referred for _, _, referred, _ in found}
    for row in export.rows("customers", "customer_id", "customer_id", ""):
        referrer, customer = row.key("referred_by_customer_id"), row.key("customer_id")
        if referrer is not None and customer not in listed:
            name = key("generic", f"customer:{row.text('customer_id')}")
            found.append((name, referrer, customer, row.at("created_at")))
    first: dict[str, tuple[datetime, str]] = {}
    made: list[Fact] = []
    for name, referrer, referred, converted_at in found:
        person = export.people.person(referred) if referred else name
        is_self = referred is not None and export.people.person(referrer) == person
        if converted_at is not None and not is_self:
            candidate = (converted_at, name)
            first[person] = min(first.get(person, candidate), candidate)
        made.append(
            {
                "referral_key": name,
                "referrer_customer_key": referrer,
                "referred_customer_key": referred,
                "converted_at": converted_at,
                "is_self_referral": is_self,
                "is_counted": False,
            }
        )
    counted = {name for _, name in first.values()}
    for fact in made:
        fact["is_counted"] = fact["referral_key"] in counted
    return made


@dataclass(slots=True)
class Event:
    """Something that happened to a customer."""

    person: str
    kind: str
    at: datetime
    name: str
    amount: Decimal
    score: float | None = None


def events(export: Export) -> list[Event]:
    """Return what happened to customers until as-of."""
    as_of = export.facts.as_of
    assert as_of is not None
    made = []

    def add(
        kind: str, customer: object, at: object, name: object, amount: object
    ) -> None:
        who = str(customer)
        is_known = customer is not None and not who.endswith(":unknown")
        assert isinstance(at, datetime)
        if is_known and not export.is_staff(who) and at <= as_of:
            is_score = isinstance(amount, float)
            made.append(
                Event(
                    export.people.person(who),
                    kind,
                    at,
                    f"{kind}|{name}",
                    Decimal(0) if is_score else Decimal(str(amount)),
                    float(str(amount)) if is_score else None,
                )
            )

    inbound = set()
    for fact in export.facts.conversations:
        if is_inbound(fact):
            inbound.add(fact["conversation_key"])
            name = fact["conversation_key"]
            count = fact["reopen_count"]
            add("contact", fact["customer_key"], fact["created_at"], name, count)
    for fact in export.facts.responses:
        waited = fact["response_seconds"]
        is_counted = fact["conversation_key"] in inbound or fact.get("is_inbound")
        if waited is not None and is_counted:
            name, since = fact["response_key"], fact["waiting_since_at"]
            add("wait", fact["customer_key"], since, name, waited)
    for complaint in complaints(export.facts):
        said = complaint.fact
        name, customer = said["conversation_key"], said["customer_key"]
        add("complaint", customer, complaint.complained_at, name, 0)
    for number, turn in enumerate(turns(export.facts)):
        if turn.is_asked_again:
            customer = turn.fact["customer_key"]
            add("rewording", customer, turn.messages[0].sent_at, number, 0)
    for fact in conversions(export):
        if fact["is_counted"]:
            name, amount = fact["conversion_key"], fact["amount"]
            add("order", fact["customer_key"], fact["ordered_at"], name, amount)
    for judged, fact in zip(
        export.facts.judged_surveys, export.facts.surveys, strict=True
    ):
        answer = judged.answer
        about = export.conversations.get(judged.conversation_key or "")
        is_left_out = about is not None and bool(
            about["is_spam"] or about["is_deleted"] or about["is_test"]
        )
        if not fact["is_counted"] or is_left_out:
            continue
        if answer.kind not in ("csat", "nps", "ces"):
            continue
        score = answer.score if answer.kind == "nps" else judged.normalised
        assert score is not None
        name, customer = answer.key, answer.customer_key
        add(answer.kind, customer, answer.answered_at, name, float(score))
    return made


@dataclass(slots=True)
class Spell:
    """An uninterrupted time as an active customer."""

    number: int
    start: date
    end: date
    why: str


def contracts(export: Export) -> list[Row]:
    """Return the contracts that make somebody a customer."""
    rows = export.rows(
        "subscriptions",
        "subscription_id",
        "subscription_id customer_id",
        "started_at",
        "updated_at",
    )
    return [row for row in rows if row.flag("is_trial") is not True]


def has_contracts(export: Export) -> bool:
    """Say whether the export holds any contract at all."""
    return bool(read_stream(export.root, "generic", "subscriptions").rows)


def day_of(export: Export, at: datetime | None) -> date:
    """Return the day of a moment, and never for none."""
    found = export.day(at)
    return found if isinstance(found, date) else NEVER


def spells(export: Export, happened: list[Event]) -> dict[str, list[Spell]]:
    """Return when each person was an active customer."""
    spans: dict[str, list[tuple[date, str, date, str]]] = defaultdict(list)
    grace = timedelta()
    if has_contracts(export):
        grace = GRACE
        for row in contracts(export):
            customer = row.key("customer_id") or ""
            start = day_of(export, row.at("started_at"))
            end = day_of(export, row.at("ended_at"))
            is_failed = row.word("cancel_reason") == "payment_failed"
            why = "payment_failed" if is_failed else "voluntary"
            if start < end and not export.is_staff(customer):
                name = row.key("subscription_id") or ""
                spans[export.people.person(customer)].append((start, name, end, why))
    else:
        for event in happened:
            if event.kind in ("contact", "order"):
                start = day_of(export, event.at)
                span_ = (start, event.name, start + YEAR, "inactive")
                spans[event.person].append(span_)
    made: dict[str, list[Spell]] = {}
    for person, found in spans.items():
        mine: list[Spell] = []
        last = ""
        for start, name, end, why in sorted(found):
            if mine and start - grace <= mine[-1].end:
                if (end, name) > (mine[-1].end, last):
                    mine[-1].end, mine[-1].why, last = end, why, name
            else:
                mine.append(Spell(len(mine) + 1, start, end, why))
                last = name
        made[person] = mine
    return made


def first_of_month(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def months(export: Export) -> Iterator[tuple[date, date]]:
    """Return the first and the last day of each month until as-of."""
    begun = [moment_of(fact, "created_at") for fact in export.facts.conversations]
    day = first_of_month(day_of(export, min(begun)))
    last = day_of(export, export.facts.as_of)
    while day <= last:
        following = first_of_month(day + timedelta(days=32))
        yield day, min(following - timedelta(days=1), last)
        day = following


def active_days(export: Export) -> list[Fact]:
    """Return how many customers were active at the end of each day."""
    found = spells(export, events(export))
    begun = [moment_of(fact, "created_at") for fact in export.facts.conversations]
    day = day_of(export, min(begun))
    made = []
    while day <= day_of(export, export.facts.as_of):
        count = sum(
            spell.start <= day < spell.end for mine in found.values() for spell in mine
        )
        made.append({"calendar_date": day, "active_customer_count": count})
        day += timedelta(days=1)
    return made


def worth(export: Export) -> dict[str, list[tuple[date, date, Decimal]]]:
    """Return what each person's contracts are worth a month, and when."""
    made: dict[str, list[tuple[date, date, Decimal]]] = defaultdict(list)
    for row in contracts(export):
        made[export.people.person(row.key("customer_id") or "")].append(
            (
                day_of(export, row.at("started_at")),
                day_of(export, row.at("ended_at")),
                row.number("monthly_amount") or Decimal(0),
            )
        )
    return made


def customer_months(export: Export) -> list[Fact]:
    """Return the months of all customers."""
    happened = events(export)
    found = spells(export, happened)
    values = worth(export)
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(happened, key=lambda event: (event.at, event.name)):
        by_person[event.person].append(event)
    made = []
    calendar = list(months(export))
    for person in found.keys() | by_person.keys():
        so_far: list[Event] = []
        for start, last in calendar:
            now = [
                event
                for event in by_person[person]
                if start <= day_of(export, event.at) <= last
            ]
            so_far += now
            reaching = [
                spell
                for spell in found.get(person, [])
                if spell.start <= last and spell.end >= start
            ]
            if not reaching and not now:
                continue
            made.append(month_fact(person, start, last, reaching, now, so_far))
            made[-1] |= amounts(values[person], start, last, made[-1])
    return made


def month_fact(
    person: str,
    start: date,
    last: date,
    reaching: list[Spell],
    now: list[Event],
    so_far: list[Event],
) -> Fact:
    """Return a month of a person."""
    at_start = any(spell.start < start <= spell.end for spell in reaching)
    at_end = any(spell.start <= last < spell.end for spell in reaching)
    is_first = any(spell.number == 1 and spell.start >= start for spell in reaching)
    is_lost = at_start and not at_end
    ended = [spell for spell in reaching if spell.end <= last]
    newest = {event.kind: event.score for event in so_far if event.score is not None}
    return {
        "customer_month_key": f"{person}@{start.isoformat()}",
        "is_active_at_start": at_start,
        "is_active_at_end": at_end,
        "is_new": at_end and not at_start and is_first,
        "is_returned": at_end and not at_start and not is_first,
        "is_lost": is_lost,
        "lost_reason": ended[-1].why if is_lost else None,
        "lost_date": ended[-1].end if is_lost else None,
        "contact_count": count_of(now, "contact"),
        "reopen_count": sum_of(now, "contact"),
        "waited_seconds": sum_of(now, "wait"),
        "complaint_count": count_of(now, "complaint"),
        "rewording_count": count_of(now, "rewording"),
        "order_count": count_of(now, "order"),
        "order_amount": sum_of(now, "order"),
        "contact_count_so_far": count_of(so_far, "contact"),
        "waited_seconds_so_far": sum_of(so_far, "wait"),
        "complaint_count_so_far": count_of(so_far, "complaint"),
        "rewording_count_so_far": count_of(so_far, "rewording"),
        "last_csat": newest.get("csat"),
        "last_nps": newest.get("nps"),
        "last_ces": newest.get("ces"),
    }


def amounts(
    values: list[tuple[date, date, Decimal]], start: date, last: date, fact: Fact
) -> Fact:
    """Return what a person's contracts were worth at both ends of a month."""
    at_start, at_end = Decimal(), Decimal()
    for begin, end, monthly in values:
        if begin < start <= end:
            at_start += monthly
        if begin <= last < end:
            at_end += monthly
    return {
        "amount_at_start": float(at_start) if fact["is_active_at_start"] else None,
        "amount_at_end": float(at_end) if fact["is_active_at_end"] else None,
    }


def count_of(found: list[Event], kind: str) -> int:
    """Return how many there are of a kind."""
    return sum(event.kind == kind for event in found)


def sum_of(found: list[Event], kind: str) -> Decimal:
    """Return the sum over a kind."""
    return sum((event.amount for event in found if event.kind == kind), Decimal())


class Plans:
    """Who had which plan in a month: the dearest contract's, else the record's."""

    def __init__(self, export: Export) -> None:
        """Sort contracts and records by person."""
        self.export = export
        self.contracts: dict[str, list[tuple[date, date, Decimal, str, str]]] = (
            defaultdict(list)
        )
        self.records: dict[str, str] = {}
        for row in contracts(export):
            plan = row.text("plan")
            if plan is not None:
                self.contracts[
                    export.people.person(row.key("customer_id") or "")
                ].append(
                    (
                        day_of(export, row.at("started_at")),
                        day_of(export, row.at("ended_at")),
                        row.number("monthly_amount") or Decimal(0),
                        row.key("subscription_id") or "",
                        plan,
                    )
                )
        for customer in sorted(export.people.plans, reverse=True):
            person = export.people.person(customer)
            self.records[person] = export.people.plans[customer]

    def of(self, person: str, start: date, last: date) -> str:
        """Return the plan of a person in a month."""
        reaching = [
            (amount, name, plan)
            for begin, end, amount, name, plan in self.contracts[person]
            if begin <= last and end >= start
        ]
        if reaching:
            return max(reaching)[2]
        return self.records.get(person, "unknown")
