"""The simulated desk: what happens, whichever source tells it later.

`World.plan` decides, vectorised, what each conversation of a range will be about: when
it starts, who writes, through which channel, to which team and what will come of it.
`World.stories` then tells each of them step by step (see `story`). Every number comes
from the seed and the conversation's own index, so any range can be told alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.calendars import CUSTOMER_ZONES, DAY, SCHEDULES, Arrivals, Clock
from simulator.draws import (
    Draws,
    Floats,
    Integers,
    uniform_rows,
    uniforms,
    weighted_picks,
)
from simulator.people import (
    FIRST_CUSTOMER,
    FIRST_SPAMMER,
    TEAM_SCHEDULES,
    TEAM_WEIGHTS,
    TEAMS,
    Customers,
    make_agents,
)
from simulator.texts import LANGUAGES, TOPICS

CHANNELS = (
    "email",
    "web",
    "chat",
    "messaging",
    "phone",
    "social",
    "sms",
    "community",
    "api",
    "other",
)
CHANNEL_WEIGHTS = (0.34, 0.17, 0.15, 0.13, 0.08, 0.05, 0.02, 0.02, 0.02, 0.02)
LIVE_CHANNELS = ("chat", "messaging", "phone", "social", "sms")
ARCS = {
    "support": 0.70,
    "never_answered": 0.02,
    "solved_without_reply": 0.02,
    "closed_never_solved": 0.012,
    "created_as_solved": 0.014,
    "agent_opened": 0.04,
    "outbound": 0.03,
    "spam": 0.016,
    "deleted": 0.022,
    "test": 0.01,
    "bot_only": 0.03,
    "internal_only": 0.008,
    "cancelled": 0.02,
    "merge_source": 0.022,
    "follow_up": 0.022,
    "history_missing": 0.008,
    "history_partial": 0.008,
}
ARC_NAMES = tuple(ARCS)
SUPPORT = ARC_NAMES.index("support")
MERGE_SOURCE = ARC_NAMES.index("merge_source")
FOLLOW_UP = ARC_NAMES.index("follow_up")
SPAM = ARC_NAMES.index("spam")
# The tools of the desk, where each conversation is in one: half of those that Zendesk's
# teams look after are in one of three others, all else is in the generic layout.
HOMES = ("zendesk", "intercom", "freshdesk", "help_scout", "generic")
HOME_BOUNDS = (0.52, 0.7, 0.86)
# How far back a merge or a follow-up looks for its partner.
MERGE_REACH = 12
MERGE_WITHIN = 3 * DAY
WIDTH = 256


@dataclass(frozen=True)
class Settings:
    """What the user asks for."""

    conversations: int
    seed: int
    first: date
    last: date
    mode: str = "split"


@dataclass(frozen=True)
class Plan:
    """A range of conversations in outline, one array element each."""

    indexes: Integers
    created_at: Integers
    customers: Integers
    languages: Integers
    channels: Integers
    topics: Integers
    teams: Integers
    arcs: Integers
    in_zendesk: "np.typing.NDArray[np.bool_]"
    homes: Integers


@dataclass(frozen=True, slots=True)
class Outline:
    """One conversation of a plan."""

    index: int
    created_at: int
    customer: int
    language: str
    channel: str
    topic: str
    team: int
    arc: str
    in_zendesk: bool
    home: str
    partner: int | None = None
    merges: tuple[tuple[int, int], ...] = ()


class World:
    """The desk, its people and its conversations."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.seed = settings.seed
        self.arrivals = Arrivals(settings.seed, settings.first, settings.last)
        self.start, self.end = self.arrivals.start, self.arrivals.end
        self.agents = make_agents(self.arrivals)
        self.customers = Customers(settings.seed, settings.conversations, self.arrivals)
        self.clocks = {
            schedule.key: Clock(schedule, settings.first, settings.last)
            for schedule in SCHEDULES
        }
        length = self.end - self.start
        self.schedule_changed_at = self.end - min(4 * DAY, length // 12) - DAY // 3
        self._members = [
            [agent for agent in self.agents if agent.team == team]
            for team in range(len(TEAMS))
        ]

    def staff(self, team: int, moment: int) -> list[int]:
        """List who works in a team at a moment."""
        return [
            agent.code
            for agent in self._members[team]
            if agent.active_from <= moment
            and (agent.active_to is None or moment < agent.active_to)
        ]

    def works(self, code: int, moment: int) -> bool:
        """Tell whether an agent is still there."""
        left = self.agents[code - 1].active_to
        return left is None or moment < left

    def clock(self, team: int) -> Clock:
        """Give the working hours of a team."""
        return self.clocks[TEAM_SCHEDULES[team]]

    def plan(self, indexes: Integers) -> Plan:
        """Outline some conversations, before merges and follow-ups find partners."""
        total = self.settings.conversations
        numbers = uniform_rows(self.seed, 10, indexes, 12)
        shares = (indexes + numbers[:, 0]) / total
        moments = self.arrivals.moments(shares)
        hours = np.minimum(
            ((moments - self.start) // 3600).astype(np.int64),
            self.arrivals.zone_edges.shape[1] - 1,
        )
        wanted = (self.arrivals.zone_edges[:, hours] <= numbers[:, 1]).sum(axis=0)
        customers = self._choose_customers(
            shares, np.minimum(wanted, len(CUSTOMER_ZONES) - 1), numbers[:, 2:8]
        )
        channels = weighted_picks(numbers[:, 8], CHANNEL_WEIGHTS)
        teams = weighted_picks(numbers[:, 9], TEAM_WEIGHTS)
        arcs = weighted_picks(numbers[:, 10], list(ARCS.values()))
        topics = (numbers[:, 11] * len(TOPICS)).astype(np.int64)
        topics = np.where(numbers[:, 11] * 977 % 1 < 0.5, teams, topics)
        in_zendesk = (teams < 4) & ((teams < 2) | (channels < 3) | (channels > 7))
        return Plan(
            indexes=indexes,
            created_at=moments.astype(np.int64),
            customers=np.where(
                arcs == SPAM, FIRST_SPAMMER + indexes, FIRST_CUSTOMER + customers
            ),
            languages=self.customers.languages(customers),
            channels=channels,
            topics=topics,
            teams=teams,
            arcs=arcs,
            in_zendesk=in_zendesk,
            homes=np.where(
                in_zendesk,
                np.searchsorted(HOME_BOUNDS, uniforms(self.seed, 12, indexes)),
                len(HOME_BOUNDS) + 1,
            ).astype(np.int64),
        )

    def _choose_customers(
        self, shares: Floats, zones: Integers, numbers: Floats
    ) -> Integers:
        """Pick a customer of the wanted zone: new ones and regulars above all."""
        joined = self.customers.joined_by(shares)
        chosen = np.zeros(len(shares), dtype=np.int64)
        is_open = np.ones(len(shares), dtype=np.bool_)
        for attempt in range(5):
            number = numbers[:, attempt]
            recent = joined - 1 - (number * 3.3 % 1 * joined * 0.05).astype(np.int64)
            regular = (joined * (number * 7.7 % 1) ** 1.6).astype(np.int64)
            candidate = np.where(number < 0.3, recent, regular)
            chosen = np.where(is_open, candidate, chosen)
            is_open &= self.customers.zones(candidate) != zones
        return chosen

    def is_incident(self, moment: int) -> bool:
        """Tell whether a moment lies on a day with many more requests than usual."""
        day = (moment - self.start) // DAY
        return bool(self.arrivals.is_incident[day])

    def is_near_clock_change(self, moment: int) -> bool:
        """Tell whether clocks change somewhere within three days."""
        day = (moment - self.start) // DAY
        return any(abs(day - change) <= 3 for change in self.arrivals.clock_changes)

    def index_at(self, moment: int) -> int:
        """Give the conversation that began about then."""
        share = self.arrivals.share_at(moment)
        return min(
            int(share * self.settings.conversations),
            self.settings.conversations - 1,
        )

    def _merge_target(self, plan: Plan, row: int) -> int | None:
        """Find the row that a merged conversation goes into: one shortly before it.

        Every other source goes into a source, if there is one: then there is a chain.
        """
        candidates = [
            other
            for other in range(row - 1, max(-1, row - 1 - MERGE_REACH), -1)
            if plan.homes[other] == plan.homes[row]
            and plan.created_at[row] - plan.created_at[other] < MERGE_WITHIN
        ]
        if plan.indexes[row] % 2:
            for other in candidates:
                if plan.arcs[other] == MERGE_SOURCE and plan.indexes[other] % 2 == 0:
                    return other
        for other in candidates:
            if plan.arcs[other] == SUPPORT:
                return other
        return None

    def _merged_at(self, plan: Plan, row: int) -> int:
        """Date a merge: the later a conversation begins, the earlier it is merged."""
        number = float(uniforms(self.seed, 11, plan.indexes[row : row + 1])[0])
        return int(plan.created_at[row]) + 240 + int(number * 3000)

    def outlines(self, first: int, last: int) -> list[Outline]:
        """Outline the conversations from first to before last, partners included."""
        reach = 3 * MERGE_REACH
        low = max(0, first - reach)
        high = min(self.settings.conversations, last + reach)
        plan = self.plan(np.arange(low, high, dtype=np.int64))
        targets: dict[int, int] = {}
        merges: dict[int, list[tuple[int, int]]] = {}
        for row in np.flatnonzero(plan.arcs == MERGE_SOURCE).tolist():
            target = self._merge_target(plan, row)
            if target is not None:
                targets[row] = target
        merged_at = {row: self._merged_at(plan, row) for row in targets}
        for row in sorted(targets, reverse=True):
            # A source that is itself a target is merged after what came into it.
            incoming = [moment for moment, _ in merges.get(row, [])]
            merged_at[row] = max([merged_at[row], *(m + 90 for m in incoming)])
            merges.setdefault(targets[row], []).append(
                (merged_at[row], int(plan.indexes[row]))
            )
        found = []
        for row in range(first - low, last - low):
            index = int(plan.indexes[row])
            arc = ARC_NAMES[plan.arcs[row]]
            partner: int | None = None
            customer = int(plan.customers[row])
            if arc == "merge_source":
                if row in targets:
                    partner = int(plan.indexes[targets[row]])
                    customer = int(plan.customers[targets[row]])
                else:
                    arc = "support"
            incoming_merges = sorted(merges.get(row, []))
            if row in targets:
                incoming_merges.append((merged_at[row], index))
            found.append(
                Outline(
                    index=index,
                    created_at=int(plan.created_at[row]),
                    customer=customer,
                    language=LANGUAGES[plan.languages[row]],
                    channel=CHANNELS[plan.channels[row]],
                    topic=TOPICS[plan.topics[row]],
                    team=int(plan.teams[row]),
                    arc=arc,
                    in_zendesk=bool(plan.in_zendesk[row]),
                    home=HOMES[plan.homes[row]],
                    partner=partner,
                    merges=tuple(incoming_merges),
                )
            )
        return found

    def draws(self, purpose: int, first: int, last: int) -> Iterator[Draws]:
        """Give each conversation of a range its own row of random numbers."""
        indexes = np.arange(first, last, dtype=np.int64)
        for row in uniform_rows(self.seed, purpose, indexes, WIDTH).tolist():
            yield Draws(row)
