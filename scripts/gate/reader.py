"""The project's own reader of raw files, as SQL, without dbt.

The macros of macros/reader say how a file is read: its format, what its rows are
wrapped in, what each value means and which rows are rejected. They are rendered here as
they are, so that what is checked is what a build reads.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import duckdb
from jinja2 import Environment

from gate.layout import ROOT

FOLDERS = ("reader", "warehouse")
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(.*?{%-?\s*endmacro\s*-?%}", re.DOTALL)


class UnreadableError(Exception):
    """A file that the reader refuses, in its words."""


class _Return(Exception):  # noqa: N818
    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


def _return(value: object) -> None:
    raise _Return(value)


class _Columns:
    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def values(self) -> list[Any]:
        return self._values


class _Answer:
    """What run_query returns in dbt, as far as the reader uses it."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.columns = [_Columns(list(column)) for column in zip(*rows, strict=True)]


class _Exceptions:
    @staticmethod
    def raise_compiler_error(message: str) -> None:
        raise UnreadableError(message)


class _Modules:
    re = re


@cache
def macro_texts() -> Mapping[str, str]:
    """The macros that may be used, by name."""
    return {
        match[1]: match[0]
        for folder in FOLDERS
        for path in sorted((ROOT / "macros" / folder).glob("*.sql"))
        for match in MACRO.finditer(path.read_text(encoding="utf-8"))
    }


class Reader:
    """The macros of the reader, over one connection."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Mapping[str, Any]
    ) -> None:
        self.connection = connection
        self.settings = settings
        # SQL is made, no page.
        self._environment = Environment(extensions=["jinja2.ext.do"])  # noqa: S701
        self._environment.globals.update(
            {
                "return": _return,
                "run_query": self._run_query,
                "exceptions": _Exceptions,
                "modules": _Modules,
                "fromjson": json.loads,
                "log": lambda *_, **__: "",
                "var": lambda name: settings[name],
                "execute": True,
            }
        )
        for name in macro_texts():
            self._environment.globals[name] = self._macro(name)

    def _run_query(self, query: str) -> _Answer:
        return _Answer(self.connection.execute(query).fetchall())

    def _macro(self, name: str) -> Callable[..., Any]:
        made: list[Callable[..., Any]] = []

        def call(*values: Any, **named: Any) -> Any:
            if not made:
                template = self._environment.from_string(macro_texts()[name])
                made.append(getattr(template.module, name))
            try:
                return str(made[0](*values, **named))
            except _Return as answer:
                return answer.value

        return call

    def __getattr__(self, name: str) -> Callable[..., Any]:
        macro: Callable[..., Any] = self._environment.globals[name]  # type: ignore[assignment]
        return macro
