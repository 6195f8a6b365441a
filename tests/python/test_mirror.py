"""One desk, told by every source, has the same numbers, but for what a tool can't say.

The stories and their messages are the same in each export; the exporters make no
mistakes here, so that only the tools themselves can differ. The generic layout is the
one that the others are held against.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from unittest import mock

import pytest
from tests.python.project import Desk, Project

from simulator import freshdesk, generic, help_scout, intercom, zendesk
from simulator import run as simulator_run
from simulator.draws import Draws, Item
from simulator.run import SOURCE_DRAWS, SOURCES, STORY_DRAWS, Request, simulate
from simulator.story import Story
from simulator.world import Settings, World

CONVERSATIONS = 500
FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)
REQUEST = Request(
    Settings(CONVERSATIONS, 11, FIRST, LAST, "mirror"), SOURCES, 0, months_per_file=1
)
REFERENCE = "generic"
OTHERS = tuple(source for source in SOURCES if source != REFERENCE)
IDS: Mapping[str, Callable[[int], object]] = {
    "zendesk": zendesk.ticket_id,
    "generic": generic.conversation_id,
    "freshdesk": freshdesk.ticket_id,
    "help_scout": help_scout.conversation_id,
    "intercom": intercom.conversation_id,
}
TEST_TAGS = ["internal_test", "test"]
# The columns that are compared, beside the days on which it was in the backlog.
MEASURES = (
    "is_valid",
    "response_count",
    "first_response_seconds",
    "resolution_count",
    "full_resolution_seconds",
    "reopen_count",
)
RESPONSES = frozenset({"response_count", "first_response_seconds"})
RESOLUTION_TIMES = frozenset({"full_resolution_seconds", "backlog"})


# -- What the tools cannot say; DECISIONS.md, "What a tool cannot express", has reasons


def has(*kinds: str) -> Callable[[Story], bool]:
    """Tell stories in which one of these things happened."""
    return lambda story: any(kind in story.kinds for kind in kinds)


def is_arc(*arcs: str) -> Callable[[Story], bool]:
    """Tell stories that go one of these ways."""
    return lambda story: story.outline.arc in arcs


def is_call(story: Story) -> bool:
    """Tell stories that began with a telephone call."""
    return story.outline.channel == "phone"


def is_call_without_beginning(story: Story) -> bool:
    """Tell calls of which no history says who made the ticket."""
    return is_call(story) and is_arc("history_missing", "history_partial")(story)


def is_empty_reply_in_missing_parts(story: Story) -> bool:
    """Tell stories whose reply was empty, and whose parts nobody exported."""
    is_missing = is_arc("history_missing", "history_partial")(story)
    return is_missing and has("empty agent message")(story)


@dataclass(frozen=True)
class Rule:
    """Something that a source cannot say, and in how many stories it may matter."""

    source: str
    measures: frozenset[str]
    holds: Callable[[Story], bool]
    most: int


RULES = {
    "a text taken out of a message leaves a message": Rule(
        "generic", RESPONSES, has("message redacted"), 4
    ),
    "a ticket without history has no time of its resolution": Rule(
        "zendesk", RESOLUTION_TIMES, is_arc("history_missing"), 8
    ),
    "a reply is never hidden later (freshdesk)": Rule(
        "freshdesk", RESPONSES, has("message made private"), 6
    ),
    "a call without the history of its creation was logged by an agent": Rule(
        "freshdesk", RESPONSES, is_call_without_beginning, 3
    ),
    "a test has no tag": Rule(
        "help_scout", frozenset({"is_valid", "backlog"}), is_arc("test"), 10
    ),
    "what was merged says nothing of its end": Rule(
        "help_scout",
        frozenset({"resolution_count", "full_resolution_seconds"}),
        is_arc("merge_source"),
        12,
    ),
    "merged conversations count": Rule(
        "intercom", frozenset({"is_valid", "backlog"}), is_arc("merge_source"), 12
    ),
    "a reply is never hidden later (intercom)": Rule(
        "intercom", RESPONSES, has("message made private"), 6
    ),
    "a first reply that is missing does not tell that it was empty": Rule(
        "intercom",
        frozenset({"first_response_seconds"}),
        is_empty_reply_in_missing_parts,
        2,
    ),
    "of missing parts only the first reply is known": Rule(
        "intercom",
        frozenset({"response_count"}),
        is_arc("history_missing", "history_partial"),
        8,
    ),
}


# -- One desk, told by all


class Careful(Draws):
    """Draws of an exporter who makes no mistakes: no chance comes true."""

    __slots__ = ()

    def chance(self, probability: float) -> bool:
        self.next()
        return probability >= 1

    def next(self) -> float:
        # Mistakes are made below a half.
        return (1 + super().next()) / 2

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(super().next() * len(items))]


def careful_draws(
    usual: Callable[[World, int, int, int], Iterator[Draws]],
) -> Callable[[World, int, int, int], Iterator[Draws]]:
    """Give exporters careful draws, and stories their usual ones."""

    def draws(world: World, purpose: int, first: int, last: int) -> Iterator[Draws]:
        for own in usual(world, purpose, first, last):
            yield Careful(own._values) if purpose in SOURCE_DRAWS.values() else own

    return draws


def stories() -> list[Story]:
    """Tell what all exports tell."""
    desk = simulator_run.Desk(REQUEST)
    outlines = desk.world.outlines(0, CONVERSATIONS)
    own_draws = desk.world.draws(STORY_DRAWS, 0, CONVERSATIONS)
    return [
        desk.tell(outline, draws)
        for outline, draws in zip(outlines, own_draws, strict=True)
    ]


@dataclass
class Mirror:
    """The stories, and what each source says of each: measure by measure."""

    stories: list[Story]
    told: Mapping[tuple[str, int], Mapping[str, object]]

    def differing(self, source: str) -> Iterator[tuple[Story, str]]:
        """Give where a source and the reference say otherwise."""
        for story in self.stories:
            index = story.outline.index
            ours, theirs = self.told[REFERENCE, index], self.told[source, index]
            for measure, value in ours.items():
                if value != theirs[measure]:
                    yield story, measure


def explanation(source: str, story: Story, measure: str) -> str | None:
    """Name the first rule, of either side, by which a measure may differ."""
    for name, rule in RULES.items():
        is_of_side = rule.source in (source, REFERENCE)
        if is_of_side and measure in rule.measures and rule.holds(story):
            return name
    return None


@pytest.fixture(scope="module")
def mirror(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    desk = Desk(project, tmp_path_factory.mktemp("mirror"))
    with mock.patch.object(World, "draws", careful_draws(World.draws)):
        simulate(REQUEST, desk.exports, workers=1, is_quiet=True)
    build = desk.build(
        *("--select", "+fct_conversations", "+fct_conversation_states", "+dim_dates"),
        variables={"test_tags": TEST_TAGS},
    )
    assert build.success, build.log
    indexes = {
        (source, str(native_id(index))): index
        for source, native_id in IDS.items()
        for index in range(CONVERSATIONS)
    }
    days: dict[tuple[str, int], list[date]] = defaultdict(list)
    for row in desk.rows(
        f"""
        select
            conversations.source_system, conversations.native_id, dates.calendar_date
        from facts.fct_conversation_states as states
        inner join facts.fct_conversations as conversations using (conversation_key)
        inner join facts.dim_dates as dates
            on dates.calendar_date between '{FIRST}' and '{LAST}'
            and states.valid_from_at < dates.day_ends_at
            and coalesce(states.valid_to_at >= dates.day_ends_at, true)
        where
            states.is_countable and conversations.is_valid
            and states.status not in ('resolved', 'closed', 'cancelled')
        order by all
        """
    ):
        place = row["source_system"], indexes[row["source_system"], row["native_id"]]
        days[place].append(row["calendar_date"])
    told: dict[tuple[str, int], dict[str, object]] = {}
    for row in desk.rows("from facts.fct_conversations"):
        place = row["source_system"], indexes[row["source_system"], row["native_id"]]
        told[place] = {measure: row[measure] for measure in MEASURES}
        told[place]["backlog"] = days[place]
    desk.close()
    return Mirror(stories(), told)


def test_every_source_tells_every_story_once(mirror: Mirror) -> None:
    counts = Counter(source for source, _ in mirror.told)
    assert counts == dict.fromkeys(SOURCES, CONVERSATIONS)


@pytest.mark.parametrize("source", OTHERS)
def test_what_differs_is_what_a_tool_cannot_say(mirror: Mirror, source: str) -> None:
    unexplained = []
    for story, measure in mirror.differing(source):
        if explanation(source, story, measure) is None:
            index = story.outline.index
            unexplained.append(
                f"{index} ({story.outline.arc}, {measure}): "
                f"{mirror.told[REFERENCE, index][measure]} in {REFERENCE}, "
                f"{mirror.told[source, index][measure]} in {source}"
            )
    assert not unexplained, "\n".join(unexplained[:20])


def test_each_rule_explains_few_stories_and_some(mirror: Mirror) -> None:
    explained: dict[str, set[int]] = {name: set() for name in RULES}
    for source in OTHERS:
        for story, measure in mirror.differing(source):
            name = explanation(source, story, measure)
            if name is not None:
                explained[name].add(story.outline.index)
    counts = {name: len(indexes) for name, indexes in explained.items()}
    assert min(counts.values()) > 0, counts
    assert {n: c for n, c in counts.items() if c > RULES[n].most} == {}, counts


def test_most_stories_are_the_same_everywhere(mirror: Mirror) -> None:
    for source in OTHERS:
        differing = {story.outline.index for story, _ in mirror.differing(source)}
        assert len(differing) < CONVERSATIONS / 8, source
    answered = sum(
        values["first_response_seconds"] is not None
        for (source, _), values in mirror.told.items()
        if source == REFERENCE
    )
    assert answered > CONVERSATIONS / 2
