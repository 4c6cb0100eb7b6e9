"""Whether two runs of weeks lie further apart than chance would set them."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

# Fewer weeks beside each other tell nothing, whatever stands in them.
FEWEST_WEEKS = 8
# About one claim in a hundred is false, however many subjects stand beside each other.
CLAIM = 0.01
# Up to so many weeks every way to swap them is tried; of more, so many ways drawn at random.
_MOST_TRIED = 14
_DRAWN = 20_000
# Sums that should be alike differ by what floating point numbers lose.
_ALIKE = 1e-9


class Apart(NamedTuple):
    """Two runs: which is the higher, of how many weeks that is known, and how often chance sets them as far apart."""

    higher: int
    lower: int
    weeks: int
    chance: float
    is_larger: bool


def chance_of(differences: Sequence[float]) -> float:
    """How often the sum lies as far from nothing if each week could as well have been the other way round, 0 to 1.

    Nothing is assumed of how the numbers are distributed: weeks that both had off count for neither.
    """
    if not differences:
        return 1.0
    values = np.asarray(differences, dtype=float)
    observed = abs(float(values.sum())) * (1 - _ALIKE)
    if len(values) <= _MOST_TRIED:
        ways = (np.arange(2 ** len(values))[:, None] >> np.arange(len(values))) & 1
        return float((np.abs((2 * ways - 1) @ values) >= observed).mean())
    signs = np.random.default_rng(len(values)).integers(0, 2, size=(_DRAWN, len(values)), dtype=np.int8)
    as_far = int((np.abs((2 * signs - 1) @ values) >= observed).sum())
    return (as_far + 1) / (_DRAWN + 1)


def can_tell(weeks: int, pairs: int) -> bool:
    """Whether so many weeks could ever show a difference, with so many pairs looked at."""
    return weeks >= FEWEST_WEEKS and pairs * 2.0 ** (1 - weeks) <= CLAIM


def apart(runs: Sequence[Sequence[float | None]]) -> list[Apart]:
    """Each pair of runs of which enough weeks are known on both sides; `chance` is of one pair by itself.

    A difference is called larger than chance when it is so after all pairs were looked at (Bonferroni).
    """
    pairs = list(combinations(range(len(runs)), 2))
    found = []
    for left, right in pairs:
        both = [(a, b) for a, b in zip(runs[left], runs[right], strict=True) if a is not None and b is not None]
        if not can_tell(len(both), len(pairs)):
            continue
        differences = [a - b for a, b in both]
        chance = chance_of(differences)
        higher, lower = (left, right) if sum(differences) >= 0 else (right, left)
        found.append(Apart(higher, lower, len(both), chance, chance * len(pairs) <= CLAIM))
    return found
