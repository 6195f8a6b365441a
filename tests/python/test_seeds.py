"""Seeds are clean CSV with canonical values, complete words and sound targets."""

import csv
import io
from pathlib import Path
from zoneinfo import available_timezones

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

KEYS: dict[str, tuple[str, ...]] = {
    "business_hours": ("source_system", "schedule", "weekday", "opens_at"),
    "channel_map": ("source_system", "native_channel"),
    "holidays": ("source_system", "schedule", "holiday_date"),
    "kpi_catalog": ("kpi",),
    "kpi_targets": ("kpi", "segment_type", "segment_value"),
    "priority_map": ("source_system", "native_priority"),
    "rails_time_zones": ("rails_name",),
    "severity_targets": ("severity",),
    "schedule_choices": ("source_system", "team_id"),
    "status_map": ("source_system", "native_status"),
    "survey_kind_map": ("source_system", "native_kind"),
    "team_tiers": ("source_system", "team_id"),
}
STATUSES = {
    "new",
    "open",
    "waiting_customer",
    "waiting_other",
    "snoozed",
    "resolved",
    "closed",
    "cancelled",
}
CHANNELS = {
    "email",
    "web",
    "chat",
    "messaging",
    "phone",
    "sms",
    "social",
    "community",
    "api",
    "other",
}
PRIORITIES = {"low", "normal", "high", "urgent"}
CANONICAL = {"status": STATUSES, "channel": CHANNELS, "priority": PRIORITIES}
SEGMENT_TYPES = {
    *("all", "source_system", "channel", "team", "priority", "severity", "agent"),
    *("plan", "topic", "article", "article_category", "locale"),
}
FEEDS = {
    *("conversations", "messages", "calls", "chats", "sla_instances"),
    *("csat", "nps", "ces", "overall", "expectations", "first_contact"),
    *("agent_nps", "agent_satisfaction", "agent_evaluations"),
    *("article_reads", "social_threads", "subscriptions", "orders", "referrals"),
}
MONTHLY = {
    *("customer_retention", "lost_customers", "referral_growth", "customer_loyalty"),
}
LANGUAGES = ("en", "es", "ca")


def rows_of(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def map_of(source_system: str, thing: str) -> dict[str, str]:
    """Native code to canonical value."""
    return {
        row[f"native_{thing}"]: row[thing]
        for row in rows_of(f"{thing}_map")
        if row["source_system"] == source_system
    }


CATALOG = {row["kpi"]: row for row in rows_of("kpi_catalog")}


def catalog_rows() -> list[dict[str, str]]:
    return list(CATALOG.values())


def number(text: str) -> float | None:
    return float(text) if text else None


def is_sound(direction: str, target: float, limit: float) -> bool:
    """The limit is no better than the target."""
    return target <= limit if direction == "lower_is_better" else target >= limit


@pytest.mark.parametrize("seed", sorted(KEYS))
def test_file_is_clean_csv(seed: str) -> None:
    raw = (SEEDS / f"{seed}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    assert {len(line) for line in lines} == {len(lines[0])}
    for line in lines:
        assert [cell.strip() for cell in line] == line
        assert not any("\n" in cell for cell in line)


@pytest.mark.parametrize("seed", sorted(KEYS))
def test_keys_are_unique(seed: str) -> None:
    keys = [tuple(row[column] for column in KEYS[seed]) for row in rows_of(seed)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("thing", sorted(CANONICAL))
def test_maps_are_canonical(thing: str) -> None:
    rows = rows_of(f"{thing}_map")
    natives = [row[f"native_{thing}"] for row in rows]
    assert natives == [native.lower() for native in natives]
    assert {row[thing] for row in rows} <= CANONICAL[thing]
    assert map_of("generic", thing) == {value: value for value in CANONICAL[thing]}


def test_zendesk_tombstones_are_no_status() -> None:
    assert map_of("zendesk", "status") == {
        "new": "new",
        "open": "open",
        "pending": "waiting_customer",
        "hold": "waiting_other",
        "solved": "resolved",
        "closed": "closed",
        "archived": "closed",
    }


def test_zendesk_channels_that_are_easily_confused() -> None:
    channels = map_of("zendesk", "channel")
    for native in (
        "closed_ticket",
        "rule",
        "merge",
        "batch",
        "import",
        "sample_ticket",
    ):
        assert channels[native] == "other"
    for native, channel in channels.items():
        if "voice" in native or "phone_call" in native:
            assert channel == "phone"


def test_time_zones_exist() -> None:
    rails = rows_of("rails_time_zones")
    assert len(rails) >= 151
    zones = {row["iana_name"] for row in rails}
    zones |= {row["time_zone"] for row in rows_of("business_hours")}
    assert zones <= available_timezones()


@pytest.mark.parametrize(
    ("rails_name", "iana_name"),
    [
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("International Date Line West", "Etc/GMT+12"),
        ("Edinburgh", "Europe/London"),
        ("Madrid", "Europe/Madrid"),
        ("New Caledonia", "Pacific/Noumea"),
        ("Nuku'alofa", "Pacific/Tongatapu"),
        ("UTC", "Etc/UTC"),
    ],
)
def test_time_zone_names(rails_name: str, iana_name: str) -> None:
    zones = {row["rails_name"]: row["iana_name"] for row in rows_of("rails_time_zones")}
    assert zones[rails_name] == iana_name


@pytest.mark.parametrize("kpi", catalog_rows(), ids=lambda row: row["kpi"])
def test_words_in_three_languages(kpi: dict[str, str]) -> None:
    assert all(kpi[f"label_{language}"] for language in LANGUAGES)
    definitions = {kpi[f"definition_{language}"] for language in LANGUAGES}
    assert len(definitions) == len(LANGUAGES)
    for definition in definitions:
        assert definition.endswith(".")
        assert ". " not in definition


@pytest.mark.parametrize("kpi", catalog_rows(), ids=lambda row: row["kpi"])
def test_catalog_lists_are_known(kpi: dict[str, str]) -> None:
    segment_types = kpi["segment_types"].split("|")
    assert segment_types[0] == "all"
    assert len(segment_types) == len(set(segment_types))
    assert set(segment_types) <= SEGMENT_TYPES
    grains = kpi["period_grains"].split("|")
    # A day of customers who leave is noise.
    assert grains == ["month"] or grains == ["day", "week", "month"]
    assert (grains == ["month"]) == (kpi["kpi"] in MONTHLY)
    assert set(kpi["feeds"].split("|")) <= FEEDS
    assert set(kpi["article"].split("|")) <= set("ABCDEX")
    assert int(kpi["definition_version"]) >= 1


@pytest.mark.parametrize("kpi", catalog_rows(), ids=lambda row: row["kpi"])
def test_catalog_targets_are_sound(kpi: dict[str, str]) -> None:
    target, limit = number(kpi["target"]), number(kpi["limit_value"])
    if target is None or limit is None:
        assert target is None
        assert limit is None
    else:
        assert kpi["direction"] != "neutral"
        assert is_sound(kpi["direction"], target, limit)
        if kpi["unit"] == "share":
            assert 0 <= min(limit, target) <= max(limit, target) <= 1


@pytest.mark.parametrize(
    "row",
    rows_of("kpi_targets"),
    ids=lambda row: f"{row['kpi']}-{row['segment_value']}",
)
def test_target_overrides_are_sound(row: dict[str, str]) -> None:
    kpi = CATALOG[row["kpi"]]
    assert row["segment_type"] in kpi["segment_types"].split("|")
    assert is_sound(kpi["direction"], float(row["target"]), float(row["limit_value"]))
    assert row["reason"].endswith(".")
    if row["segment_type"] == "channel":
        assert row["segment_value"] in CHANNELS
    if row["segment_type"] == "priority":
        assert row["segment_value"] in PRIORITIES | {"none"}


def test_response_time_has_five_and_ten_minutes() -> None:
    targets = {
        row["segment_value"]: (float(row["target"]), float(row["limit_value"]))
        for row in rows_of("kpi_targets")
        if row["kpi"] == "response_time" and row["segment_type"] == "channel"
    }
    assert set(targets) == CHANNELS
    for channel in ("chat", "messaging", "phone", "social"):
        assert targets[channel] == (5.0, 10.0)
    kpi = CATALOG["response_time"]
    assert (float(kpi["target"]), float(kpi["limit_value"])) == (5.0, 10.0)
