"""The simulator writes what it says, the same each time."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from simulate_exports import main
from simulator.run import Desk, Request, simulate
from simulator.world import Settings

TWO_SOURCES = ("zendesk", "generic")
SAMPLE = Path(__file__).parents[2] / "exports" / "sample"
FEW_BY_NATURE = {
    "agent who left",
    "assignee left",
    "bad row: dated 2099",
    "customer who became an agent",
    "merge chain",
    # Few telephone, and of each ten calls one is untidy.
    "callback: two call rows",
    "older version of a call arrives later",
    "same call twice in one sync",
    "transferred call",
}
TICKET_KEYS = {
    *("url", "id", "external_id", "via", "created_at", "updated_at", "type"),
    *("generated_timestamp", "subject", "raw_subject", "description", "priority"),
    *("status", "recipient", "requester_id", "submitter_id", "assignee_id"),
    *("organization_id", "group_id", "collaborator_ids", "follower_ids", "problem_id"),
    *("email_cc_ids", "forum_topic_id", "has_incidents", "is_public", "due_at", "tags"),
    *("custom_fields", "satisfaction_rating", "sharing_agreement_ids", "fields"),
    *("custom_status_id", "followup_ids", "ticket_form_id", "brand_id"),
    *("allow_channelback", "allow_attachments", "from_messaging_channel"),
}
COMMENT_KEYS = {
    *("id", "type", "author_id", "body", "html_body", "plain_body", "public"),
    *("attachments", "audit_id", "via", "created_at", "metadata", "ticket_id"),
}
# A connector marks what was deleted; a voice comment tells of its call.
SOMETIMES_THERE = {"_sdc_deleted_at", "data"}
AUDIT_KEYS = {"id", "ticket_id", "created_at", "author_id", "metadata", "events", "via"}
RATING_KEYS = {
    *("url", "id", "assignee_id", "group_id", "requester_id", "ticket_id", "score"),
    *("created_at", "updated_at", "comment", "reason", "reason_id", "reason_code"),
}
SCHEDULE_KEYS = {"id", "name", "time_zone", "intervals", "created_at", "updated_at"}


def request(
    conversations: int, *, drops: int = 0, mode: str = "split", days: int = 90
) -> Request:
    first = date(2025, 2, 1)
    last = date.fromordinal(first.toordinal() + days - 1)
    settings = Settings(conversations, 11, first, last, mode)
    return Request(settings, TWO_SOURCES, drops, months_per_file=1)


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def rows(folder: Path, stream: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob(f"{stream}*/*")) or sorted(
        folder.rglob(f"{stream}.*")
    ):
        for line in text_of(path).splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def checksums(folder: Path) -> dict[str, str]:
    """Digest each file: its text, or the rows of a Parquet file."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            query = f"select cast(columns(*) as varchar) from '{path}'"
            with duckdb.connect() as connection:
                content = str(connection.sql(query).fetchall())
        else:
            content = text_of(path)
        name = path.relative_to(folder).as_posix()
        found[name] = hashlib.sha256(content.encode()).hexdigest()
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    simulate(request(600), folder, workers=1, is_quiet=True)
    return folder


def test_same_arguments_give_same_bytes(tmp_path: Path, small: Path) -> None:
    simulate(request(600), tmp_path, workers=1, is_quiet=True)
    for path in small.rglob("*"):
        if path.is_file():
            again = tmp_path / path.relative_to(small)
            assert path.read_bytes() == again.read_bytes()


def test_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    wanted = request(2500, days=30)
    for workers in (1, 2):
        simulate(wanted, tmp_path / str(workers), workers=workers, is_quiet=True)
    assert checksums(tmp_path / "1") == checksums(tmp_path / "2")


def test_another_seed_gives_another_desk(tmp_path: Path, small: Path) -> None:
    settings = Settings(600, 12, date(2025, 2, 1), date(2025, 5, 1))
    other = Request(settings, TWO_SOURCES, 0, months_per_file=1)
    simulate(other, tmp_path, workers=1, is_quiet=True)
    assert checksums(tmp_path) != checksums(small)


def test_the_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    arguments = "--conversations 4500 --seed 7 --from 2024-11-01 --until 2026-10-31"
    more = "--months-per-file 3 --compress --quiet --output"
    main([*arguments.split(), *more.split(), str(tmp_path)])
    assert checksums(tmp_path) == checksums(SAMPLE)


def test_the_sample_is_small() -> None:
    size = sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file())
    assert size < 3_000_000


def test_every_kind_comes_at_least_fifty_times() -> None:
    wanted = request(20_000, days=700)
    desk = Desk(wanted)
    kinds: Counter[str] = Counter()
    for first in range(0, 20_000, 1000):
        for counted in desk.tell_range(first, first + 1000).kinds.values():
            kinds.update(counted)
    rare = {kind for kind, count in kinds.items() if count < 50}
    assert rare <= FEW_BY_NATURE


@pytest.mark.parametrize(
    ("stream", "keys"),
    [
        ("tickets", TICKET_KEYS),
        ("ticket_comments", COMMENT_KEYS),
        ("ticket_audits", AUDIT_KEYS),
        ("satisfaction_ratings", RATING_KEYS),
        ("schedules", SCHEDULE_KEYS),
    ],
)
def test_zendesk_rows_have_the_keys_of_the_api(
    small: Path, stream: str, keys: set[str]
) -> None:
    shapes = Counter(
        frozenset(row.keys() - SOMETIMES_THERE)
        for row in rows(small / "zendesk", stream)
    )
    assert set().union(*shapes) == keys
    assert shapes.most_common(1)[0][0] == keys


def test_events_of_audits_have_the_keys_of_the_api(small: Path) -> None:
    keys: dict[str, set[str]] = {}
    for audit in rows(small / "zendesk", "ticket_audits"):
        for event in audit["events"]:
            keys.setdefault(event["type"], set()).update(event)
            if event["type"] == "Create" and event["field_name"] != "tags":
                assert event["value"] is None or isinstance(event["value"], str)
    assert keys["Change"] == {"id", "type", "field_name", "value", "previous_value"}
    assert keys["Create"] == {"id", "type", "field_name", "value"}
    assert keys["ScheduleAssignment"] == {
        *("id", "type", "previous_schedule_id", "new_schedule_id")
    }


def test_histories_lead_to_the_status_in_the_row(small: Path) -> None:
    """Except for deletions that the history does not know."""
    newest: dict[int, dict[str, Any]] = {}
    for row in rows(small / "zendesk", "tickets"):
        cursor = row.get("generated_timestamp") or 0
        if row["id"] and cursor >= (
            newest.get(row["id"], {}).get("generated_timestamp") or 0
        ):
            newest[row["id"]] = row
    events: dict[int, list[tuple[str, int, str]]] = {}
    for audit in rows(small / "zendesk", "ticket_audits"):
        for event in audit["events"]:
            if event.get("field_name") == "status" and audit["id"]:
                moment = (audit["created_at"], audit["id"], event["value"])
                events.setdefault(audit["ticket_id"], []).append(moment)
    agreeing = disagreeing = 0
    for ticket, row in newest.items():
        if ticket in events and row["status"] != "deleted":
            readable = [event for event in events[ticket] if event[0][0] == "2"]
            is_equal = max(readable)[2] == row["status"]
            agreeing += is_equal
            disagreeing += not is_equal
    assert agreeing > 300
    assert disagreeing <= 1


def test_bad_rows_are_few(small: Path) -> None:
    for path in (small / "zendesk").rglob("*.ndjson"):
        lines = text_of(path).splitlines()
        bad = sum(not is_json(line) for line in lines)
        assert bad <= 2 + len(lines) * 0.003


def is_json(line: str) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def test_any_range_can_be_told_alone() -> None:
    desk = Desk(request(3000))
    together = desk.world.outlines(500, 900)
    assert together == desk.world.outlines(500, 700) + desk.world.outlines(700, 900)
    starts = [outline.created_at for outline in together]
    assert starts == sorted(starts)
    assert desk.world.plan(np.array([777])).created_at[0] == starts[277]


def test_a_range_of_a_big_desk_needs_no_more_than_one_of_a_small_desk() -> None:
    small_parcel = Desk(request(1000)).tell_range(0, 1000)
    big_parcel = Desk(request(1_000_000)).tell_range(500_000, 501_000)
    sizes = [
        sum(map(len, parcel.lines.values())) for parcel in (small_parcel, big_parcel)
    ]
    assert sizes[1] < 2 * sizes[0]


def test_split_tells_each_conversation_once_and_mirror_twice(tmp_path: Path) -> None:
    split = simulate(request(400), tmp_path / "split", workers=1, is_quiet=True)
    mirror = simulate(
        request(400, mode="mirror"), tmp_path / "mirror", workers=1, is_quiet=True
    )
    told = {source: counted["conversation"] for source, counted in split.items()}
    assert sum(told.values()) == 400
    assert 0.55 < told["zendesk"] / 400 < 0.8
    assert [counted["conversation"] for counted in mirror.values()] == [400, 400]


def test_drops_hold_what_is_delivered_then(tmp_path: Path) -> None:
    kinds = simulate(request(2000, drops=10), tmp_path, workers=1, is_quiet=True)
    drops = sorted(path.name for path in tmp_path.iterdir())
    assert drops == [f"drop_{number:02d}" for number in range(1, 11)]
    last_of_first = max(
        row["created_at"]
        for row in rows(tmp_path / "drop_01" / "zendesk", "ticket_audits")
        if row["created_at"][0] == "2"
    )
    assert last_of_first < "2025-04-23"
    for source, counted in kinds.items():
        assert counted["replaced file"] == 1, source
    for stream in ("schedules.ndjson", "groups.ndjson"):
        assert (tmp_path / "drop_10" / "zendesk" / stream).exists()
    later_roles = {
        row["role"]
        for number in range(2, 11)
        for row in rows(tmp_path / f"drop_{number:02d}" / "zendesk", "users")
        if row["email"].endswith("@example.com")
    }
    assert "end-user" in later_roles


def test_people_are_invented(small: Path) -> None:
    for user in rows(small / "zendesk", "users"):
        assert user["email"].endswith(("@example.com", "@example.org"))


def test_unknown_source_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--sources", "fax", "--output", "nowhere"])
    assert "unknown source: fax" in capsys.readouterr().err


def test_intercom_changes_nothing_that_was_deleted() -> None:
    deleted = {
        row["id"]: row["deleted_at"]
        for row in rows(SAMPLE / "intercom", "deleted_conversations")
        if row["deleted_at"] is not None
    }
    assert len(deleted) > 10
    late = [
        row["id"]
        for row in rows(SAMPLE / "intercom", "conversations")
        if row.get("id") in deleted and row["updated_at"] > deleted[row["id"]]
    ]
    assert late == []
