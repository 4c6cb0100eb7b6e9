"""Finding numbers among numbers: where each stands among sorted or unsorted keys, by look-up where they lie close."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
NOWHERE = -1
_FEW = 4096


def lie_close(least: int, most: int, many: int) -> bool:
    """Whether a table from the least to the largest number costs no more than looking `many` of them up."""
    return most - least <= 4 * many + _FEW


def spans_of(keys: Numbers, wanted: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """From where to where each wanted number stands among the sorted keys."""
    if not keys.size or not wanted.size:
        nowhere = np.zeros(wanted.size, dtype=np.int64)
        return nowhere, nowhere
    least, most = int(wanted.min()), int(wanted.max())
    if not lie_close(least, most, wanted.size):
        return np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    edges = np.searchsorted(keys, np.arange(least, most + 2))
    place = wanted - least
    return edges[place], edges[place + 1]


def matches(keys: Numbers, wanted: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Every pair of a place in `wanted` and one in the sorted `keys` that hold the same."""
    first, last = spans_of(keys, wanted)
    return runs(first, last - first)


def runs(first: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Runs of so many numbers from each first one, one after the other: the number of the run, and the number."""
    which = np.repeat(np.arange(counts.size), counts)
    return which, np.arange(which.size) - np.repeat(np.cumsum(counts) - counts - first, counts)


def places_of(keys: Numbers, wanted: NDArray[Any]) -> Numbers:
    """Where each wanted number stands among the sorted, different keys; NOWHERE for what is none of them."""
    if not keys.size or not wanted.size:
        return np.full(wanted.size, NOWHERE, dtype=np.int64)
    least, most = int(keys[0]), int(keys[-1])
    if lie_close(least, most, keys.size + wanted.size):
        table = np.full(most - least + 2, NOWHERE, dtype=np.int64)
        table[keys - least] = np.arange(keys.size)
        inside = (wanted >= least) & (wanted <= most)
        return table[np.where(inside, wanted - least, most - least + 1)]
    found = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[found] == wanted, found, NOWHERE)
