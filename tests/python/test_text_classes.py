"""How well the words of the lexicon tell what a message is, by messages read by people.

The messages were written and labelled by somebody who had not seen the lexicon. Half of
them served to tune it; it is measured on the other half alone.
"""

import csv
from collections import Counter
from collections.abc import Callable

import pytest
from tests.python.project import ROOT, Desk

LABELLED = ROOT / "tests/data/labelled_messages"
LANGUAGES = ("en", "es", "ca")
AT = "2026-03-02T10:00:00Z"

# Precision and recall on the half that the lexicon was not tuned on: what was measured,
# which a later lexicon may not fall below.
MEASURED: dict[tuple[str, str], tuple[float, float]] = {
    ("en", "is_complaint=true"): (0.80, 0.37),
    ("es", "is_complaint=true"): (0.78, 0.41),
    ("ca", "is_complaint=true"): (0.82, 0.46),
    ("en", "is_acknowledgement=true"): (0.69, 0.52),
    ("es", "is_acknowledgement=true"): (0.86, 0.55),
    ("ca", "is_acknowledgement=true"): (0.85, 0.67),
    ("en", "is_reword_request=true"): (1.00, 0.66),
    ("es", "is_reword_request=true"): (1.00, 0.77),
    ("ca", "is_reword_request=true"): (1.00, 0.71),
    ("en", "sentiment=-1"): (0.51, 0.53),
    ("es", "sentiment=-1"): (0.58, 0.56),
    ("ca", "sentiment=-1"): (0.71, 0.52),
    ("en", "sentiment=1"): (0.58, 0.50),
    ("es", "sentiment=1"): (0.62, 0.54),
    ("ca", "sentiment=1"): (0.57, 0.48),
}


def rows_of(half: str) -> list[dict[str, str]]:
    """The labelled messages of a half, with their language."""
    found: list[dict[str, str]] = []
    for language in LANGUAGES:
        path = LABELLED / f"messages_{language}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            found += [
                {**row, "language": language}
                for row in csv.DictReader(file)
                if row["half"] == half
            ]
    return found


@pytest.fixture(scope="module")
def read(new_desk: Callable[[], Desk]) -> dict[str, dict[str, object]]:
    """What the project makes of the messages, each a conversation without a locale."""
    desk = new_desk()
    rows = rows_of("score")
    names = [f"{row['language']}-{row['message_id']}" for row in rows]
    desk.deliver(
        {
            "generic/conversations.ndjson": [
                {"conversation_id": name, "created_at": AT, "status": "open"}
                for name in names
            ],
            "generic/messages.ndjson": [
                {
                    "message_id": name,
                    "conversation_id": name,
                    "sent_at": AT,
                    "author_type": row["author_type"],
                    "body": row["body"],
                }
                for name, row in zip(names, rows, strict=True)
            ],
        }
    )
    build = desk.build("--select", "+fct_messages")
    assert build.success, build.log
    return {
        row["message_key"].removeprefix("generic:"): row
        for row in desk.rows("select * from facts.fct_messages")
    }


def measured(
    read: dict[str, dict[str, object]], language: str, label: str, value: str
) -> tuple[float, float]:
    """Precision and recall of one value of a label."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for row in rows_of("score"):
        if row["language"] != language or row[label] in ("", "NULL"):
            continue
        found = read[f"{language}-{row['message_id']}"][label]
        told = str(found).lower().removesuffix(".0")
        counts[told == value, row[label] == value] += 1
    hits = counts[True, True]
    precision = hits / max(1, hits + counts[True, False])
    return precision, hits / max(1, hits + counts[False, True])


def test_every_labelled_message_is_read(read: dict[str, dict[str, object]]) -> None:
    assert len(read) == len(rows_of("score"))


@pytest.mark.parametrize(("language", "labelled"), MEASURED)
def test_classes_are_told_as_well_as_was_measured(
    read: dict[str, dict[str, object]], language: str, labelled: str
) -> None:
    label, value = labelled.split("=")
    precision, recall = measured(read, language, label, value)
    least_precision, least_recall = MEASURED[language, labelled]
    assert precision >= least_precision, (precision, recall)
    assert recall >= least_recall, (precision, recall)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_told_apart(
    read: dict[str, dict[str, object]], language: str
) -> None:
    told = Counter(
        str(read[f"{language}-{row['message_id']}"]["language"])
        for row in rows_of("score")
        if row["language"] == language
    )
    wrong = sum(told.values()) - told[language] - told["unknown"]
    assert told[language] >= 0.85 * sum(told.values()), told
    assert wrong <= 0.05 * sum(told.values()), told
