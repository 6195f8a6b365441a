"""What native statuses, channels, priorities and zone names mean.

The seeds say it: they are the product's settings, which a desk may change.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
LIVE = frozenset(("new", "open", "waiting_customer", "waiting_other", "snoozed"))
RESOLUTION = frozenset(("resolved", "closed"))
DONE = RESOLUTION | {"cancelled"}


@cache
def seed(name: str) -> list[Mapping[str, object]]:
    """Return the rows of a seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def words(name: str, native: str, canonical: str) -> dict[tuple[str, str], str]:
    """Return what a source's words mean."""
    return {
        (str(row["source_system"]), str(row[native])): str(row[canonical])
        for row in seed(name)
    }


@cache
def rails_zones() -> dict[str, str]:
    """Return the IANA name of each display name."""
    return {
        str(row["rails_name"]): str(row["iana_name"])
        for row in seed("rails_time_zones")
    }


def status(source: str, native: str | None) -> str | None:
    """Return the canonical status; unknown codes are open, none is null."""
    if native is None:
        return None
    known = words("status_map", "native_status", "status")
    return known.get((source, native.lower()), "open")


def channel(source: str, native: str | None) -> str:
    """Return the canonical channel; unknown or none is other."""
    known = words("channel_map", "native_channel", "channel")
    return known.get((source, (native or "").lower()), "other")


def priority(source: str, native: str | None) -> str | None:
    """Return the canonical priority, null where it is unset or unknown."""
    known = words("priority_map", "native_priority", "priority")
    return known.get((source, (native or "").lower()))


@dataclass(frozen=True, slots=True)
class SeverityTarget:
    """Within how many seconds a severity asks for an answer."""

    is_business: bool
    seconds: int
    calendar_seconds: int


def severity_target(severity: str | None) -> SeverityTarget | None:
    """Return the target of a severity; null where it has none."""
    for row in seed("severity_targets"):
        if row["severity"] == (severity or "").strip().lower():
            return SeverityTarget(
                is_business=row["clock"] == "business",
                seconds=60 * int(str(row["target_minutes"])),
                calendar_seconds=60 * int(str(row["minutes_without_hours"])),
            )
    return None


@cache
def zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of a vendor's or an IANA name, null where it is unknown."""
    if not name:
        return None
    try:
        return ZoneInfo(rails_zones().get(name, name))
    except (KeyError, ValueError, OSError):
        return None
