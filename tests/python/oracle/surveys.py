"""Which survey answers count, and whose they are."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from .shape import SurveyAnswer
from .values import local_day

OF_CONVERSATIONS = frozenset(("csat", "ces", "expectations", "first_contact"))


@dataclass(slots=True)
class Judged:
    """An answer with what was decided about it."""

    answer: SurveyAnswer
    conversation_key: str | None
    score: Decimal | None
    is_out_of_range: bool
    is_counted: bool = False

    @property
    def normalised(self) -> Decimal | None:
        """Return the score from 0 to 1, high being good."""
        low, high = self.answer.scale_min, self.answer.scale_max
        if self.score is None or low is None or high is None or high <= low:
            return None
        return (self.score - low) / (high - low)

    @property
    def is_satisfied(self) -> bool:
        """Say whether the answer is a good one of a satisfaction survey."""
        if self.score is None:
            return False
        if self.answer.scale_min == 0 and self.answer.scale_max == 1:
            return self.score == 1
        if self.answer.scale_max == 5:
            return self.score >= 4
        return (self.normalised or Decimal(0)) >= Decimal("0.75")


def judged(answer: SurveyAnswer, final_targets: dict[str, str]) -> Judged:
    """Turn the score so that high is good, and see whether it is on its scale."""
    score, low, high = answer.score, answer.scale_min, answer.scale_max
    is_out = False
    if score is not None and low is not None and high is not None:
        is_out = not low <= score <= high
        if answer.is_low_good:
            score = low + high - score
    conversation = answer.conversation_key
    if conversation is not None:
        conversation = final_targets.get(conversation, conversation)
    return Judged(answer, conversation, score, is_out)


def count_surveys(
    answers: list[SurveyAnswer], final_targets: dict[str, str], zone: ZoneInfo
) -> list[Judged]:
    """Count the newest answer of a person and wave."""
    made = [judged(answer, final_targets) for answer in answers]
    best: dict[tuple[str | None, ...], Judged] = {}
    for found in made:
        answered_at = found.answer.answered_at
        if answered_at is None or found.score is None or found.is_out_of_range:
            continue
        group = group_of(found, answered_at, zone)
        other = best.get(group)
        if other is None or newness(found) > newness(other):
            best[group] = found
    for found in best.values():
        found.is_counted = True
    return made


def newness(found: Judged) -> tuple[datetime, str]:
    """Sort answers: the later, then the greater key."""
    answered_at = found.answer.answered_at
    assert answered_at is not None
    return (answered_at, found.answer.key)


def group_of(
    found: Judged, answered_at: datetime, zone: ZoneInfo
) -> tuple[str | None, ...]:
    """Return the person and the wave of which one answer counts."""
    answer = found.answer
    month = local_day(answered_at, zone).isoformat()[:7]
    if answer.kind in OF_CONVERSATIONS:
        person = found.conversation_key or answer.key
        return (answer.kind, person, answer.wave or "")
    of_agents = answer.kind.startswith("agent_")
    named = answer.agent_key if of_agents else answer.customer_key
    person = answer.key
    # Nobody knows whether two anonymous answers are of one person.
    if named is not None and not named.endswith(":unknown"):
        person = named
    return (answer.kind, person, answer.wave or "month " + month)


def last_human_before(
    times: list[datetime], authors: list[str], moment: datetime | None
) -> str | None:
    """Return who replied last before a moment; times are sorted."""
    if moment is None:
        return None
    place = bisect_left(times, moment)
    return authors[place - 1] if place else None


def final_target(name: str, targets: Mapping[str, str]) -> str:
    """Follow a chain of merges to its end; a circle ends at the first target."""
    seen = {name}
    target = targets[name]
    while target in targets:
        if target in seen:
            return targets[name]
        seen.add(target)
        target = targets[target]
    return target
