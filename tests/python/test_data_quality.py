"""What is found in exports has a meaning, and is told at the end of a build."""

import csv
import re
import sys
from pathlib import Path

import duckdb
import pytest
import yaml
from tests.python.project import ROOT

import show_data_quality

FILES = """
create schema quality;
create table quality.export_files as
select * from (values (10, 7, 2, 1), (5, 5, 0, 0))
    as files (row_count, staged_count, duplicate_count, rejected_count);
create table quality.fact_accounts as
select * from (values
    ('fct_calls', 'came_in', 9), ('fct_calls', 'kept', 7), ('fct_calls', 'left_out', 2),
    ('fct_chats', 'came_in', 4), ('fct_chats', 'kept', 4)
) as accounts (fact, step, row_count);
create table quality.data_quality as
select * from (values
    ('warning', 'row_rejected', 'A row that cannot be used', 'Mend it', 1, 'zendesk', 'a.csv, row 4'),
    ('warning', 'code_unknown', 'A code', 'Map it', 4, 'generic', 'par' || chr(27) || 'ked'),
    ('warning', 'code_unknown', 'A code', 'Map it', 2, 'freshdesk', '9'),
    ('information', 'row_repeated', 'A row', 'Nothing', 2, 'zendesk', 'a.csv')
) as found (severity, rule, meaning, advice, finding_count, source_system, example);
"""  # noqa: E501


def shown(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *arguments: str,
) -> tuple[int, list[str]]:
    command = ["show_data_quality.py", "--warehouse", str(folder), *arguments]
    monkeypatch.setattr(sys, "argv", command)
    code = show_data_quality.main()
    told = capsys.readouterr()
    return code, (told.out + told.err).strip().splitlines()


def database(folder: Path, *statements: str) -> Path:
    with duckdb.connect(str(folder / "helpdesk_kpis.duckdb")) as connection:
        for statement in (FILES, *statements):
            connection.execute(statement)
    return folder


def test_the_account_and_the_findings_are_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, lines = shown(database(tmp_path), capsys, monkeypatch)
    assert code == 0
    assert lines == [
        "The exports",
        "",
        (
            "Every row of 2 files is accounted for: "
            "15 = 12 staged + 2 duplicates + 1 rejected"
        ),
        "Every record of 2 facts is accounted for: 13 = 11 kept + 2 left out",
        r"warning code_unknown 6 (freshdesk, generic): A code, for example par\x1bked.",
        "    Map it.",
        (
            "warning row_rejected 1 (zendesk): A row that cannot be used, "
            "for example a.csv, row 4."
        ),
        "    Mend it.",
    ]


def test_what_is_over_the_limit_is_counted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, lines = shown(database(tmp_path), capsys, monkeypatch, "--most", "1")
    assert lines[-1] == "1 more in quality.data_quality"


def test_an_account_that_does_not_hold_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = "update quality.export_files set staged_count = 6 where row_count = 10"
    _, lines = shown(database(tmp_path, wrong), capsys, monkeypatch)
    assert lines[2].startswith("NOT every row is accounted for: 15 rows, but 11 staged")


def test_a_record_that_was_lost_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = (
        "delete from quality.fact_accounts where fact = 'fct_chats' and step = 'kept'"
    )
    _, lines = shown(database(tmp_path, lost), capsys, monkeypatch)
    assert lines[3] == (
        "NOT every record is accounted for: 13 records, but 7 kept + 2 left out"
    )


def test_a_build_that_is_not_there_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, lines = shown(tmp_path, capsys, monkeypatch)
    assert code == 1
    assert "does not exist: run scripts/build first" in lines[0]


def test_every_issue_and_rule_has_its_words() -> None:
    path = ROOT / "models" / "quality" / "_quality__models.yml"
    models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    (flagged,) = (model for model in models if model["name"] == "flagged_rows")
    (holds,) = (
        test["rows_hold"] for test in flagged["data_tests"] if "rows_hold" in test
    )
    issues = set(holds["arguments"]["one_of"]["issue"])
    sql = (path.parent / "data_quality.sql").read_text(encoding="utf-8")
    rules = set(re.findall(r"'(\w+_\w+)' as rule|^ +'(row_\w+)',$", sql, re.MULTILINE))
    named = {name for pair in rules for name in pair if name}
    named |= set(re.findall(r"\('(\w+)', '\w+_count'\)", sql))
    with (ROOT / "seeds" / "quality_rules.csv").open(encoding="utf-8") as file:
        described = {row["rule"] for row in csv.DictReader(file)}
    assert described == issues | named
