"""Exports that are broken at random, and what becomes of each of their rows.

Whoever breaks a row knows what it is then: that is told without a look at any SQL.
"""

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
VALID, REJECTED, UNCERTAIN, BLANK = "valid", "rejected", "uncertain", "blank"
WORDS = (
    "où",
    "naïve",
    "rückgabe",
    "¿por qué?",
    "退货",
    "😀",
    'a "quote"',
    "back\\slash",
)


@dataclass
class BrokenFile:
    """A file: its bytes, and what each of its rows is."""

    name: str
    stream: str
    content: bytes
    verdicts: list[str]
    keys: set[str] = field(default_factory=set)
    rejected_texts: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """The rows that must be accounted for; what is blank is none."""
        return len(self.verdicts) - self.verdicts.count(BLANK)


def conversation(seed: int, number: int, draws: random.Random) -> Row:
    return {
        "conversation_id": f"S{seed}-{number}",
        "created_at": f"2026-03-{draws.randint(1, 28):02d}T10:00:00Z",
        "updated_at": "2026-04-01T00:00:00Z",
        "status": draws.choice(("open", "resolved", "closed")),
        "subject": " ".join(draws.choices(WORDS, k=draws.randint(0, 4))),
        "customer_id": f"P{draws.randint(1, 9)}",
    }


def message(seed: int, number: int, draws: random.Random) -> Row:
    return {
        "message_id": f"S{seed}-M{number}",
        "conversation_id": f"S{seed}-{draws.randint(1, 20)}",
        "sent_at": f"2026-03-28T{draws.randint(0, 23):02d}:{number % 60:02d}:00Z",
        "author_type": draws.choice(("customer", "agent", "bot")),
        "author_id": draws.choice(("P1", "A1", None)),
        "body": " ".join(draws.choices(WORDS, k=draws.randint(0, 9))),
    }


def ticket(seed: int, number: int, draws: random.Random) -> Row:
    return {
        "id": seed * 1000 + number,
        "created_at": f"2026-03-{draws.randint(1, 28):02d}T11:00:00Z",
        "updated_at": "2026-04-01T00:00:00Z",
        "status": draws.choice(("new", "open", "solved", "odd")),
        "subject": " ".join(draws.choices(WORDS, k=2)),
        "tags": draws.choice(([], ["a", "b"], "a|b", None)),
    }


STREAMS: dict[str, tuple[Callable[[int, int, random.Random], Row], str, str]] = {
    "generic/conversations": (conversation, "conversation_id", "created_at"),
    "generic/messages": (message, "message_id", "sent_at"),
    "zendesk/tickets": (ticket, "id", "created_at"),
}


def encoded(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()


def is_object(line: bytes) -> bool | None:
    """Whether a line is a JSON object; none where readers may disagree."""
    try:
        value = json.loads(line.decode())
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict)


def damaged(
    row: Row, key: str, at: str, draws: random.Random
) -> list[tuple[bytes, str]]:
    """A row with something wrong about it, as one or several lines."""
    whole = encoded(row)
    kind = draws.randrange(15)
    match kind:
        case 0:
            cut = whole[: draws.randrange(1, len(whole) - 1)]
            # A letter may be cut in half, which is no UTF-8.
            return [(cut, REJECTED)]
        case 1:
            return [(encoded({**row, key: draws.choice((None, "", "  "))}), REJECTED)]
        case 2:
            return [(encoded({k: v for k, v in row.items() if k != key}), REJECTED)]
        case 3:
            wrong = draws.choice(("yesterday", "2026-13-45T00:00:00Z", "", None, "x"))
            return [(encoded({**row, at: wrong}), REJECTED)]
        case 4:
            return [(whole, VALID)] * draws.randint(2, 4)
        case 5:
            return [(draws.choice((b"", b"   ")), BLANK), (whole, VALID)]
        case 6:
            other = draws.choice(([], [row], 7, "text", None, True))
            return [(encoded(other), REJECTED)]
        case 7:
            return [(whole.replace("où".encode(), "où".encode("latin-1")), UNCERTAIN)]
        case 8:
            place = draws.randrange(len(whole))
            flipped = (
                whole[:place] + bytes([draws.randrange(1, 256)]) + whole[place + 1 :]
            )
            return [(flipped.replace(b"\n", b" ").replace(b"\r", b" "), UNCERTAIN)]
        case 9:
            order = list(row.items())
            draws.shuffle(order)
            return [(encoded(dict(order)), VALID)]
        case 10:
            return [(encoded({**row, "unheard_of": {"a": [1, {"b": None}]}}), VALID)]
        case 11:
            return [(whole + draws.choice((b"}", b",", b" null", b"{}")), REJECTED)]
        case 12:
            return [(encoded({**row, key: str(row[key])}), VALID)]
        case 13:
            return [(b"  " + whole + b"  ", VALID)]
        case _:
            return [(encoded({**row, key: {"nested": row[key]}}), REJECTED)]


def lines_broken(seed: int, stream: str, draws: random.Random) -> BrokenFile:
    """A file of JSON lines, some of them damaged."""
    make, key, at = STREAMS[stream]
    share = draws.choice((0.0, 0.1, 0.5, 1.0))
    lines: list[tuple[bytes, str]] = []
    for number in range(1, draws.choice((1, 5, 40)) + 1):
        row = make(seed, number, draws)
        is_damaged = draws.random() < share
        lines += damaged(row, key, at, draws) if is_damaged else [(encoded(row), VALID)]
    if draws.random() < 0.3:
        draws.shuffle(lines)
    end = draws.choice((b"\n", b"\r\n"))
    content = end.join(line for line, _ in lines)
    if draws.random() < 0.7:
        content += end
    keys = {str(json.loads(line)[key]) for line, verdict in lines if verdict == VALID}
    texts = [
        line.decode().strip()
        for line, verdict in lines
        if verdict == REJECTED and is_utf_8(line)
    ]
    is_packed = draws.random() < 0.3
    name = f"{stream}/seed_{seed:03d}.ndjson{'.gz' if is_packed else ''}"
    packed = gzip.compress(content, mtime=0) if is_packed else content
    return BrokenFile(name, stream, packed, [v for _, v in lines], keys, texts)


def is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except ValueError:
        return False
    return True


def table_broken(seed: int, draws: random.Random) -> BrokenFile:
    """A table of customers, some of whose rows have another width or no key."""
    text = io.StringIO()
    names = ["customer_id", "name", "email", "plan"]
    draws.shuffle(names)
    delimiter = draws.choice((",", ";", "\t"))
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    verdicts: list[str] = []
    keys: set[str] = set()
    for number in range(1, draws.choice((1, 30)) + 1):
        row = {
            "customer_id": f"S{seed}-{number}",
            "name": " ".join(draws.choices(WORDS, k=2)),
            "email": f"s{seed}.{number}@example.org",
            "plan": draws.choice(("gold", "", "two\nlines")),
        }
        cells = [row[name] for name in names]
        match draws.randrange(8):
            case 0:
                writer.writerow([*cells, "one", "too many"])
                verdicts.append(REJECTED)
            case 1:
                writer.writerow(cells[:2])
                verdicts.append(REJECTED)
            case 2:
                row["customer_id"] = ""
                writer.writerow([row[name] for name in names])
                verdicts.append(REJECTED)
            case _:
                writer.writerow(cells)
                verdicts.append(VALID)
                keys.add(row["customer_id"])
    mark = draws.choice((b"", "\ufeff".encode()))
    content = mark + text.getvalue().encode()
    name = f"generic/customers/seed_{seed:03d}.csv"
    return BrokenFile(name, "generic/customers", content, verdicts, keys)


def broken_export(seed: int) -> list[BrokenFile]:
    """The files of one broken export: always the same for the same seed."""
    draws = random.Random(seed)  # noqa: S311
    files = [lines_broken(seed, stream, draws) for stream in STREAMS]
    files.append(table_broken(seed, draws))
    if draws.random() < 0.2:
        stream = draws.choice(list(STREAMS))
        name = f"{stream}/seed_{seed:03d}_empty.ndjson"
        files.append(BrokenFile(name, stream, b"", []))
    if draws.random() < 0.2:
        first = files[0]
        name = first.name.replace("seed_", "again_")
        files.append(
            BrokenFile(
                name,
                first.stream,
                first.content,
                first.verdicts,
                first.keys,
                first.rejected_texts,
            )
        )
    return files
