"""Chance that repeats: numbers drawn by name, in integers only, so that every machine throws the same.

SplitMix64 over a counter: the n-th number of a stream is a function of its name and n. No floating point and no library
whose algorithm may change decides anything in the demo.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_STOCK = 2048


def seeded(*name: object) -> int:
    """A 64-bit key for a name made of parts."""
    digest = blake2b("\x1f".join(map(str, name)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def throws(key: int, start: int, count: int) -> NDArray[np.uint64]:
    """The `count` numbers from place `start` of the stream with this key."""
    places = np.arange(start + 1, start + 1 + count, dtype=np.uint64)
    word = places * _GOLDEN + np.uint64(key)
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))


class Dice:
    """One stream of 64-bit numbers, found by its name."""

    __slots__ = ("_key", "_place", "_stock")

    def __init__(self, *name: object) -> None:
        self._key = seeded(*name)
        self._place = 0
        self._stock: list[int] = []

    def bits(self) -> int:
        """The next 64 bits."""
        if not self._stock:
            self._stock = throws(self._key, self._place, _STOCK)[::-1].tolist()
            self._place += _STOCK
        return self._stock.pop()

    def below(self, bound: int) -> int:
        """A number from 0 up to but not including `bound`."""
        return (self.bits() >> 32) * bound >> 32

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def happens(self, per_mille: int) -> bool:
        """Whether something with this chance in a thousand comes true."""
        return self.below(1000) < per_mille

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them, all alike."""
        return items[self.below(len(items))]

    def pick_early(self, items: Sequence[Item]) -> Item:
        """One of them, the first ones far more often than the last."""
        return items[early(self.bits(), len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """All of them in another order."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def early(bits: int, bound: int) -> int:
    """A place below `bound` from 64 random bits, crowded towards 0: the product of two even throws."""
    return (bits >> 32) * (bits & 0xFFFFFFFF) * bound >> 64
