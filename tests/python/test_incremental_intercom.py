"""Builds that add to an Intercom desk give what one build of everything gives."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.python.intercom_export import OPERATOR_ADDRESS
from tests.python.project import ROOT, Desk, Project
from tests.python.test_incremental import deliver, differences, tables

DROPS = 4
ONLY_FACTS = ("--exclude", "path:models/marts", "path:models/quality")


def simulate(folder: Path) -> list[Path]:
    command = [
        sys.executable,
        str(ROOT / "scripts" / "simulate_exports.py"),
        *("--conversations", "900", "--seed", "6", "--quiet", "--mode", "mirror"),
        *("--from", "2026-04-01", "--until", "2026-05-31", "--sources", "intercom"),
        *("--drops", str(DROPS), "--output", str(folder)),
    ]
    subprocess.run(command, check=True)
    drops = sorted(folder.glob("drop_*"))
    for number, drop in enumerate(drops, start=1):
        late_news(drop / "intercom", number, list(rows(drops[0])))
    return drops


def rows(drop: Path) -> list[dict[str, Any]]:
    """The parts of a delivery that can be read."""
    found = []
    for path in sorted((drop / "intercom" / "conversation_parts").glob("*.ndjson")):
        for line in path.read_text().splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                continue
    return [row for row in found if row["id"] is not None]


def late_news(folder: Path, drop: int, parts: list[dict[str, Any]]) -> None:
    """Let a delivery tell what changes what was told before."""
    replies = [
        row
        for row in parts
        if row["part_type"] == "comment"
        and row["author"]["type"] == "admin"
        and row["author"]["id"] != "8000001"
    ]
    news: list[dict[str, Any]] = []
    if drop == 2:
        # A part moves to another conversation, another one is redacted.
        news += [
            {
                **replies[0],
                "conversation_id": replies[1]["conversation_id"],
                "updated_at": replies[0]["updated_at"] + 1,
            },
            {
                **replies[2],
                "body": None,
                "redacted": True,
                "updated_at": replies[2]["updated_at"] + 1,
            },
        ]
        path = folder / "conversation_parts" / "late_news.ndjson"
        path.write_text("".join(json.dumps(row) + "\n" for row in news))
    if drop == 3:
        # Somebody who wrote much turns out to be a bot.
        bot = {**replies[3]["author"], "email": OPERATOR_ADDRESS}
        (folder / "admins_late.ndjson").write_text(json.dumps(bot) + "\n")


@pytest.fixture(scope="module")
def touched() -> list[int]:
    """How many conversations each build worked on."""
    return []


@pytest.fixture(scope="module")
def desks(
    project: Project, touched: list[int], tmp_path_factory: pytest.TempPathFactory
) -> list[Desk]:
    """A desk that was built after each delivery, and one that was built once."""
    drops = simulate(tmp_path_factory.mktemp("intercom_drops"))
    assert len(drops) == DROPS
    daily = Desk(project, tmp_path_factory.mktemp("intercom_daily"))
    for number, drop in enumerate(drops, start=1):
        deliver(drop, daily.exports)
        # The second build stops after one fact; the third finds it so.
        arguments = ("--select", "+fct_messages") if number == 2 else ONLY_FACTS
        build = daily.build(*arguments)
        assert build.success, build.log
        touched.append(
            daily.value("select count(*) from intermediate.int_conversations_touched")
        )
    clean = Desk(project, tmp_path_factory.mktemp("intercom_clean"))
    for drop in drops:
        deliver(drop, clean.exports)
    build = clean.build(*ONLY_FACTS)
    assert build.success, build.log
    return [daily, clean]


def test_daily_deliveries_of_intercom_give_every_fact_of_one_build(
    desks: list[Desk],
) -> None:
    daily, clean = desks
    daily.close()
    clean.close()
    found = [
        difference
        for table in tables(clean.database, "facts")
        for difference in differences(daily.database, clean.database, table)
    ]
    assert not found, "\n".join(found[:20])


def test_deliveries_of_intercom_hold_what_makes_additions_hard(
    desks: list[Desk],
) -> None:
    _, clean = desks
    facts = clean.row(
        """
        select
            count_if(is_deleted) as deleted, count_if(reopen_count > 0) as reopened,
            count_if(bot_message_count > 0) as with_bots, count(*) as conversations
        from facts.fct_conversations
        """
    )
    clean.close()
    assert min(facts.values()) > 0, facts


def test_a_delivery_of_intercom_touches_few_conversations(
    desks: list[Desk], touched: list[int]
) -> None:
    known = desks[1].value("select count(*) from facts.fct_conversations")
    desks[1].close()
    assert len(touched) == DROPS
    # One of them replaces a file, from which rows are gone: that touches all.
    assert 0 < min(touched) < known / 4, touched
