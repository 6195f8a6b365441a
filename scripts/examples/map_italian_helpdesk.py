"""Map an event log of a help desk, as published for process mining.

The worked example of bringing in a log that no connector knows, by way of the generic
layout. The log is one CSV, one row per thing that happened to a ticket:
case:concept:name (the ticket), concept:name (the activity), org:resource (who did it),
time:timestamp, and some attributes of the ticket, repeated in each row. Out comes a
folder that scripts/build reads:

    python scripts/examples/map_italian_helpdesk.py events.csv.gz --output italian
    HELPDESK_WAREHOUSE=italian_warehouse scripts/build --exports italian

What was decided, and why:

* A ticket is created at its first event. Most tickets begin with "Assign seriousness";
  nothing earlier is known, so durations start there.
* Activities become statuses by the table STATUS_AFTER. A change is written only where
  something really changes, so an activity that the log holds twice counts once.
* "Insert ticket" and "Assign seriousness" only register the ticket: it is `new` until
  somebody does something about it. On a resolved ticket they are a reopen.
* "Wait" is `waiting_customer`. The log does not say for whom, but whatever else holds
  up the desk has an activity of its own: an anomaly in the software, an upgrade, an
  appointment. Those are `waiting_other`.
* "Resolve ticket" is the resolution. "Closed" files the ticket weeks later, often to
  the minute, by itself: it is `closed`, which is no second resolution.
* Any live activity after "Resolve ticket" or "Closed" is a reopen. Nothing needs doing
  for it: the statuses say so.
* RESOLVED, INVALID, VERIFIED and DUPLICATE are the words of a bug tracker. They tell of
  the anomaly that the ticket waits for, not of the ticket: one whose anomaly proved to
  be a duplicate is resolved by "Resolve ticket" weeks later. They change nothing, and a
  VERIFIED after "Closed" is no reopen. "Resolve SW anomaly" brings the ticket back to
  the desk.
* The agent is who takes the ticket in charge, and then who resolves it: one time in
  four that is somebody else, and the resolution is theirs.
* The workgroup is the team. seriousness_2 is the severity (seriousness is the same in
  every row). Numbers stand in place of its values, so nobody can tell which is worse:
  there is no priority.
* The log numbers the values of each column by themselves: Value 1 is a customer in one
  and an agent in another. The ids say which.
* There are no messages in the log. None are made up, so response times are reported as
  `stream_missing`, not as zero; nor is there a channel, so it is `other` throughout.
* service_level, service_type, responsible_section and support_section have no place in
  the layout and are left out.
"""

import argparse
import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from pathlib import Path

CASE, ACTIVITY, RESOURCE, TIME = (
    "case:concept:name",
    "concept:name",
    "org:resource",
    "time:timestamp",
)
REQUIRED = (CASE, ACTIVITY, RESOURCE, TIME)

REGISTERING = {"Insert ticket", "Assign seriousness"}
STATUS_AFTER = {
    "Take in charge ticket": "open",
    "Wait": "waiting_customer",
    "Create SW anomaly": "waiting_other",
    "Require upgrade": "waiting_other",
    "Schedule intervention": "waiting_other",
    "Resolve SW anomaly": "open",
    "Resolve ticket": "resolved",
    "Closed": "closed",
}
OF_THE_BUG_TRACKER = {"RESOLVED", "INVALID", "VERIFIED", "DUPLICATE"}
DONE = {"resolved", "closed"}
# Who does one of these has the ticket in their hands.
TAKES_OVER = {"Take in charge ticket", "Resolve ticket"}

# Column of the log, and what it is in the layout. All of them can change.
ATTRIBUTES = {"seriousness_2": "severity", "product": "topic", "workgroup": "team"}

CHANGE_COLUMNS = (
    "conversation_id",
    "changed_at",
    "sequence",
    "field",
    "old_value",
    "new_value",
    "actor_id",
)

Row = dict[str, str]


@dataclass
class Export:
    """What is written, stream by stream."""

    conversations: list[dict[str, str]] = field(default_factory=list)
    changes: list[dict[str, str | int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    unknown_activities: Counter[str] = field(default_factory=Counter)


def identify(kind: str, value: str) -> str:
    """An id of one kind of thing: `Value 1` of the column customer is `customer 1`."""
    return f"{kind} {value.removeprefix('Value ')}" if value else ""


def read_cases(log: Path) -> dict[str, list[Row]]:
    """The rows of each ticket in the order of their time, else in that of the file."""
    cases: dict[str, list[tuple[datetime, Row]]] = {}
    opened = gzip.open if log.suffix == ".gz" else open
    with opened(log, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{log} is no such log: it has no column {missing[0]}")
        for row in reader:
            try:
                happened_at = datetime.fromisoformat(row[TIME])
            except (TypeError, ValueError):
                raise ValueError(
                    f"{log}, line {reader.line_num}: {row[TIME]!r} is no time"
                ) from None
            cases.setdefault(row[CASE], []).append((happened_at, row))
    return {
        case: [row for _, row in sorted(events, key=itemgetter(0))]
        for case, events in cases.items()
    }


def status_after(activity: str, status: str) -> str:
    """The status that a ticket has after an activity."""
    if activity in REGISTERING:
        return "open" if status in DONE else status
    return STATUS_AFTER.get(activity, status)


def states(events: list[Row], export: Export) -> Iterator[tuple[Row, dict[str, str]]]:
    """What is known of a ticket after each of its events."""
    # Nothing is known before the first event, so its attributes are those of the
    # creation, and a change is what differs later. Status and agent alone begin bare.
    state = {"status": "new", "agent": "", **dict.fromkeys(ATTRIBUTES.values(), "")}
    for event in events:
        activity = event[ACTIVITY]
        if activity not in REGISTERING | STATUS_AFTER.keys() | OF_THE_BUG_TRACKER:
            export.unknown_activities[activity] += 1
        state = dict(state)
        for column, name in ATTRIBUTES.items():
            if value := event.get(column):
                # A severity and a topic are words; a team is a thing, with an id.
                state[name] = identify("team", value) if name == "team" else value
        state["status"] = status_after(activity, state["status"])
        if activity in TAKES_OVER and event[RESOURCE]:
            state["agent"] = identify("agent", event[RESOURCE])
        yield event, state


def add_case(case: str, events: list[Row], export: Export) -> None:
    """Add one ticket, with what changed in it."""
    before: dict[str, str] = {}
    sequence = 0
    for event, state in states(events, export):
        before = before or {**state, "status": "new", "agent": ""}
        for name, value in state.items():
            if value != before[name]:
                sequence += 1
                export.changes.append(
                    {
                        "conversation_id": case,
                        "changed_at": event[TIME],
                        "sequence": sequence,
                        "field": name,
                        "old_value": before[name],
                        "new_value": value,
                        "actor_id": identify("agent", event[RESOURCE]),
                    }
                )
        before = state
        export.agents.add(state["agent"])
        export.teams.add(state["team"])
    # The customer of few tickets is corrected later; the layout has no such change, so
    # the newest one is that of the ticket, as in any helpdesk.
    customer = next(
        (row["customer"] for row in events[::-1] if row.get("customer")), ""
    )
    export.customers.add(identify("customer", customer))
    export.conversations.append(
        {
            "conversation_id": case,
            "created_at": events[0][TIME],
            "updated_at": events[-1][TIME],
            "status": before["status"],
            "severity": before["severity"],
            "topic": before["topic"],
            "customer_id": identify("customer", customer),
            "team_id": before["team"],
            "agent_id": before["agent"],
        }
    )


def map_log(log: Path) -> Export:
    export = Export()
    for case, events in read_cases(log).items():
        add_case(case, events, export)
    return export


def write(export: Export, folder: Path) -> None:
    """Write the streams below folder/generic, any of the formats that can be read."""
    generic = folder / "generic"
    generic.mkdir(parents=True, exist_ok=True)
    with (generic / "conversations.ndjson").open("w", encoding="utf-8") as file:
        for conversation in export.conversations:
            file.write(json.dumps(conversation) + "\n")
    with (generic / "changes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CHANGE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(export.changes)
    for kind in ("agent", "team", "customer"):
        path = generic / f"{kind}s.csv"
        # Their names were taken out of the log; the ids have to do.
        ids = sorted(getattr(export, f"{kind}s") - {""})
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [(f"{kind}_id", "name"), *((one, one) for one in ids)]
            )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("log", type=Path, help="the event log, .csv or .csv.gz")
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of exports to write; the files go into DIR/generic",
    )
    arguments = parser.parse_args()
    try:
        export = map_log(arguments.log)
        write(export, arguments.output)
    except (OSError, ValueError, csv.Error) as error:
        print(f"The log could not be mapped: {error}", file=sys.stderr)
        return 1
    for activity, count in export.unknown_activities.items():
        print(
            f"Unknown activity {activity!r} in {count} rows: the status stays.",
            file=sys.stderr,
        )
    print(
        f"{len(export.conversations):,} conversations and {len(export.changes):,} "
        f"changes written to {arguments.output / 'generic'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
