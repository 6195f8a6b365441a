"""Rows are gathered and written as files of several kinds, out of order."""

import csv
import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

FILE_TIME = 1_735_000_000
SLOTS = {
    "zendesk": ("/day_2.ndjson", "/day_1.ndjson.gz", "/day_3.jsonl"),
    "intercom": ("/day_2.ndjson", "/day_1.ndjson.gz", "/day_3.jsonl"),
    "freshdesk": ("/day_2.ndjson", "/day_1.ndjson.gz", "/day_3.jsonl"),
    "generic": ("/day_2.csv", "/day_1.csv.gz", "/day_3.ndjson"),
    "help_scout": ("/day_2.ndjson", "/day_1.ndjson.gz", "/day_3.jsonl"),
}
EMPTY_FILES = (
    "zendesk/tickets/empty.ndjson",
    "generic/messages/empty.csv",
    "help_scout/threads/empty.ndjson",
)
SLOT_TIMES = (200, 100, 300)
NEWEST = 2
OLDEST = 1
BODIES = {
    "empty": "",
    "tags only": "<p>\n &nbsp;\u00a0</p><br/>",
    "attachment only": "",
    "redacted": "▇▇▇▇ ▇▇",
}


def timestamp(at: datetime, rng: Random | None = None) -> str:
    """Return a time as exports write it: mostly `Z`, sometimes with an offset."""
    if rng is not None and rng.random() < 0.05:
        return timestamp(at + timedelta(hours=2)).replace("Z", "+02:00")
    style = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=style) + "Z"


def topic_for(name: str) -> str | None:
    """Return what a conversation is about, always the same for a name."""
    return ("Billing", " delivery ", None, "")[sum(map(ord, name)) % 4]


def body_of(flavour: str, rng: Random) -> str:
    """Return a text that suits the flavour."""
    plain = (
        "Hello, it does not work",
        '<p>It says "no",\nand stops</p>',
        "¡Gracias! 🙂",
        "null",
    )
    return BODIES.get(flavour, rng.choice(plain[:3]))


@dataclass(slots=True)
class Folder:
    """An export folder in the making."""

    root: Path
    rng: Random
    counts: Counter[str]
    rows: dict[tuple[str, str, int], list[Mapping[str, object] | str]] = field(
        default_factory=dict
    )

    def add(
        self,
        source: str,
        stream: str,
        row: Mapping[str, object] | str,
        slot: int | None = None,
    ) -> int:
        """Add a row, or a line that is none, to one of the files of a stream."""
        chosen = self.rng.randrange(3) if slot is None else slot
        self.rows.setdefault((source, stream, chosen), []).append(row)
        return chosen

    def write(self, columns: Mapping[str, tuple[str, ...]]) -> None:
        """Write all files, with times that don't follow their names."""
        for (source, stream, slot), rows in sorted(
            self.rows.items(), key=lambda item: item[0]
        ):
            name = SLOTS[source][slot]
            path = self.root / source / f"{stream}{name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            if ".csv" in name:
                content = csv_text(rows, columns[stream])
            else:
                content = "".join(line_of(row) + "\n" for row in rows)
            packed = content.encode()
            if name.endswith(".gz"):
                packed = gzip.compress(packed, mtime=0)
            path.write_bytes(packed)
            at = FILE_TIME + SLOT_TIMES[slot]
            os.utime(path, (at, at))
        for name in EMPTY_FILES:
            if (self.root / name).parent.exists():
                (self.root / name).touch()
                os.utime(self.root / name, (FILE_TIME, FILE_TIME))


def line_of(row: Mapping[str, object] | str) -> str:
    """Return a row as a JSON line."""
    return row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)


def csv_text(rows: list[Mapping[str, object] | str], columns: tuple[str, ...]) -> str:
    """Return rows as CSV."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        if isinstance(row, str):
            made.write(row + "\n")
        else:
            writer.writerow([csv_value(row.get(column)) for column in columns])
    return made.getvalue()


def csv_value(value: object) -> str:
    """Return a value as CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
