"""Raw values become text, times, numbers and keys."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from zoneinfo import ZoneInfo

from .maps import seed

TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?([Zz]|[+-]\d\d(:?\d\d)?)?)?"
)
WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
MARKUP = re.compile(r"<[^>]*>|&nbsp;|\s")
REDACTED = re.compile(r"[\s▇]*▇[\s▇]*")
MILLISECOND = Decimal("0.001")
MICROSECOND = timedelta(microseconds=1)
UTC_ZONE = ZoneInfo("UTC")


def utc(year: int, month: int, day_of_month: int) -> datetime:
    """Return a midnight in UTC, naive as all times here."""
    return datetime(year, month, day_of_month, tzinfo=UTC).replace(tzinfo=None)


BEGINNING = utc(1, 1, 1)
END = utc(9999, 12, 31)
EARLIEST = utc(1990, 1, 1)


def plausible(moment: datetime | None) -> datetime | None:
    """Return a moment that can be; an empty date that was read as 1970 is none."""
    return None if moment is None or moment < EARLIEST else moment


@dataclass(slots=True)
class Settings:
    """The variables of the build that decide facts."""

    reporting_zone: ZoneInfo = UTC_ZONE
    source_zones: dict[str, ZoneInfo] = field(default_factory=dict)
    outbound_tags: frozenset[str] = frozenset(
        ("outbound", "campaign", "proactive_outreach")
    )
    test_tags: frozenset[str] = frozenset()
    complaint_tags: frozenset[str] = frozenset(
        ("complaint", "queja", "reclamacion", "queixa", "reclamacio")
    )
    bot_user_ids: frozenset[str] = frozenset()
    freshdesk_bots: frozenset[str] = frozenset()
    teammate_bots: frozenset[str] = frozenset()
    merged_into_phrases: tuple[str, ...] = (
        "this ticket is closed and merged into ticket",
    )
    merged_from_phrases: tuple[str, ...] = (
        "merged from ticket",
        "ticket with id",
        "tickets with id",
    )
    help_scout_bot_ids: frozenset[str] = frozenset(("1",))
    soft_reopen: timedelta = timedelta(minutes=60)
    response_target: timedelta = timedelta(minutes=5)
    response_limit: timedelta = timedelta(minutes=10)
    as_of: datetime | None = None
    seeds: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)

    @classmethod
    def of(cls, variables: Mapping[str, object]) -> "Settings":
        """Read the variables of a build; what is not named keeps its default."""
        made = cls()
        zone = variables.get("reporting_time_zone")
        if isinstance(zone, str):
            made.reporting_zone = ZoneInfo(zone)
        zones = variables.get("source_time_zones")
        if isinstance(zones, Mapping):
            made.source_zones = {str(k): ZoneInfo(str(v)) for k, v in zones.items()}
        tags = variables.get("outbound_tags")
        if isinstance(tags, list):
            made.outbound_tags = frozenset(str(tag) for tag in tags)
        bots = variables.get("zendesk_bot_user_ids")
        if isinstance(bots, list):
            made.bot_user_ids = frozenset(str(bot) for bot in bots)
        made.test_tags = texts(variables, "test_tags")
        made.teammate_bots = texts(variables, "intercom_bot_admin_ids")
        made.freshdesk_bots = texts(variables, "freshdesk_bot_user_ids")
        for name in ("merged_into_phrases", "merged_from_phrases"):
            if f"freshdesk_{name}" in variables:
                setattr(made, name, tuple(texts(variables, f"freshdesk_{name}")))
        bots = variables.get("help_scout_bot_user_ids")
        if isinstance(bots, list):
            made.help_scout_bot_ids = frozenset(str(bot) for bot in bots)
        made.soft_reopen = minutes(variables, "soft_reopen_minutes", made.soft_reopen)
        made.response_target = minutes(
            variables, "response_target_minutes", made.response_target
        )
        made.response_limit = minutes(
            variables, "response_limit_minutes", made.response_limit
        )
        made.as_of = timestamp(variables.get("as_of"), UTC_ZONE, made.reporting_zone)
        for name in ("schedule_choices", "business_hours", "holidays"):
            given = variables.get(name)
            made.seeds[name] = seed(name) if given is None else rows_of(given)
        return made


def texts(variables: Mapping[str, object], name: str) -> frozenset[str]:
    """Return a variable that is a list of texts."""
    given = variables.get(name)
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset()


def minutes(
    variables: Mapping[str, object], name: str, default: timedelta
) -> timedelta:
    """Return a variable given in minutes."""
    given = number(variables.get(name))
    return default if given is None else timedelta(minutes=float(given))


def rows_of(value: object) -> list[Mapping[str, object]]:
    """Return the rows of a seed that is handed over as a list of mappings."""
    if not isinstance(value, list):
        return []
    return [row for row in value if isinstance(row, Mapping)]


def text(value: object) -> str | None:
    """Return a value as trimmed text; empty text and `null` are null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    found = value.strip() if isinstance(value, str) else str(value)
    return None if found in ("", "null") else found


def text_id(value: object) -> str | None:
    """Return an id as text; `123.0` is 123."""
    found = text(value)
    if found is None:
        return None
    whole = WHOLE_NUMBER.fullmatch(found)
    return whole[1] if whole else found


def id_order(identifier: str) -> tuple[int, int, str]:
    """Sort ids as numbers, and those that are none after them as text."""
    if identifier.lstrip("-").isdigit():
        return (0, int(identifier), "")
    return (1, 0, identifier)


def key(source: str, identifier: str | None) -> str:
    """Return a key: the source's name and the id, an address as its hash."""
    if identifier is None:
        return f"{source}:unknown"
    return f"{source}:{safe_id(identifier)}"


def safe_id(identifier: str) -> str:
    """Return an id that is no address."""
    if "@" not in identifier:
        return identifier
    return hashlib.md5(
        identifier.strip().lower().encode(), usedforsecurity=False
    ).hexdigest()


def boolean(value: object) -> bool | None:
    """Return true, false or null."""
    found = text(value)
    if found is None:
        return None
    return {"true": True, "1": True, "false": False, "0": False}.get(found.lower())


def number(value: object) -> Decimal | None:
    """Return an exact number, or null where it is none."""
    found = text(value)
    if found is None or isinstance(value, bool):
        return None
    try:
        made = Decimal(found)
    except InvalidOperation:
        return None
    return made if made.is_finite() else None


@cache
def steady_offset(zone: ZoneInfo, local_date: date) -> timedelta | None:
    """Return the offset of a day, null where its clock changes."""
    midnight = utc(local_date.year, local_date.month, local_date.day)
    offsets = {
        zone.utcoffset(at.replace(fold=fold))
        for at in (midnight, midnight + timedelta(days=1))
        for fold in (0, 1)
    }
    return offsets.pop() if len(offsets) == 1 else None


def utc_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC time of a wall clock.

    Ambiguous is the later one; what the clock skips is shifted forward.
    """
    steady = steady_offset(zone, local.date())
    if steady is not None:
        return local - steady
    first = zone.utcoffset(local.replace(fold=0)) or timedelta()
    second = zone.utcoffset(local.replace(fold=1)) or timedelta()
    return local - min(first, second)


@cache
def parsed_timestamp(
    found: str, zone: ZoneInfo, reporting_zone: ZoneInfo
) -> datetime | None:
    """Parse ISO text to naive UTC."""
    if not TIMESTAMP.fullmatch(found):
        return None
    try:
        made = datetime.fromisoformat(found.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    if made.tzinfo is not None:
        return made.astimezone(UTC).replace(tzinfo=None)
    return utc_of(made, reporting_zone if len(found) == 10 else zone)


def timestamp(
    value: object, zone: ZoneInfo, reporting_zone: ZoneInfo
) -> datetime | None:
    """Return a time as naive UTC, or null where it can't be read."""
    if not isinstance(value, str):
        return None
    return parsed_timestamp(value.strip(), zone, reporting_zone)


def day(value: object) -> date | None:
    """Return a date, or null where it can't be read."""
    found = text(value)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[:10])
    except ValueError:
        return None


def mapping(value: object) -> Mapping[str, object]:
    """Return a nested object, empty where there is none; text is read as JSON."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value, parse_float=Decimal)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def topic_of(value: object) -> str | None:
    """Return what a conversation is about, in small letters."""
    return (text(value) or "").strip().lower() or None


def items(value: object) -> list[object]:
    """Return a list: a JSON array, or `a|b|c`."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value, parse_float=Decimal)
        except ValueError:
            return []
    if isinstance(value, list):
        return list(value)
    if isinstance(value, str) and value.strip():
        return list(value.split("|"))
    return []


def is_blank(body: object) -> bool:
    """Say whether a body holds nothing but tags and blanks."""
    return not isinstance(body, str) or MARKUP.sub("", body) == ""


def is_redacted(body: object) -> bool:
    """Say whether a body holds nothing but redaction blocks."""
    return isinstance(body, str) and REDACTED.fullmatch(body) is not None


def seconds(span: timedelta) -> Decimal:
    """Return exact seconds with three places."""
    exact = Decimal(span // MICROSECOND) / 1_000_000
    return exact.quantize(MILLISECOND, ROUND_HALF_UP)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day of a UTC time in a zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).date()
