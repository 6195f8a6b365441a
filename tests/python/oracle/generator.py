"""Writes random dirty histories as raw export folders, the same for each seed."""

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Protocol

from . import raw_freshdesk, raw_generic, raw_help_scout, raw_intercom, raw_zendesk
from .facts import Fact, Facts
from .raw_files import Folder
from .stories import Story, Teller

VARIABLES: dict[str, object] = {
    "zendesk_bot_user_ids": [str(raw_zendesk.BOT)],
    "freshdesk_bot_user_ids": [str(raw_freshdesk.BOT)],
    "intercom_bot_admin_ids": [raw_intercom.BOT_TEAMMATE],
    "test_tags": ["internal_test"],
    "help_scout_bot_user_ids": raw_help_scout.BOTS,
}
"""The variables with which a build must read these histories."""


class Dice(Random):
    """Seeded dice: the same throws each time."""


class Writer(Protocol):
    """Writes stories in the shape of one source."""

    def account(self) -> None:
        """Write the desk itself."""

    def story(self, story: Story) -> None:
        """Write a story."""


# Of each source, its writer, how its conversations are called, and from which number.
WRITERS: dict[str, tuple[Callable[[Folder, Teller], Writer], str, int]] = {
    "zendesk": (raw_zendesk.Writer, "", 1000),
    "generic": (raw_generic.Writer, "c", 1),
    "intercom": (raw_intercom.Writer, "", 1000),
    "freshdesk": (raw_freshdesk.Writer, "", 500),
    "help_scout": (raw_help_scout.Writer, "", 4000),
}


def write_histories(
    folder: Path,
    count: int,
    seed: int,
    sources: tuple[str, ...] = ("zendesk", "generic"),
) -> Counter[str]:
    """Write so many histories; return how often each rule and dirt occurs."""
    rng = Dice(seed)
    counts: Counter[str] = Counter()
    made = Folder(folder, rng, counts)
    tellers = {source: Teller(rng, counts, source) for source in sources}
    writers = {source: WRITERS[source][0](made, tellers[source]) for source in sources}
    for writer in writers.values():
        writer.account()
    for place, (source, writer) in enumerate(writers.items()):
        share = (count + len(sources) - 1 - place) // len(sources)
        _, prefix, first = WRITERS[source]
        told = stories(tellers[source], share, prefix, first)
        for story in told:
            writer.story(story)
        if isinstance(writer, raw_help_scout.Writer):
            writer.finish(told)
    made.write(raw_generic.COLUMNS)
    return counts


def stories(teller: Teller, count: int, prefix: str, first: int) -> list[Story]:
    """Tell stories; some are merged, some follow others up."""
    told: list[Story] = []
    number = first
    for _ in range(count):
        size = 1
        if teller.chance(0.1):
            size = 2 + teller.chance(0.4)
        group = []
        for _ in range(size):
            number += 1
            group.append(teller.story(f"{prefix}{number}"))
        if size > 1:
            teller.merge(group)
        elif told and teller.chance(0.06):
            group[0].follow_up_of = teller.rng.choice(told).name
        told.extend(group)
    return told


def outcomes(facts: Facts) -> Counter[str]:
    """Count how often each rule decides something, as the facts have it."""
    found: Counter[str] = Counter()
    for fact in facts.conversations:
        found.update(conversation_outcomes(fact))
    for response in facts.responses:
        found.update(response_outcomes(response))
    for survey in facts.surveys:
        for flag in ("is_counted", "is_out_of_range", "is_satisfied"):
            found[f"survey {flag}"] += bool(survey[flag])
    return found


def conversation_outcomes(fact: Fact) -> list[str]:
    """Name the rules that decided a conversation."""
    flags = [name for name, value in fact.items() if value is True]
    names = [f"conversation {name}" for name in flags]
    names.append(f"status {fact['status']}")
    if fact["data_issue"] is not None:
        names.append(f"data issue {fact['data_issue']}")
    names.extend(
        f"some {name}"
        for name in (
            "reopen_count",
            "soft_reopen_count",
            "transfer_count",
            "internal_note_count",
            "bot_message_count",
        )
        if fact[name]
    )
    names.extend(
        f"known {name}"
        for name in (
            "merged_into_key",
            "follow_up_of_key",
            "removed_at",
            "handed_over_at",
            "first_response_seconds",
            "first_response_business_seconds",
            "full_resolution_seconds",
            "full_resolution_business_seconds",
        )
        if fact[name] is not None
    )
    if fact["first_response_business_seconds"] == 0 != fact["first_response_seconds"]:
        names.append("first response wholly out of hours")
    if fact["first_resolution_seconds"] == 0:
        names.append("resolved in 0 seconds")
    return names


def response_outcomes(response: Fact) -> list[str]:
    """Name the rules that decided a wait."""
    outcome = response["wait_outcome"]
    names = [f"wait {outcome}", f"{outcome} band {response['response_band']}"]
    names.append(f"{outcome} business band {response['response_business_band']}")
    names.extend(
        f"wait {name}"
        for name in ("is_acknowledgement", "has_bot_reply")
        if response[name]
    )
    waited = response["response_seconds"]
    if str(waited) in ("300.000", "300.400", "600.000", "600.400"):
        names.append(f"response in {waited} seconds")
    return names


def main() -> None:
    """Write histories into a folder and print what they hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    counts = write_histories(chosen.folder, chosen.count, chosen.seed)
    for name, count in sorted(counts.items()):
        print(f"{count:7,d}  {name}")


if __name__ == "__main__":
    main()
