"""Which survey answers count, and whose they are."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from .shape import SurveyAnswer
from .values import local_day

KINDS = frozenset(
    (
        *("csat", "nps", "ces", "overall", "expectations", "first_contact"),
        *("agent_nps", "agent_satisfaction"),
    )
)
UNKNOWN_KIND = "unknown"
OF_CONVERSATIONS = frozenset(("csat", "ces", "expectations", "first_contact"))


@dataclass(slots=True)
class Desk:
    """What is known beyond the answers: merges, people, and what can't be rated."""

    zone: ZoneInfo
    final_targets: dict[str, str] = field(default_factory=dict)
    unratable: set[str] = field(default_factory=set)
    customer_emails: dict[str, str] = field(default_factory=dict)
    agent_emails: dict[str, str] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Judged:
    """An answer with what was decided about it."""

    answer: SurveyAnswer
    conversation_key: str | None
    score: Decimal | None
    is_out_of_range: bool
    is_about_valid_conversation: bool
    is_by_staff: bool
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
        if self.score is None or self.is_out_of_range:
            return False
        if self.answer.scale_min == 0 and self.answer.scale_max == 1:
            return self.score == 1
        if self.answer.scale_max == 5:
            return self.score >= 4
        return (self.normalised or Decimal(0)) >= Decimal("0.75")


def judged(answer: SurveyAnswer, desk: Desk) -> Judged:
    """Turn the score so that high is good, and see whether it is on its scale."""
    score, low, high = answer.score, answer.scale_min, answer.scale_max
    is_out = False
    if score is not None and low is not None and high is not None:
        is_out = not low <= score <= high
        if answer.is_low_good:
            score = low + high - score
    conversation = answer.conversation_key
    if conversation is not None:
        conversation = desk.final_targets.get(conversation, conversation)
    return Judged(
        answer,
        conversation,
        score,
        is_out,
        is_about_valid_conversation=conversation not in desk.unratable,
        is_by_staff=not answer.kind.startswith("agent_")
        and answer.customer_key in desk.staff,
    )


def count_surveys(answers: list[SurveyAnswer], desk: Desk) -> list[Judged]:
    """Count the newest answer of a person and wave, of those that can count."""
    made = [judged(answer, desk) for answer in answers]
    best: dict[tuple[str | None, ...], Judged] = {}
    for found in made:
        answered_at = found.answer.answered_at
        if answered_at is None or found.score is None or found.is_out_of_range:
            continue
        if found.answer.kind == UNKNOWN_KIND:
            continue
        if found.is_by_staff or not found.is_about_valid_conversation:
            continue
        group = group_of(found, answered_at, desk)
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
    found: Judged, answered_at: datetime, desk: Desk
) -> tuple[str | None, ...]:
    """Return the person and the wave of which one answer counts."""
    answer = found.answer
    month = local_day(answered_at, desk.zone).isoformat()[:7]
    if answer.kind in OF_CONVERSATIONS:
        person = found.conversation_key or answer.key
        return (answer.kind, person, answer.wave or "")
    of_agents = answer.kind.startswith("agent_")
    named = answer.agent_key if of_agents else answer.customer_key
    person = answer.key
    # Nobody knows whether two anonymous answers are of one person.
    if named is not None and not named.endswith(":unknown"):
        emails = desk.agent_emails if of_agents else desk.customer_emails
        person = emails.get(named, named)
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
