"""Each column of a mart that counts says how it ties to a fact, or why it can't."""

import re
from collections import defaultdict
from csv import DictReader
from typing import Any, NamedTuple

import pytest
import yaml
from tests.python.project import ROOT, Project

TEST = "columns_of_marts_that_can_be_added_tie_to_their_facts"
NOT_ADDED = re.compile(r"^-- not added: (\w+)\.(\w+), (\w+)$", re.MULTILINE)
TIE = re.compile(r"'(\w+)' as mart,[^()]+from \1_\d+\s+unpivot \([^()]+\(([^()]+)\)")
REASONS = {"stock", "distinct", "derived", "hidden"}
# Numbers that are no counts.
NO_COUNTS = {("conversation_volume", "busiest_hour")}
# Conversations are of no article, and of the whole desk alone.
OF_ALL_ALONE = {("articles_read", "contact_count")}

Column = tuple[str, str]


class Ties(NamedTuple):
    """What the macro mart_ties declares, as the data test compiles it."""

    tied: list[Column]
    not_added: dict[Column, str]


@pytest.fixture(scope="module")
def ties(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Ties:
    query = project.compiled(tmp_path_factory.mktemp("ties"), TEST)
    return Ties(
        [
            (mart, column.strip())
            for mart, columns in TIE.findall(query)
            for column in columns.split(",")
        ],
        {(mart, column): why for mart, column, why in NOT_ADDED.findall(query)},
    )


def marts() -> dict[str, dict[str, Any]]:
    """The marts of the catalogue, as their .yml describes them."""
    with (ROOT / "seeds" / "kpi_catalog.csv").open(encoding="utf-8") as file:
        kpis = {row["kpi"]: row for row in DictReader(file)}
    described = {}
    for path in (ROOT / "models" / "marts").glob("*/*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            if model["name"] in kpis:
                segments = set(kpis[model["name"]]["segment_types"].split("|"))
                described[model["name"]] = model | {"segments": segments - {"all"}}
    assert set(described) == set(kpis)
    return described


def added(mart: dict[str, Any]) -> dict[str, set[str]]:
    """The columns that a test adds up over members, by segment type."""
    columns: dict[str, set[str]] = defaultdict(set)
    for test in mart["data_tests"]:
        if isinstance(test, dict) and "additive_over_segments" in test:
            given = test["additive_over_segments"]["arguments"]
            usual = ["source_system", "channel", "team", "priority"]
            for segment in given.get("segment_types", usual):
                columns[segment] |= set(given["columns"])
    return columns


def test_every_count_of_every_mart_ties_or_says_why_not(ties: Ties) -> None:
    counts = {
        (name, column["name"])
        for name, mart in marts().items()
        for column in mart["columns"]
        if column["data_type"] == "bigint"
    }
    declared = set(ties.tied) | set(ties.not_added)
    assert counts - NO_COUNTS <= declared
    columns = {
        (name, column["name"])
        for name, mart in marts().items()
        for column in mart["columns"]
    }
    assert declared <= columns


def test_no_column_is_declared_twice(ties: Ties) -> None:
    assert len(set(ties.tied)) == len(ties.tied)
    assert not set(ties.tied) & set(ties.not_added)


def test_reasons_are_those_that_are_explained(ties: Ties) -> None:
    assert set(ties.not_added.values()) <= REASONS
    text = (ROOT / "macros" / "marts" / "ties.sql").read_text(encoding="utf-8")
    assert all(reason in text.split("#}")[0] for reason in REASONS)


def test_every_tied_column_is_added_up_over_segments(ties: Ties) -> None:
    described = marts()
    tested = {
        (name, column)
        for name, mart in described.items()
        for columns in added(mart).values()
        for column in columns
    }
    assert set(ties.tied) - OF_ALL_ALONE <= tested


def test_every_segment_type_is_added_up() -> None:
    missing = {
        (name, segment)
        for name, mart in marts().items()
        for segment in mart["segments"] - set(added(mart))
    }
    assert missing == set()
