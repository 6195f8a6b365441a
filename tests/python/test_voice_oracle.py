"""Calls, and the waits that they are, against the oracle: no code is shared."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.python import compare
from tests.python.oracle import Facts, compute
from tests.python.oracle.raw_calls import write_calls
from tests.python.project import Desk

CALLS = 1_000
MUCH_DIRT = {"max_rejected_share": 0.2, "max_flagged_share": 1}


@pytest.fixture(scope="module")
def told(
    new_desk: Callable[[], Desk], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Desk, Facts]:
    exports = tmp_path_factory.mktemp("calls")
    kinds = write_calls(exports, CALLS, seed=20261125)
    print("\n" + "\n".join(f"{count:6d}  {kind}" for kind, count in kinds.items()))
    desk = new_desk()
    build = desk.build(
        "--select",
        "+fct_calls",
        "+fct_responses",
        exports=str(exports),
        variables=MUCH_DIRT,
    )
    assert build.success, build.log
    desk.close()
    return desk, compute(exports, MUCH_DIRT)


def rows_of(desk: Desk, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(desk.database), read_only=True) as connection:
        cursor = connection.execute(f"select * from facts.{table}")
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_calls_are_the_oracles_row_by_row(told: tuple[Desk, Facts]) -> None:
    desk, facts = told
    found = rows_of(desk, "fct_calls")
    differences = compare.compare_rows("call", facts.calls, found, compare.CALL_KEY)
    assert len(found) >= CALLS
    assert not differences, "\n".join(differences[:20])


def test_the_waits_of_calls_are_the_oracles_row_by_row(
    told: tuple[Desk, Facts],
) -> None:
    desk, facts = told
    conversations = rows_of(desk, "fct_conversations")
    responses = rows_of(desk, "fct_responses")
    differences = compare.compare_rows(
        "conversation", facts.conversations, conversations, compare.CONVERSATION_KEY
    ) + compare.compare_rows(
        "response", facts.responses, responses, compare.RESPONSE_KEY
    )
    kinds = {(fact["response_kind"], fact["wait_outcome"]) for fact in facts.responses}
    assert len(kinds) == 6, kinds
    assert not differences, "\n".join(differences[:20])


def test_the_same_seed_writes_the_same_calls(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert write_calls(first, 60, seed=7) == write_calls(second, 60, seed=7)
    name = Path("zendesk") / "calls" / "all.ndjson"
    assert (first / name).read_text() == (second / name).read_text()
