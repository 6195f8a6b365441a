"""What a text says, by the lexicon of the project."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[3]
GAP = r"[^a-z0-9.,;:?!]+"
SOME_WORDS = GAP + r"(?:[a-z0-9]+" + GAP + "){0,3}"
LANGUAGES = ("en", "es", "ca")
OTHER_LETTERS = re.compile("[\u0370-\u1fff\u3040-\ud7ff]")
QUOTED_MARKUP = re.compile(
    r"<blockquote.*</blockquote>"
    r"|<div[^>]*(?:gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|appendonsend).*",
    re.IGNORECASE | re.DOTALL,
)
QUOTED_LINES = re.compile(
    r"(?:^[^\n>]{0,200}(?:wrote|escribi.{1,2}|escriure|escrigue.)[ ]?:[ \t\r]*\n\s*)?"
    r"(?:^[ \t]*>[^\n]*\n?)+",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE = re.compile(
    r"(?:^|\n)(?:--[ ]?\r?\n|sent from|get outlook|enviad[oa] desde|enviat des).*",
    re.IGNORECASE | re.DOTALL,
)

Entry: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Classes:
    """What was made of a text."""

    language: str
    is_complaint: bool
    is_acknowledgement: bool
    is_reword_request: bool
    is_fallback: bool
    is_question: bool
    is_sign: bool


@cache
def lexicon() -> dict[tuple[str, str], list[Entry]]:
    """Read the seed: phrase, weight and scope by class and language."""
    found: dict[tuple[str, str], list[Entry]] = {}
    with (ROOT / "seeds/lexicon.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = (row["class"], row["language"])
            entry = (row["phrase"], int(row["weight"]), int(row["negation_scope"]))
            found.setdefault(place, []).append(entry)
    for entries in found.values():
        entries.sort()
    return found


def spelled(phrase: str) -> str:
    """Write a phrase as a pattern, sign by sign."""
    out = []
    for part in re.split(r"( \.\.\. | |#|\*|\()", phrase):
        if part == " ... ":
            out.append(SOME_WORDS)
        elif part == " ":
            out.append(GAP)
        elif part == "#":
            out.append("[0-9]+")
        elif part == "*":
            repeats = "".join(out).endswith(")")
            out.append("*" if repeats else "[a-z0-9]*")
        elif part == "(":
            out.append("(?:")
        else:
            out.append(part)
    return "".join(out)


def any_of(phrases: list[str], signs: list[str]) -> re.Pattern[str] | None:
    """Give the pattern of whole words, or of signs."""
    words = "|".join(spelled(phrase) for phrase in phrases)
    parts = [rf"\b(?:{words})\b", *signs] if phrases else list(signs)
    return re.compile("|".join(parts), re.ASCII) if parts else None


@dataclass(frozen=True, slots=True)
class Reader:
    """Tells whether a text is of one class in one language."""

    enough: re.Pattern[str] | None
    hints: re.Pattern[str] | None
    against: re.Pattern[str] | None
    denied: re.Pattern[str] | None

    def says(self, words: str) -> bool:
        """Say whether the text is of the class."""
        if self.enough is None:
            return False
        hit = self.enough.search(words) is not None
        hinted = len(self.hints.findall(words)) if self.hints and not hit else 0
        if not hit and hinted < 3:
            return False
        if self.against is not None and self.against.search(words):
            return False
        if hit and self.denied is not None and self.denied.search(words):
            return self.enough.search(self.denied.sub("\n", words)) is not None
        return True


@cache
def reader(kind: str, language: str) -> Reader:
    """Make the reader of a class and language."""
    own = lexicon().get((kind, language), [])
    shared = lexicon().get((kind, "any"), [])

    def phrases(entries: list[Entry], weight: int) -> list[str]:
        return [phrase for phrase, given, _ in entries if given == weight]

    scopes = sorted({scope for _, given, scope in own if given == 2 and scope > 0})
    parts = []
    for scope in scopes:
        reached = [
            spelled(phrase)
            for phrase, given, other in own
            if given == 2 and other == scope
        ]
        between = rf"(?:[a-z0-9]+{GAP}){{0,{scope - 1}}}"
        parts.append(f"{between}(?:{'|'.join(reached)})")
    denials = [spelled(phrase) for phrase, _, _ in lexicon()["negator", language]]
    return Reader(
        any_of(phrases(own, 2), phrases(shared, 2)),
        any_of(phrases(own, 1), phrases(shared, 1)),
        any_of(phrases(own, -1), []),
        re.compile(rf"\b(?:{'|'.join(denials)}){GAP}(?:{'|'.join(parts)})\b", re.ASCII)
        if parts
        else None,
    )


def own_words(body: str) -> str:
    """Leave out markup, quoted mail and signatures; letters are plain and small."""
    words = body
    if "<" in words:
        words = re.sub("<[^>]*>", "\n", QUOTED_MARKUP.sub("\n", words))
    if "&" in words:
        words = re.sub("&[a-zA-Z#0-9]{2,8};", "\n", words)
    if ">" in words:
        words = QUOTED_LINES.sub("\n", words)
    if "\n" in words:
        words = SIGNATURE.sub("\n", words)
    return plain(words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def plain(words: str) -> str:
    """Write letters small and without accents."""
    letters = unicodedata.normalize("NFD", words.lower())
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept)


@cache
def word_pattern(language: str) -> re.Pattern[str]:
    """Give the pattern of a language's frequent words."""
    found = any_of([phrase for phrase, _, _ in lexicon()["word", language]], [])
    assert found is not None
    return found


def language_of(words: str, stated: str | None) -> str:
    """Return the language of which it has the most words."""
    if OTHER_LETTERS.search(words):
        return "other"
    counts = {
        name: len(word_pattern(name).findall(words)) for name in (*LANGUAGES, "other")
    }
    if stated is not None:
        counts[stated if stated in LANGUAGES else "other"] += 2
    best = max(counts.values())
    first = [name for name, count in counts.items() if count == best]
    return first[0] if best > 0 and len(first) == 1 else "unknown"


@cache
def classes_of(body: str, locale: str | None) -> Classes:
    """Return the classes of a text."""
    words = own_words(body)
    language = language_of(words, locale[:2].lower() if locale else None)
    spoken = LANGUAGES if language == "unknown" else (language,)

    def says(kind: str) -> bool:
        return language != "other" and any(
            reader(kind, one).says(words) for one in spoken
        )

    is_complaint = says("complaint")
    return Classes(
        language,
        is_complaint,
        says("acknowledgement") and not is_complaint,
        says("reword_request"),
        says("fallback"),
        "?" in words,
        re.search("[a-z0-9]", words) is None,
    )


def distance(one: str, other: str) -> int:
    """Count the letters that differ between two texts."""
    before = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        now = [place]
        for column, against in enumerate(other, 1):
            now.append(
                min(
                    before[column] + 1,
                    now[-1] + 1,
                    before[column - 1] + (letter != against),
                )
            )
        before = now
    return before[-1]


def repeats(body: str, before: str | None) -> bool:
    """Say whether a message is nearly the one before, letter by letter."""
    if before is None:
        return False
    now, then = plain(body[:200]), plain(before[:200])
    longer = max(len(now), len(then))
    if len(now) < 12 or 10 * min(len(now), len(then)) < 8 * longer:
        return False
    return now == then or 10 * (longer - distance(now, then)) >= 8 * longer
