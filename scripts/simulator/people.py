"""Who works at the desk and who writes to it. All names are invented."""

from dataclasses import dataclass

import numpy as np

from simulator.calendars import CUSTOMER_ZONES, DAY, ZONE_WEIGHTS, Arrivals
from simulator.draws import Floats, Integers, uniform_rows, weighted_picks
from simulator.texts import LANGUAGES

SYSTEM = -1
BOT = 900
FIRST_CUSTOMER = 1_000
FIRST_SPAMMER = 500_000_000
FIRST_STRANGER = 700_000_000

TEAMS = ("Billing", "Technical", "Orders", "Accounts", "Stores", "Partners")
TEAM_SCHEDULES = ("madrid", "new_york", "madrid", "new_york", "nights", "madrid")
TEAM_WEIGHTS = (0.21, 0.23, 0.16, 0.14, 0.15, 0.11)
PLANS = ("free", "basic", "pro", "enterprise")
COUNTRIES = ("ES", "US", "MX", "AU")

CATALAN_NAMES = ("Nil", "Ona", "Biel", "Laia", "Jan", "Mireia", "Pol", "Aina", "Roc")
SPANISH_NAMES = ("Jana", "Iker", "Alba", "Hugo", "Vera", "Leo", "Nora", "Omar", "Zoe")
ENGLISH_NAMES = (
    "Finn",
    "Maeve",
    "Otis",
    "Thea",
    "Rhys",
    "Isla",
    "Dean",
    "Willa",
    "June",
)
GIVEN_NAMES = (*CATALAN_NAMES, *SPANISH_NAMES, *ENGLISH_NAMES)
CATALAN_FAMILIES = ("Vallserra", "Puigroig", "Camprodola", "Fontfreda", "Rocaverd")
SPANISH_FAMILIES = ("Montellano", "Valdeluz", "Rioseco", "Peñaclara", "Altamar")
ENGLISH_FAMILIES = ("Brookfern", "Ashvale", "Stonewick", "Larkmoor", "Oakhaven")
FAMILY_NAMES = (*CATALAN_FAMILIES, *SPANISH_FAMILIES, *ENGLISH_FAMILIES)


@dataclass(frozen=True)
class Agent:
    """A person of the desk, or its bot."""

    code: int
    name: str
    email: str
    team: int
    zone: str
    active_from: int
    active_to: int | None
    is_first_version_exported: bool = True
    customer_since: int | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes to the desk."""

    code: int
    name: str
    email: str
    language: str
    zone: str
    plan: str
    country: str
    created_at: int
    changed_at: int | None


def make_agents(arrivals: Arrivals) -> list[Agent]:
    """Hire 25 agents: some come during the period, some leave."""
    start, end = arrivals.start, arrivals.end
    length = end - start
    joins = {20: 0.2, 21: 0.35, 22: 0.5, 23: 0.65, 24: 0.8}
    leaves = {2: 0.3, 7: 0.45, 10: 0.6, 15: 0.8}
    agents = []
    for number in range(25):
        left = start + int(length * leaves[number]) if number in leaves else None
        if number == 12:
            left = end - min(5 * DAY, length // 10) - DAY // 2
        name = f"{GIVEN_NAMES[number]} {FAMILY_NAMES[number * 7 % 15]}"
        agents.append(
            Agent(
                code=number + 1,
                name=name,
                email=f"{GIVEN_NAMES[number].lower()}@example.com",
                team=number % len(TEAMS),
                zone=CUSTOMER_ZONES[number % 6 % 2],
                active_from=start + int(length * joins[number])
                if number in joins
                else start - (400 - number) * DAY,
                active_to=left,
                customer_since=start - DAY if number in (22, 24) else None,
                is_first_version_exported=number not in (7, 15),
            )
        )
    return agents


class Customers:
    """All customers, in the order in which they join; any of them on demand."""

    def __init__(self, seed: int, conversations: int, arrivals: Arrivals) -> None:
        self.count = max(40, int(conversations * 0.4))
        self._seed = seed
        self._arrivals = arrivals
        self._before = self.count * 2 // 5

    def joined_by(self, shares: Floats) -> Integers:
        """Count the customers known when these shares of conversations began."""
        later = (self.count - self._before - 1) * shares
        return self._before + 1 + later.astype(np.int64)

    def _numbers(self, positions: Integers) -> Floats:
        return uniform_rows(self._seed, 3, positions, 8)

    def zones(self, positions: Integers) -> Integers:
        """Give the position of each customer's zone."""
        return weighted_picks(self._numbers(positions)[:, 0], ZONE_WEIGHTS)

    def languages(self, positions: Integers) -> Integers:
        """Give the position of each customer's language."""
        numbers = self._numbers(positions)
        zones = weighted_picks(numbers[:, 0], ZONE_WEIGHTS)
        in_spain = np.where(numbers[:, 1] < 0.5, 1, 2)
        return np.where(zones == 0, in_spain, np.where(zones == 2, 1, 0))

    def describe(self, positions: Integers) -> list[Customer]:
        """Give everything that is known about some customers."""
        numbers = self._numbers(positions)
        zones = self.zones(positions)
        languages = self.languages(positions)
        plans = weighted_picks(numbers[:, 2], (0.4, 0.3, 0.22, 0.08))
        shares = (positions - self._before) / max(1, self.count - self._before)
        joined = self._arrivals.moments(np.clip(shares, 0.0, 1.0)) - 2 * DAY
        early = self._arrivals.start - (numbers[:, 3] * 700 + 3) * DAY
        created = np.where(positions < self._before, early, joined).astype(np.int64)
        described = []
        for row, position in enumerate(positions.tolist()):
            given = GIVEN_NAMES[int(numbers[row, 4] * len(GIVEN_NAMES))]
            family = FAMILY_NAMES[int(numbers[row, 5] * len(FAMILY_NAMES))]
            zone = int(zones[row])
            created_at = int(created[row])
            changed_at = created_at + int(numbers[row, 7] * 300 * DAY) + 10 * DAY
            has_changed = numbers[row, 6] < 0.05 and changed_at < self._arrivals.end
            described.append(
                Customer(
                    code=FIRST_CUSTOMER + position,
                    name=f"{given} {family}",
                    email=f"{given}.{position}@example.org".lower(),
                    language=LANGUAGES[int(languages[row])],
                    zone=CUSTOMER_ZONES[zone],
                    plan=PLANS[int(plans[row])],
                    country=COUNTRIES[zone],
                    created_at=created_at,
                    changed_at=changed_at if has_changed else None,
                )
            )
        return described

    def is_exported(self, code: int) -> bool:
        """Tell whether the desk exports this person at all (a few are missing)."""
        return code % 173 != 5
