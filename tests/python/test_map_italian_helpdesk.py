"""The worked example: an event log of a help desk becomes a generic export."""

import csv
import gzip
import json
import sys
from pathlib import Path
from unittest import mock

import pytest
from tests.python.project import Desk

from examples.map_italian_helpdesk import Export, main, map_log

COLUMNS = (
    "case:concept:name,concept:name,org:resource,time:timestamp,seriousness,customer,"
    "product,responsible_section,seriousness_2,service_level,service_type,"
    "support_section,workgroup"
)


def event(
    case: str,
    activity: str,
    moment: str,
    agent: str = "1",
    *,
    customer: str = "Value 7",
    severity: str = "Value 2",
    team: str = "Value 1",
) -> str:
    """One line of a log; the moment is a day of March 2026 and a time, `02 09:00`."""
    day, time = moment.split()
    return (
        f"{case},{activity},Value {agent},2026-03-{day}T{time}:00+00:00,Value 1,"
        f"{customer},Value 3,Value 1,{severity},Value 1,Value 1,Value 1,{team}"
    )


def log_of(folder: Path, *events: str) -> Path:
    path = folder / "events.csv"
    path.write_text("\n".join((COLUMNS, *events)) + "\n")
    return path


def steps(export: Export, field: str, case: str = "A") -> list[tuple[object, ...]]:
    """Day, old and new value of the changes of a field."""
    return [
        (str(row["changed_at"])[8:10], row["old_value"], row["new_value"])
        for row in export.changes
        if row["field"] == field and row["conversation_id"] == case
    ]


def statuses(folder: Path, *activities: str) -> list[str]:
    """The statuses that a ticket goes through, an activity a day."""
    events = [
        event("A", activity, f"{day:02} 09:00")
        for day, activity in enumerate(activities, start=2)
    ]
    export = map_log(log_of(folder, *events))
    return [str(new) for _, _, new in steps(export, "status")]


def test_a_ticket_is_new_until_taken_in_charge_and_resolved_once(
    tmp_path: Path,
) -> None:
    export = map_log(
        log_of(
            tmp_path,
            event("A", "Assign seriousness", "02 09:00"),
            event("A", "Take in charge ticket", "03 09:00"),
            event("A", "Resolve ticket", "04 09:00", agent="2"),
            event("A", "Closed", "19 09:00", agent="5"),
        )
    )
    assert steps(export, "status") == [
        ("03", "new", "open"),
        ("04", "open", "resolved"),
        ("19", "resolved", "closed"),
    ]
    # Who resolves it is the agent; the clock that files it is not.
    assert steps(export, "agent") == [
        ("03", "", "agent 1"),
        ("04", "agent 1", "agent 2"),
    ]
    assert export.conversations == [
        {
            "conversation_id": "A",
            "created_at": "2026-03-02T09:00:00+00:00",
            "updated_at": "2026-03-19T09:00:00+00:00",
            "status": "closed",
            "severity": "Value 2",
            "topic": "Value 3",
            "customer_id": "customer 7",
            "team_id": "team 1",
            "agent_id": "agent 2",
        }
    ]
    assert export.agents - {""} == {"agent 1", "agent 2"}


@pytest.mark.parametrize(
    ("activity", "status"),
    [
        ("Wait", "waiting_customer"),
        ("Create SW anomaly", "waiting_other"),
        ("Require upgrade", "waiting_other"),
        ("Schedule intervention", "waiting_other"),
    ],
)
def test_what_holds_the_ticket_up_is_a_wait(
    tmp_path: Path, activity: str, status: str
) -> None:
    assert statuses(
        tmp_path, "Insert ticket", activity, "Take in charge ticket", "Resolve ticket"
    ) == [status, "open", "resolved"]


@pytest.mark.parametrize(
    "activity", ["Take in charge ticket", "Assign seriousness", "Wait"]
)
def test_work_after_the_resolution_is_a_reopen(tmp_path: Path, activity: str) -> None:
    seen = statuses(tmp_path, "Take in charge ticket", "Resolve ticket", activity)
    assert seen[:2] == ["open", "resolved"]
    assert seen[2] in {"open", "waiting_customer"}


def test_the_words_of_the_bug_tracker_change_nothing(tmp_path: Path) -> None:
    assert statuses(
        tmp_path, "Create SW anomaly", "VERIFIED", "DUPLICATE", "Resolve ticket",
        "RESOLVED", "INVALID", "Closed", "VERIFIED",
    ) == ["waiting_other", "resolved", "closed"]  # fmt: skip


def test_an_event_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    twice = event("A", "Resolve ticket", "04 09:00")
    export = map_log(
        log_of(tmp_path, event("A", "Take in charge ticket", "03 09:00"), twice, twice)
    )
    assert [new for _, _, new in steps(export, "status")] == ["open", "resolved"]


def test_events_are_taken_in_the_order_of_their_time_then_of_the_file(
    tmp_path: Path,
) -> None:
    export = map_log(
        log_of(
            tmp_path,
            event("A", "Resolve ticket", "04 09:00"),
            event("A", "Wait", "03 09:00"),
            event("A", "Take in charge ticket", "03 09:00"),
        )
    )
    assert [new for _, _, new in steps(export, "status")] == [
        "waiting_customer",
        "open",
        "resolved",
    ]


def test_severity_and_team_change_and_the_newest_customer_is_the_customer(
    tmp_path: Path,
) -> None:
    export = map_log(
        log_of(
            tmp_path,
            event("A", "Assign seriousness", "02 09:00"),
            event("A", "Assign seriousness", "03 09:00", severity="Value 4"),
            event(
                "A", "Take in charge ticket", "04 09:00", severity="", team="Value 2"
            ),
            event("A", "Wait", "05 09:00", team="Value 2", customer="Value 8"),
        )
    )
    assert steps(export, "severity")[:1] == [("03", "Value 2", "Value 4")]
    assert steps(export, "team") == [("04", "team 1", "team 2")]
    assert export.conversations[0]["customer_id"] == "customer 8"
    assert export.customers == {"customer 8"}


def test_an_unknown_activity_is_named_and_leaves_the_status_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(
        tmp_path,
        event("A", "Take in charge ticket", "02 09:00"),
        event("A", "Dance", "03 09:00"),
    )
    assert run(log, tmp_path / "exports") == 0
    assert "Unknown activity 'Dance' in 1 rows" in capsys.readouterr().err
    assert [
        row["new_value"] for row in written(tmp_path) if row["field"] == "status"
    ] == ["open"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "is no such log: it has no column case:concept:name"),
        (f"{COLUMNS}\nA,Wait,Value 1,soon\n", "line 2: 'soon' is no time"),
    ],
)
def test_a_file_that_is_no_such_log_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    log = tmp_path / "events.csv"
    log.write_text(text)
    assert run(log, tmp_path / "exports") == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "exports").exists()


def run(log: Path, output: Path) -> int:
    with mock.patch.object(sys, "argv", ["map", str(log), "--output", str(output)]):
        return main()


def written(folder: Path) -> list[dict[str, str]]:
    with (folder / "exports/generic/changes.csv").open() as file:
        return list(csv.DictReader(file))


def test_the_export_builds_and_says_what_it_can_not_know(
    desk: Desk, tmp_path: Path
) -> None:
    log = tmp_path / "events.csv.gz"
    lines = (
        event("A", "Assign seriousness", "02 09:00"),
        event("A", "Take in charge ticket", "02 10:00"),
        event("A", "Resolve ticket", "03 09:00"),
        event("A", "Take in charge ticket", "04 09:00"),
        event("A", "Resolve ticket", "05 09:00", agent="2"),
        event("A", "Closed", "20 09:00", agent="5"),
        event("B", "Assign seriousness", "02 09:00"),
        event("B", "Wait", "03 09:00"),
    )
    log.write_bytes(gzip.compress("\n".join((COLUMNS, *lines)).encode()))
    assert run(log, desk.exports) == 0
    first = (desk.exports / "generic/conversations.ndjson").read_text().splitlines()[0]
    assert json.loads(first)["conversation_id"] == "A"

    build = desk.build(with_tests=True)
    assert build.success, build.log
    assert desk.rows(
        """
        select conversation_key, status, is_resolved, reopen_count, resolution_count,
            full_resolution_seconds, resolved_agent_key, is_history_complete
        from facts.fct_conversations order by 1
        """
    ) == [
        {
            "conversation_key": "generic:A",
            "status": "closed",
            "is_resolved": True,
            "reopen_count": 1,
            "resolution_count": 2,
            "full_resolution_seconds": 3 * 86400,
            "resolved_agent_key": "generic:agent 2",
            "is_history_complete": True,
        },
        {
            "conversation_key": "generic:B",
            "status": "waiting_customer",
            "is_resolved": False,
            "reopen_count": 0,
            "resolution_count": 0,
            "full_resolution_seconds": None,
            "resolved_agent_key": None,
            "is_history_complete": True,
        },
    ]
    assert desk.values(
        """
        select distinct status from marts.kpi_scorecard
        where kpi in ('response_time', 'first_response_time')
        """
    ) == ["stream_missing"]
