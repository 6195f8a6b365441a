"""The rules of the gate: what is counted by file, and how much of it is let pass."""

import difflib
import re
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from gate.layout import TIMES, Stream

ERROR, WARNING = "error", "warning"
# Files smaller than this are too small to tell what is usual.
FEWEST_ROWS = 20
FEW_ROWS = 100
# Clocks of two systems differ, and redacted rows are dated anew.
OUT_OF_ORDER = 0.05


class Rule(NamedTuple):
    """What a rule looks for, how bad it is, and what to do about it."""

    severity: str
    meaning: str
    advice: str


RULES: Mapping[str, Rule] = {
    "file_unreadable": Rule(
        ERROR,
        "the file can't be read: cut off, damaged, or not what its name says",
        "Deliver it again, or move it away.",
    ),
    "file_wrong_encoding": Rule(
        ERROR,
        "the file is no UTF-8",
        "Save it as UTF-8: iconv -f latin1 -t utf-8 (or -f utf-16).",
    ),
    "file_empty": Rule(
        WARNING, "the file holds no row", "Export it again, or move it away."
    ),
    "file_not_read": Rule(
        WARNING,
        "nothing reads the file: wrong folder, name or ending",
        "Name it <source>/<stream>.<ending>, as docs/generic_layout.md says.",
    ),
    "file_twice": Rule(
        WARNING,
        "the file is the same as another of its stream",
        "Delete one of them; its rows count once either way.",
    ),
    "columns_missing": Rule(
        ERROR,
        "a table lacks a column that it can't do without, or names one twice",
        "Rename the column as the layout says.",
    ),
    "column_misspelt": Rule(
        WARNING,
        "a column is not read, and its name is nearly that of one which is missing",
        "Rename it.",
    ),
    "column_lost": Rule(
        WARNING,
        "a column is empty that was filled in the earlier files of the stream",
        "Look whether the export still asks for it.",
    ),
    "column_type_changed": Rule(
        WARNING,
        "a column holds another kind of value than in the earlier files of the stream",
        "Look what changed in the export.",
    ),
    "rows_rejected": Rule(
        ERROR,
        "more rows can't be used than max_rejected_share allows: the build would stop",
        "Mend the export, or set max_rejected_share if they may be left out.",
    ),
    "rows_repeated": Rule(
        WARNING,
        "many rows stand in the file more than once",
        "They count once. Look why the export repeats them.",
    ),
    "keys_in_conflict": Rule(
        WARNING,
        "rows of the same key and the same time of change say different things",
        "The one that stands last wins. Look whether the key is the right column.",
    ),
    "values_unreadable": Rule(
        WARNING,
        "values are not of their column's type, and are taken as missing",
        "Write them as the layout says.",
    ),
    "values_outside_range": Rule(
        WARNING,
        "values are out of their possible range",
        "Look at the unit and the sign.",
    ),
    "codes_unknown": Rule(
        WARNING,
        "codes that the layout does not know",
        "Use those of docs/generic_layout.md.",
    ),
    "times_in_future": Rule(
        WARNING,
        "moments that have not come yet",
        "Look at the clock and the time zone of the export.",
    ),
    "times_too_early": Rule(
        WARNING,
        "moments before earliest_plausible_date, such as the 1970 of an empty date",
        "Leave the value empty where there is none.",
    ),
    "times_out_of_order": Rule(
        WARNING,
        "what ends does so before it begins",
        "Look whether the columns were mixed up, or their zones differ.",
    ),
    "times_without_clock": Rule(
        WARNING,
        "all moments are midnights: days, whose durations mean little",
        "Export the time of day too.",
    ),
    "ids_rounded": Rule(
        ERROR,
        "ids such as 1.23E+15: a spreadsheet has rounded them, and rows are mixed up",
        "Export again without opening the file in a spreadsheet.",
    ),
    "spreadsheet_errors": Rule(
        WARNING,
        "values such as #REF! or #N/A, which a spreadsheet writes",
        "Mend the formula, or leave the value empty.",
    ),
    "texts_garbled": Rule(
        WARNING,
        "texts such as Ã©: they were read in one encoding and written in another",
        "Export them again as UTF-8.",
    ),
    "rows_collapsed": Rule(
        WARNING,
        "the newest file has far fewer rows than those before it",
        "Look whether the export ended early.",
    ),
    "stream_stale": Rule(
        WARNING,
        "the stream ends long before the others of its source",
        "Look whether its export still runs.",
    ),
    "exports_stale": Rule(
        WARNING,
        "the newest row of the source is older than max_export_age_days allows",
        "Look whether the exports still arrive.",
    ),
    "conversations_missing": Rule(
        WARNING,
        "rows that hang on conversations, and no file of conversations",
        "Deliver the conversations too: without them these rows count nowhere.",
    ),
}

MART_RULES: Mapping[str, Rule] = {
    "number_impossible": Rule(
        ERROR,
        "a value that its KPI can't have, or bounds that don't hold it",
        "Do not publish it: report it, with the slice.",
    ),
    "sample_collapsed": Rule(
        WARNING,
        "the last full month rests on far fewer rows than the month before",
        "Look whether all exports of that month are there.",
    ),
    "number_gone": Rule(
        WARNING,
        "the last full month has no value, or 0, where the month before had one",
        "Look at the rows behind it.",
    ),
}
ALL_RULES = {**RULES, **MART_RULES}


@dataclass(frozen=True)
class Measure:
    """How much of a file a rule is about, and how much is let pass."""

    rule: str
    file: str
    column: str
    count: int
    of: int
    share: float
    allowed: float
    example: str
    # What the profile counted, of which an example can be asked for.
    what: str = ""


class Known(NamedTuple):
    """A file with what it is and what it holds."""

    path: str
    stream: Stream | None
    profile: Mapping[str, Any]
    file: Mapping[str, Any]


def measure(
    rule: str,
    known: Known,
    count: int,
    of: int = 1,
    *,
    column: str = "",
    allowed: float = 0,
    example: str = "",
    what: str = "",
) -> Measure:
    share = count / of if of else 0.0
    return Measure(rule, known.path, column, count, of, share, allowed, example, what)


def _let_pass(of: int, share: float) -> float:
    """The share that is let pass: one row of few is no sign of an export gone wrong."""
    return max(share, 1 / of if 0 < of < FEW_ROWS else 0)


def _of_file(known: Known) -> Iterator[Measure]:
    profile, stream = known.profile, known.stream
    problem = profile.get("problem", "")
    if stream is None:
        yield measure("file_not_read", known, 1, example=problem)
        return
    is_encoding = "utf-8" in problem.lower() or "unicode" in problem.lower()
    is_columns = ": no column " in problem or ": two columns are called " in problem
    for rule, is_it in (
        ("file_wrong_encoding", is_encoding),
        ("columns_missing", is_columns),
        ("file_unreadable", bool(problem) and not is_encoding and not is_columns),
    ):
        yield measure(rule, known, int(is_it), example=problem if is_it else "")


def _of_stream(files: list[Known], settings: Mapping[str, Any]) -> Iterator[Measure]:
    """What can't be used, of all files of a stream, as a build would judge it."""
    *_, last = files
    is_empty = not last.profile["row_count"] and not last.profile.get("problem")
    yield measure("file_empty", last, int(is_empty))
    rows = sum(known.profile["row_count"] for known in files)
    most = settings["max_rejected_share"]

    def odd(known: Known) -> int:
        return int(known.profile.get("wrong_encoding_count", 0))

    def rejected(known: Known) -> int:
        return int(known.profile["rejected_count"]) - odd(known)

    for rule, count in (("file_wrong_encoding", odd), ("rows_rejected", rejected)):
        worst = max(files, key=count)
        why = f"row {worst.profile.get('rejected_row')}: "
        example = f"{why}{worst.profile.get('rejected_example')}"
        total = sum(map(count, files))
        yield measure(rule, worst, total, rows, allowed=most, example=example)


COUNTED = {
    "unread": "values_unreadable",
    "early": "times_too_early",
    "future": "times_in_future",
    "outside": "values_outside_range",
    "code": "codes_unknown",
    "order": "times_out_of_order",
}


def _of_values(known: Known, settings: Mapping[str, Any]) -> Iterator[Measure]:
    profile, stream = known.profile, known.stream
    rows = profile["row_count"]
    if stream is None or not rows:
        return
    most = settings["max_flagged_share"]
    for place, count in profile.items():
        kind, _, column = place.partition(":")
        rule = COUNTED.get(kind)
        if rule is None:
            continue
        filled = profile.get(f"filled:{column.split(',')[-1]}", rows)
        of = filled + (count if kind == "unread" else 0)
        share = OUT_OF_ORDER if kind == "order" else most
        yield measure(
            rule,
            known,
            count,
            of,
            column=column,
            allowed=_let_pass(of, share),
            what=place,
        )
    for name, known_column in stream.columns.items():
        midnights = profile.get(f"midnight:{name}")
        if midnights is not None and known_column.type != "date":
            is_day = rows >= FEWEST_ROWS and midnights == profile[f"filled:{name}"] > 0
            yield measure("times_without_clock", known, int(is_day), column=name)
    keys = profile.get("key_count", 0)
    repeated = profile.get("repeated_count", 0)
    yield measure("rows_repeated", known, repeated, keys, allowed=0.2)
    conflicts = profile.get("conflict_count", 0)
    example = profile.get("conflict_example")
    where = f"row {example[0]}" if example else ""
    allowed = _let_pass(keys, OUT_OF_ORDER)
    yield measure(
        "keys_in_conflict", known, conflicts, keys, allowed=allowed, example=where
    )


def _column_names(known: Known) -> set[str]:
    return {name for row in known.profile.get("sample", ()) for name in row["names"]}


def _misspelt(known: Known) -> Iterator[Measure]:
    stream = known.stream
    names = _column_names(known)
    if stream is None or not names:
        return
    spelt = {
        name: {name, *column.also_named} for name, column in stream.columns.items()
    }
    missing = [name for name, all_names in spelt.items() if not names & all_names]
    unknown = sorted(names - set().union(*spelt.values()))
    for name in unknown:
        plain = name.lower().replace(" ", "_").replace("-", "_")
        near = difflib.get_close_matches(plain, missing, 1, 0.8)
        example = f"{name} for {near[0]}" if near else ""
        yield measure(
            "column_misspelt", known, int(bool(near)), column=name, example=example
        )


def _types(known: Known) -> dict[str, set[str]]:
    """The kinds of value of each column in a file's sample."""
    found: dict[str, set[str]] = {}
    if known.stream is None:
        return found
    for row in known.profile.get("sample", ()):
        for name, (_, kind) in row["cells"].items():
            found.setdefault(name, set()).add(kind)
    return found


def natural(path: str) -> list[tuple[int, str]]:
    """An order of names in which 10 comes after 9: exporters count or date files."""
    return [
        (int(part), "") if part.isdigit() else (-1, part)
        for part in re.findall(r"\d+|\D+", path)
    ]


def _ending(path: str) -> str:
    return path.removesuffix(".gz").rpartition(".")[2]


def _over_time(files: list[Known]) -> Iterator[Measure]:
    """What the newest file of a stream is against those before it."""
    full = [known for known in files if known.profile["row_count"] >= FEWEST_ROWS]
    full.sort(key=lambda known: natural(known.path))
    if len(full) < 2:
        return
    *earlier, last = full
    stream = last.stream
    if stream is None:
        return
    before: dict[str, set[str]] = {}
    for known in earlier:
        if _ending(known.path) == _ending(last.path):
            for name, kinds in _types(known).items():
                before.setdefault(name, set()).update(kinds)
    for name, kinds in _types(last).items():
        new = kinds - before.get(name, kinds)
        example = (
            f"{', '.join(sorted(new))} after {', '.join(sorted(before.get(name, ())))}"
        )
        is_scalar = bool(new & {"number", "text", "boolean"})
        is_all = bool(new) and not kinds & before.get(name, set())
        yield measure(
            "column_type_changed",
            last,
            int(is_scalar and is_all),
            column=name,
            example=example,
        )
    for name in stream.columns:
        shares = [
            known.profile.get(f"filled:{name}", 0) / known.profile["row_count"]
            for known in earlier
        ]
        is_lost = min(shares) >= 0.5 and not last.profile.get(f"filled:{name}")
        yield measure("column_lost", last, int(is_lost), column=name)


def _collapsed(files: list[Known]) -> Iterator[Measure]:
    if len(files) < 4:
        return
    *earlier, last = sorted(files, key=lambda known: natural(known.path))
    usual = statistics.median(known.profile["row_count"] for known in earlier)
    rows = last.profile["row_count"]
    is_less = usual >= 50 and rows < usual / 10
    example = f"{rows} rows, usually {usual:.0f}"
    yield measure("rows_collapsed", last, int(is_less), example=example)


def _newest(known: Known) -> str | None:
    """The newest plausible moment of a file, as text that sorts."""
    if known.stream is None:
        return None
    limit = str(datetime.now() + timedelta(days=1))  # noqa: DTZ005
    found = [
        moment
        for name, column in known.stream.columns.items()
        if column.type in TIMES and not column.may_be_future
        if (moment := known.profile.get(f"newest:{name}")) and moment < limit
    ]
    return max(found, default=None)


def _span(files: list[Known]) -> tuple[datetime, datetime, int] | None:
    """From when to when a stream goes, and how many rows it has."""
    ends = [moment for known in files if (moment := _newest(known))]
    starts = [
        moment
        for known in files
        if known.stream
        for name, column in known.stream.columns.items()
        if column.type in TIMES and not column.may_be_future
        if (moment := known.profile.get(f"oldest:{name}")) and moment > "1990"
    ]
    if not ends or not starts:
        return None
    rows = sum(known.profile["row_count"] for known in files)
    return datetime.fromisoformat(min(starts)), datetime.fromisoformat(max(ends)), rows


def _across_streams(
    by_stream: Mapping[Stream, list[Known]], settings: Mapping[str, Any], now: datetime
) -> Iterator[Measure]:
    for source in sorted({stream.source for stream in by_stream}):
        own = {
            stream: files
            for stream, files in by_stream.items()
            if stream.source == source
        }
        spans = {
            stream: span for stream, files in own.items() if (span := _span(files))
        }
        last = max((end for _, end, _ in spans.values()), default=None)
        for stream, (start, end, rows) in spans.items():
            if last is None:
                continue
            usual = (end - start).days / max(rows, 1)
            patience = max(settings["max_stale_days"], 10 * usual)
            days = (last - end).days
            # People and teams do not change every day.
            is_steady = rows >= 5 * FEWEST_ROWS and bool(stream.conversation)
            example = f"ends on {end:%Y-%m-%d}, its source on {last:%Y-%m-%d}"
            yield measure(
                "stream_stale",
                own[stream][-1],
                int(is_steady and days > patience),
                example=example,
            )
        age = settings["max_export_age_days"]
        if age and last is not None:
            newest = max(spans, key=lambda stream: spans[stream][1])
            is_old = (now - last).days > int(age)
            example = f"ends on {last:%Y-%m-%d}"
            yield measure(
                "exports_stale", own[newest][-1], int(is_old), example=example
            )
        yield from _orphans(own)


def _orphans(own: Mapping[Stream, list[Known]]) -> Iterator[Measure]:
    """Streams of a source that hang on conversations which nobody delivered."""
    hanging = {
        stream: sum(known.profile["row_count"] for known in files)
        for stream, files in own.items()
        if stream.conversation and not stream.holds_conversations
    }
    is_alone = not any(stream.holds_conversations for stream in own)
    if any(hanging.values()):
        largest = max(hanging, key=lambda stream: hanging[stream])
        names = ", ".join(sorted(stream.name for stream in hanging if hanging[stream]))
        yield measure(
            "conversations_missing", own[largest][0], int(is_alone), example=names
        )


def _twice(files: list[Known]) -> Iterator[Measure]:
    def head(known: Known) -> str:
        return str(known.profile.get("head"))

    for _, same in groupby(sorted(files, key=lambda k: (head(k), k.path)), key=head):
        first, *others = list(same)
        for other in others:
            is_same = bool(other.profile["row_count"])
            yield measure("file_twice", other, int(is_same), example=first.path)


def measures(
    files: list[Known], settings: Mapping[str, Any], now: datetime
) -> list[Measure]:
    """All that the rules count, by file and column."""
    found: list[Measure] = []
    by_stream: dict[Stream, list[Known]] = {}
    for known in files:
        found += _of_file(known)
        if known.stream is None:
            continue
        by_stream.setdefault(known.stream, []).append(known)
        if not known.profile.get("problem"):
            found += _of_values(known, settings)
            found += _misspelt(known)
    for group in by_stream.values():
        found += _of_stream(group, settings)
        found += _over_time(group)
        found += _collapsed(group)
        found += _twice(group)
    found += _across_streams(by_stream, settings, now)
    return found
