"""What the documents say holds: links lead somewhere, queries run, names exist."""

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.python.project import ROOT, Desk, Project

from readme_examples import refreshed

DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "DECISIONS")),
    ROOT / "models/overview.md",
    ROOT / "tests/README.md",
    ROOT / "exports/README.md",
]
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
MODEL = re.compile(r"`((?:fct|dim|int|base|stg)_[a-z0-9_]+)`")


@pytest.fixture(scope="module")
def empty(new_desk: Callable[[], Desk]) -> Desk:
    desk = new_desk()
    desk.exports.mkdir(parents=True)
    assert desk.build().success
    return desk


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text()
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if link.startswith("#"):
            assert link[1:] in headings, link
        elif not link.startswith("http"):
            assert (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_models_that_are_named_exist(project: Project, document: Path) -> None:
    text = document.read_text()
    names = {name for name in MODEL.findall(text) if not name.endswith("_")}
    unknown = {name for name in names if not project.has_model(name)}
    assert {name for name in unknown if "freshdesk" not in name} == set()


def test_vars_of_the_readme_are_those_of_the_project() -> None:
    settings = (
        (ROOT / "README.md").read_text().split("## Settings")[1].split("\n## ")[0]
    )
    project = (ROOT / "dbt_project.yml").read_text()
    names = re.findall(r"^\| `([a-z_]+)`", settings, re.MULTILINE)
    assert len(names) > 5
    for name in names:
        assert f"\n  {name}:" in project, name


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_queries_of_the_readme_run(empty: Desk, query: str) -> None:
    empty.rows(query)


def test_results_are_refreshed_below_their_query_and_nothing_else_is() -> None:
    result = "```text\n{}\n```\n\n"
    query = "```sql\nselect 1.50 as value, 'a' as name\n```\n\n"
    others = "```sql\nselect 2\n```\n\nNo result here.\n\n```text\nold\n```\n"
    before = "```sh\nls\n```\n\nA word.\n\n" + query
    shown = "value  name\n-----  ----\n 1.50  a"
    assert (
        refreshed(before + result.format("old") + others, duckdb.connect())
        == before + result.format(shown) + others
    )
