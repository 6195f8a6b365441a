"""What the docs say about nights and checks is so."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.python.project import ROOT

import run_build
from gate.rules import MART_RULES, RULES, Rule

DOCS = ROOT / "docs"
NIGHT = (DOCS / "every_night.md").read_text(encoding="utf-8")
EXAMPLES = DOCS / "every_night"
ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)


def rows(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in ROW.findall(text) if "---" not in line]


def test_each_exit_code_is_told_with_its_meaning() -> None:
    told = {row[0]: row[1] for row in rows(NIGHT) if row[0].isdigit()}
    known = {str(code): meaning for code, meaning in run_build.MEANING.items()}
    assert told == known | {"130": "interrupted"}


def test_the_help_of_the_build_names_each_exit_code() -> None:
    text = (ROOT / "scripts" / "build").read_text(encoding="utf-8")
    for code in run_build.MEANING:
        assert re.search(rf"\b{code}: ", text), code


def test_each_fault_has_a_test_that_exists() -> None:
    faults = (ROOT / "tests/python/test_faults.py").read_text(encoding="utf-8")
    tests = [row[3].strip("`") for row in rows(NIGHT) if row[-1].startswith("`test_")]
    assert len(tests) == 15
    for name in tests:
        assert f"def {name}(" in faults, name


def test_the_line_for_cron_has_its_fields_and_runs() -> None:
    (line,) = re.findall(r"^15 3 .*scripts/build.*$", NIGHT, re.MULTILINE)
    *fields, command = line.split(" ", 5)
    assert [bool(re.fullmatch(r"[\d*]+", field)) for field in fields] == [True] * 5
    done = subprocess.run(["bash", "-n", "-c", command], check=False)
    assert done.returncode == 0


def test_the_workflow_runs_scripts_that_exist() -> None:
    path = EXAMPLES / "github_workflow.yml"
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    for command in commands:
        assert (ROOT / command.split()[0]).is_file()
    paths = [step["with"]["path"] for step in steps if "path" in step.get("with", {})]
    assert "warehouse" in paths


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda p: p.name)
def test_an_example_compiles_and_names_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    compile(text, path.name, "exec")
    for script in re.findall(r"scripts/\w+(?:\.py)?", text):
        assert (ROOT / script).is_file(), script


def table(rules: dict[str, Rule]) -> str:
    """The rules as the docs lay them out."""
    lines = ["| rule | severity | what it finds | what to do |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {rule.severity} | {rule.meaning} | {rule.advice} |"
        for name, rule in rules.items()
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("rules", [RULES, MART_RULES], ids=["exports", "numbers"])
def test_each_rule_of_the_gate_is_told(rules: dict[str, Rule]) -> None:
    text = (DOCS / "export_checks.md").read_text(encoding="utf-8")
    assert table(dict(rules)) in text, table(dict(rules))
