"""What the project says of exports: its streams, their columns, and the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TIMES = {"timestamp", "date", "epoch_seconds", "day_first_timestamp"}
NUMBERS = {"integer", "number"}


@dataclass(frozen=True)
class Column:
    """A column of a stream, as its source YAML describes it."""

    name: str
    type: str
    also_named: tuple[str, ...]
    values: tuple[str, ...]
    low: float | None
    high: float | None
    may_be_future: bool
    is_personal: bool


@dataclass(frozen=True, eq=False)
class Stream:
    """A stream of a source: its columns and what makes a row of it."""

    source: str
    name: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    required: tuple[str, ...]
    cursors: tuple[str, ...]
    # The column that names the conversation, where rows hang on one.
    conversation: str | None
    spec: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.source}/{self.name}"

    @property
    def holds_conversations(self) -> bool:
        return self.conversation is not None and self.key == (self.conversation,)


def _column(node: Mapping[str, Any], personal: set[str]) -> Column:
    meta = node.get("config", {}).get("meta", {})
    low, high = meta.get("range", (None, None))
    return Column(
        node["name"],
        node["data_type"],
        tuple(meta.get("also_named", ())),
        tuple(str(value) for value in meta.get("values", ())),
        low,
        high,
        bool(meta.get("may_be_future")),
        node["name"] in personal,
    )


def _stream(source: str, node: Mapping[str, Any]) -> Stream:
    meta = node.get("config", {}).get("meta", {})
    words, person = meta.get("words", {}), meta.get("person", {})
    personal = {*words.get("columns", ()), *person.get("erased", ())}
    personal |= set(
        re.findall(r"\w+", f"{person.get('name')} {person.get('addresses')}")
    )
    columns = {column["name"]: _column(column, personal) for column in node["columns"]}
    newest = re.findall(r"\w+", str(meta.get("newest", "")).partition(":")[0])
    return Stream(
        source,
        node["name"],
        columns,
        tuple(meta.get("key", ())),
        tuple(meta.get("required", ())),
        tuple(name for name in newest if name in columns),
        words.get("conversation"),
        # What the macro source_spec gives.
        {
            "source_system": source,
            "stream": node["name"],
            "columns": {name: column.type for name, column in columns.items()},
            "also_named": {
                name: list(column.also_named)
                for name, column in columns.items()
                if column.also_named
            },
            "key": meta.get("key", []),
            "required": meta.get("required", []),
            "page_names": [node["name"], *meta.get("page_names", [])],
        },
    )


@cache
def streams() -> Mapping[tuple[str, str], Stream]:
    """All streams that the project reads, by source and name."""
    found = {}
    for path in sorted((ROOT / "models" / "staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                found[source["name"], table["name"]] = _stream(source["name"], table)
    return found


@cache
def default_settings() -> Mapping[str, Any]:
    """The vars of dbt_project.yml."""
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    settings: Mapping[str, Any] = yaml.safe_load(text)["vars"]
    return settings
