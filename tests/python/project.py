"""Builds export folders with dbt, inside the test's own process.

Importing dbt and reading the project takes ten seconds, so that is done once; a build
of a few files then takes a few, and reading one stream less than one.
"""

import contextlib
import csv
import gc
import gzip
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import AnalysisNode, GenericTestNode

ROOT = Path(__file__).resolve().parents[2]
FIRST_MODIFIED_AT = datetime(2026, 6, 1, tzinfo=UTC)

Row = Mapping[str, object]
Content = Sequence[Row] | str | bytes


def _csv_text(rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def parquet(query: str) -> bytes:
    """A Parquet file of what a query returns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        duckdb.connect().execute(f"copy ({query}) to '{path}' (format parquet)")
        return path.read_bytes()


def as_bytes(name: str, content: Content) -> bytes:
    """A file's bytes; rows are written in the format that the name ends in.

    Text and rows are packed where the name ends in .gz; bytes are what they are.
    """
    if isinstance(content, bytes):
        return content
    ending = Path(name.removesuffix(".gz")).suffix
    if isinstance(content, str):
        raw = content.encode()
    elif ending == ".csv":
        raw = _csv_text(content).encode()
    elif ending == ".json":
        raw = json.dumps(content, indent=1).encode()
    else:
        raw = "".join(json.dumps(row) + "\n" for row in content).encode()
    return gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw


@dataclass(frozen=True)
class Build:
    """What a build did, and what it said."""

    success: bool
    messages: tuple[str, ...]
    errors: Mapping[str, str]

    @property
    def log(self) -> str:
        return "\n".join(self.messages)

    @property
    def failed(self) -> set[str]:
        return set(self.errors)


class Project:
    """The dbt project, read once; each build goes into a warehouse of its own."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    @contextlib.contextmanager
    def _settings(self, exports: str, warehouse: Path) -> Iterator[None]:
        settings = {
            "HELPDESK_EXPORTS": exports,
            "HELPDESK_WAREHOUSE": str(warehouse),
            "DBT_TARGET_PATH": str(self._scratch / "target"),
            "DBT_LOG_PATH": str(self._scratch / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        with mock.patch.dict(os.environ, settings), contextlib.chdir(ROOT):
            os.environ.pop("DBT_EXCLUDE_RESOURCE_TYPES", None)
            yield

    @cached_property
    def manifest(self) -> Manifest:
        with self._settings("exports/sample", self._scratch / "unused"):
            parsed = dbtRunner().invoke(["--quiet", "parse"])
        assert isinstance(parsed.result, Manifest), parsed.exception
        return parsed.result

    def has_model(self, name: str) -> bool:
        return f"model.helpdesk_kpis.{name}" in self.manifest.nodes

    def build(
        self,
        warehouse: Path,
        exports: str,
        *arguments: str,
        with_tests: bool = False,
        variables: Mapping[str, object] | None = None,
    ) -> Build:
        command = ["build", "--exclude-resource-type", "unit_test"]
        if not with_tests:
            command += ["--exclude-resource-type", "test"]
        if variables:
            command += ["--vars", json.dumps(variables)]
        outcome, messages = self._run(warehouse, exports, *command, *arguments)
        errors: dict[str, str] = {}
        if isinstance(outcome.result, RunExecutionResult):
            for result in outcome.result.results:
                if result.status in {"error", "fail", "runtime error"}:
                    errors[result.node.name] = result.message or ""
        messages += errors.values()
        return Build(outcome.success, tuple(messages), errors)

    def unit_test(
        self, warehouse: Path, exports: str, *names: str
    ) -> dict[tuple[str, str], str]:
        """What became of unit tests, by model and name: pass, fail or error."""
        command = ["test", "--resource-type", "unit_test", "--select", *names]
        outcome, messages = self._run(warehouse, exports, *command)
        assert isinstance(outcome.result, RunExecutionResult), "\n".join(messages)
        statuses: dict[tuple[str, str], str] = {}
        for result in outcome.result.results:
            kind, _, *model_and_name = result.node.unique_id.split(".")
            if kind == "unit_test":
                model, name = model_and_name
                statuses[model, name] = str(result.status)
        return statuses

    def compiled(self, warehouse: Path, test: str) -> str:
        """The query of a data test, as dbt runs it."""
        command = ["compile", "--select", test]
        outcome, messages = self._run(warehouse, "exports/sample", *command)
        assert isinstance(outcome.result, RunExecutionResult), "\n".join(messages)
        (result,) = outcome.result.results
        assert isinstance(result.node, GenericTestNode)
        return str(result.node.compiled_code)

    def analyses(self, warehouse: Path, exports: str) -> dict[str, str]:
        """The SQL of each analysis by its name, as dbt compiles it."""
        outcome, messages = self._run(
            warehouse, exports, "compile", "--select", "path:analyses"
        )
        assert isinstance(outcome.result, RunExecutionResult), "\n".join(messages)
        return {
            result.node.name: str(result.node.compiled_code)
            for result in outcome.result.results
            if isinstance(result.node, AnalysisNode)
        }

    def _run(
        self, warehouse: Path, exports: str, *arguments: str
    ) -> tuple[dbtRunnerResult, list[str]]:
        messages: list[str] = []

        def listen(event: Any) -> None:
            if event.info.level in {"info", "warn", "error"}:
                messages.append(event.info.msg)

        command = ["--quiet", "--log-level-file", "none", "--no-write-json"]
        with self._settings(exports, warehouse):
            runner = dbtRunner(manifest=self.manifest, callbacks=[listen])
            outcome = runner.invoke([*command, *arguments])
        # dbt keeps its last connection; a second one with other settings is refused.
        connections: Any = DuckDBConnectionManager
        connections.close_all_connections()
        gc.collect()
        if outcome.exception:
            messages.append(str(outcome.exception))
        return outcome, messages


@dataclass
class Desk:
    """A folder of exports and the warehouse that it is built into."""

    project: Project
    folder: Path
    files_written: int = field(default=0, init=False)
    connection: duckdb.DuckDBPyConnection | None = field(default=None, init=False)

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def database(self) -> Path:
        return self.folder / "warehouse" / "build.duckdb"

    def deliver(self, files: Mapping[str, Content]) -> None:
        """Write files below exports/, each a second younger than the one before."""
        self.exports.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = self.exports / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_bytes(name, content))
            self.files_written += 1
            moment = FIRST_MODIFIED_AT + timedelta(seconds=self.files_written)
            os.utime(path, (moment.timestamp(), moment.timestamp()))

    def build(
        self,
        *arguments: str,
        exports: str | None = None,
        with_tests: bool = False,
        variables: Mapping[str, object] | None = None,
    ) -> Build:
        self.close()
        return self.project.build(
            self.database.parent,
            exports or str(self.exports),
            *arguments,
            with_tests=with_tests,
            variables=variables,
        )

    def read(
        self, *streams: str, variables: Mapping[str, object] | None = None
    ) -> Build:
        """Read these streams only, such as zendesk__tickets."""
        models = [f"base_{stream}" for stream in streams]
        return self.build("--select", *models, variables=variables)

    def analyses(self, exports: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """What each analysis answers."""
        self.close()
        compiled = self.project.analyses(
            self.database.parent, exports or str(self.exports)
        )
        return {name: self.rows(query) for name, query in compiled.items()}

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        # Open until the next build: dbt then needs the file for itself.
        if self.connection is None:
            self.connection = duckdb.connect(str(self.database), read_only=True)
        answer = self.connection.execute(query, list(values))
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def row(self, query: str, *values: object) -> dict[str, Any]:
        (row,) = self.rows(query, *values)
        return row

    def value(self, query: str, *values: object) -> Any:
        (value,) = self.row(query, *values).values()
        return value

    def values(self, query: str, *values: object) -> list[Any]:
        """The first column."""
        return [next(iter(row.values())) for row in self.rows(query, *values)]
