"""Numbers of several people beside each other: shared ranks, midranks, quartiles, and small samples drawn in."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import floor
from typing import NamedTuple

FEWEST_ROWS = 5
PRIOR_ROWS = 5


class Quartiles(NamedTuple):
    """A quarter, half and three quarters of the values lie at or below these, interpolated linearly."""

    p25: float
    median: float
    p75: float


class Drawn(NamedTuple):
    """A number drawn towards its group's: what it is then, and how much of it is its own (1: all of it)."""

    value: float
    weight: float


def shared_ranks(values: Sequence[float]) -> list[int]:
    """The place of each, the largest first; who ties shares the better place: 1, 2, 2, 4."""
    ordered = sorted(values)
    return [1 + len(ordered) - bisect_right(ordered, value) for value in values]


def midrank(values: Sequence[float], own: float) -> float:
    """Which share of the values lies below one of them, half of those equal to it (itself too) counted as below."""
    ordered = sorted(values)
    below, up_to = bisect_left(ordered, own), bisect_right(ordered, own)
    return (below + up_to) / 2 / len(ordered)


def quartiles(values: Sequence[float]) -> Quartiles:
    """Linear between neighbours, as `percentile_cont` has it; ValueError without values."""
    if not values:
        raise ValueError("No values have no quartiles.")
    ordered = sorted(values)
    return Quartiles(*(_at(ordered, share) for share in (0.25, 0.5, 0.75)))


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def drawn_in(value: float, n: int, group: float) -> Drawn:
    """A number of fewer than `FEWEST_ROWS` rows, drawn towards what its whole group has; of more it stays.

    Its weight is n ÷ (n + `PRIOR_ROWS`), as if everybody brought that many rows of the group's own kind along.
    """
    if n >= FEWEST_ROWS:
        return Drawn(value, 1.0)
    weight = n / (n + PRIOR_ROWS)
    return Drawn(weight * value + (1 - weight) * group, weight)


__all__ = [
    "FEWEST_ROWS",
    "PRIOR_ROWS",
    "Drawn",
    "Quartiles",
    "drawn_in",
    "midrank",
    "quartiles",
    "shared_ranks",
]
