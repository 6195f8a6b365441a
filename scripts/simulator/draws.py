"""Random numbers that depend on nothing but the seed, a purpose and an index.

They are counter based (SplitMix64): the numbers of conversation 812,345 are the same
whichever chunk or process asks for them. So any conversation can be told on its own,
and the exports have the same bytes whatever the number of workers.
"""

import bisect
import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
NORMAL_STEPS = 4096
NORMAL_QUANTILES = [
    NormalDist().inv_cdf((step + 0.5) / NORMAL_STEPS) for step in range(NORMAL_STEPS)
]


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit numbers."""
    values = (values ^ (values >> np.uint64(30))) * FIRST
    values = (values ^ (values >> np.uint64(27))) * SECOND
    return values ^ (values >> np.uint64(31))


def starting_points(seed: int, purpose: int, indexes: Integers) -> NDArray[np.uint64]:
    """Give each index of a purpose its own place in the sequence."""
    key = mix(np.array([seed * 1_000_003 + purpose], dtype=np.uint64))
    return mix((indexes.astype(np.uint64) + np.uint64(1)) * GOLDEN + mix(key))


def uniforms(seed: int, purpose: int, indexes: Integers) -> Floats:
    """Draw one number from 0 to 1 for each index."""
    bits = mix(starting_points(seed, purpose, indexes) + GOLDEN)
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def uniform_rows(seed: int, purpose: int, indexes: Integers, width: int) -> Floats:
    """Draw a row of numbers from 0 to 1 for each index."""
    steps = np.arange(1, width + 1, dtype=np.uint64) * GOLDEN
    bits = mix(starting_points(seed, purpose, indexes)[:, None] + steps[None, :])
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def weighted_picks(numbers: Floats, weights: Sequence[float]) -> Integers:
    """Turn numbers from 0 to 1 into positions, as often as their weights say."""
    edges = np.cumsum(np.array(weights, dtype=np.float64))
    picks = np.searchsorted(edges / edges[-1], numbers, side="right")
    return np.minimum(picks, len(weights) - 1).astype(np.int64)


class Draws:
    """A row of random numbers, handed out one after another."""

    __slots__ = ("_position", "_values")

    def __init__(self, values: list[float]) -> None:
        self._values = values
        self._position = -1

    def next(self) -> float:
        """Hand out the next number; a very long story starts the row again."""
        self._position += 1
        if self._position == len(self._values):
            self._position = 0
        return self._values[self._position]

    def chance(self, probability: float) -> bool:
        """Say yes as often as the probability says."""
        return self.next() < probability

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self.next() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Draw one of the items."""
        return items[int(self.next() * len(items))]

    def weighted(self, items: Sequence[Item], edges: Sequence[float]) -> Item:
        """Draw one of the items by the cumulative weights (the last one is 1)."""
        return items[min(bisect.bisect_right(edges, self.next()), len(items) - 1)]

    def seconds(self, median: float, spread: float = 0.9) -> int:
        """Draw a waiting time: log-normal, at least one second."""
        normal = NORMAL_QUANTILES[int(self.next() * NORMAL_STEPS)]
        return max(1, int(median * math.exp(spread * normal)))
