"""Every kind of dirt in the catalogue has a test, and the tests it names exist."""

import ast
import re
from functools import cache

import pytest
from tests.python.project import ROOT

KINDS_OF_DIRT = 48
CATALOGUE = ROOT / "tests/README.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
# A Python test is named by its file, a test of dbt by the folder of its model's YAML.
PYTHON_TEST = re.compile(r"`(test_\w+)::(\w+)`")
DBT_TEST = re.compile(r"`(\w+)\.yml: (\w+)`")
UNIT_TESTS = re.compile(r"^unit_tests:\n((?:[ #].*\n|\n)+)", re.MULTILINE)
UNIT_TEST = re.compile(r"^  - name: (\w+)$", re.MULTILINE)
NAMED_DATA_TEST = re.compile(r"^ +name: (\w+)$", re.MULTILINE)

ROWS = ROW.findall(CATALOGUE.read_text(encoding="utf-8"))


@cache
def functions_of(module: str) -> set[str]:
    path = ROOT / f"tests/python/{module}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def named_in_yaml(name: str) -> set[str]:
    """Unit tests, and data tests that have a name of their own."""
    found: set[str] = set()
    for folder in ("models", "seeds"):
        for path in (ROOT / folder).rglob(f"{name}.yml"):
            text = path.read_text(encoding="utf-8")
            found.update(NAMED_DATA_TEST.findall(text))
            for section in UNIT_TESTS.findall(text + "\n"):
                found.update(UNIT_TEST.findall(section))
    return found


def test_the_catalogue_has_every_kind_of_dirt_once_and_in_order() -> None:
    numbers = [int(number) for number, _, _ in ROWS]
    assert numbers == list(range(1, KINDS_OF_DIRT + 1))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_kind_of_dirt_has_a_test_that_exists(row: tuple[str, str, str]) -> None:
    _, _, tests = row
    in_python, in_yaml = PYTHON_TEST.findall(tests), DBT_TEST.findall(tests)
    # Whatever is in code style is the name of a test.
    assert len(in_python) + len(in_yaml) == tests.count("`") / 2 > 0
    for module, name in in_python:
        assert name in functions_of(module), f"{module}::{name}"
    for file, name in in_yaml:
        assert name in named_in_yaml(file), f"{file}.yml: {name}"
