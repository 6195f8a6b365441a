"""What a data test found is said in words: rule, count and an example."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

import explain_tests

WAITS = """
    select 'wait is negative; not: waits have an end' as broken_rules, 'a' as wait_key
    union all
    select 'wait is negative', 'b'
"""


def result(name: str, status: str, query: str = "select 1 as x") -> dict[str, Any]:
    return {
        "unique_id": f"test.helpdesk_kpis.{name}.0123456789",
        "status": status,
        "failures": 2,
        "compiled_code": query,
    }


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    def run(*results: dict[str, Any]) -> tuple[int, list[str], str]:
        text = json.dumps({"results": results})
        (tmp_path / "run_results.json").write_text(text, encoding="utf-8")
        duckdb.connect(str(tmp_path / "build.duckdb")).close()
        folders = ["--target", str(tmp_path), "--warehouse", str(tmp_path)]
        monkeypatch.setattr("sys.argv", ["explain_tests.py", *folders])
        status = explain_tests.main()
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


def test_each_broken_rule_is_counted_with_an_example(said: Any) -> None:
    status, lines, _ = said(result("rows_of_waits_hold", "fail", WAITS))
    assert status == 0
    assert lines[3:] == [
        "rows_of_waits_hold failed: 2 rows",
        "  wait is negative: 2",
        "  not: waits have an end: 1",
        "  for example wait_key a",
    ]


def test_failures_come_before_warnings_and_what_passed_is_not_said(said: Any) -> None:
    _, lines, _ = said(
        result("dates_are_near", "warn"),
        result("all_is_well", "pass"),
        result("keys_are_unique", "fail"),
    )
    names = [line.split()[0] for line in lines[3:] if not line.startswith(" ")]
    assert names == ["keys_are_unique", "dates_are_near"]


def test_nothing_found_is_nothing_said(said: Any) -> None:
    assert said(result("all_is_well", "pass")) == (0, [], "")


def test_a_test_that_can_no_longer_be_asked_is_an_error(said: Any) -> None:
    status, _, error = said(result("gone", "fail", "select * from not_there"))
    assert status == 1
    assert "build.duckdb can't be asked" in error
