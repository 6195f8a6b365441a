"""Writes docs/generic_layout.md from the YAML that the reader itself goes by.

With --check it writes nothing and fails where the page is not what the YAML says.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "models" / "staging" / "generic" / "_generic__sources.yml"
PAGE = ROOT / "docs" / "generic_layout.md"
TYPES = {
    "id": "id",
    "text": "text",
    "list": "list",
    "boolean": "true, false",
    "integer": "whole number",
    "number": "number",
    "date": "day",
    "timestamp": "moment",
}
INTRODUCTION = """# The generic layout

How any helpdesk, and any neighbouring system, hands over its data: a folder `generic`
with one file, or a folder of files, per stream, as CSV, NDJSON or Parquet, plain or
`.gz`. Every stream is optional. Of a stream that there is, the columns that say *yes*
under "required" have to be there and filled, or a row is kept aside in
`quality.rejected_rows`; all others may be missing. Columns that are not listed do no
harm. These names don't change without a word in the changelog first.

- **id**: text; a number is taken as its text, and `123.0` is 123.
- **moment**: ISO 8601 with `Z` or an offset, such as `2026-03-02T10:15:00Z`; without
  one it is in the zone that the var `source_time_zones` names. A day alone is the
  beginning of that day in the reporting time zone.
- **day**: `2026-03-02`.
- **true, false**: empty is unknown.
- **list**: a JSON array, in CSV also `a|b|c`.
- Empty text and `null` are null.
- The newest row of a key wins: by the cursor, where the stream has one, else by the
  time of the file. Rows of a file keep their order, which breaks ties of equal
  moments.

This page is written by `scripts/write_layout_page.py` from [the YAML that the reader
goes by](../models/staging/generic/_generic__sources.yml).
"""


def cell(text: str) -> str:
    """Give a text that a table can hold."""
    return text.replace("|", "\\|").replace("\n", " ").strip()


def anchor(stream: str) -> str:
    """Give the link of a stream's heading."""
    return f"[{stream}](#{stream})"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def stream_section(stream: Mapping[str, Any]) -> str:
    """Describe a stream with all of its columns."""
    meta = stream["config"]["meta"]
    rows = []
    for column in stream["columns"]:
        own = column["config"]["meta"]
        name = column["name"]
        is_key = name in meta["key"]
        required = "yes, key" if is_key else "yes" if name in meta["required"] else ""
        values = ", ".join(f"`{value}`" for value in own.get("values", []))
        rows.append(
            [
                f"`{name}`",
                TYPES[column["data_type"]],
                required,
                cell(column["description"]),
                values,
                f"`{cell(str(own['example']))}`",
            ]
        )
    headings = ("column", "type", "required", "meaning", "values", "example")
    newest = meta["newest"].removeprefix("none: ")
    return (
        f"\n## {stream['name']}\n\n{stream['description']} "
        f"Key: {', '.join(f'`{name}`' for name in meta['key'])}. "
        f"Newest: {newest if newest != meta['newest'] else f'by `{newest}`'}.\n\n"
        + table(headings, rows)
    )


def page() -> str:
    """Write the whole page."""
    (source,) = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["sources"]
    streams = source["tables"]
    overview = table(
        ("stream", "a row is about"),
        [[anchor(stream["name"]), cell(stream["description"])] for stream in streams],
    )
    sections = "".join(stream_section(stream) for stream in streams)
    return f"{INTRODUCTION}\n{overview}{sections}"


def main(arguments: list[str]) -> int:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(
        description="Write docs/generic_layout.md from the YAML of the generic source."
    )
    parser.add_argument(
        "--check", action="store_true", help="fail where the page is out of date"
    )
    is_check = parser.parse_args(arguments).check
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if written == page():
        return 0
    if is_check:
        print(f"{PAGE.relative_to(ROOT)} is out of date: run {Path(__file__).name}")
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
