"""People under a name that says nothing of who they are, and numbers that say nothing of fewer than five of them.

A name hides nobody whose exact numbers stand beside it: whoever has a clone counts its commits and knows whose they
are. So two things go together. A pseudonym is of a person and of one metric, so that numbers of different metrics do
not stand beside each other; and a value is that of five or more people who are alike in it.
"""

import hmac
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from aexy.kernel.privacy import QUORUM

KEY_BYTES = 32
_DIGITS = 8


class Sample(NamedTuple):
    """Somebody's number under a pseudonym, and whether it rests on few rows."""

    name: str
    value: float
    small: bool


class Band(NamedTuple):
    """Some who are alike in a metric, by pseudonym, and what they have on average, to two digits."""

    names: tuple[str, ...]
    value: float
    small: bool


def pseudonym(key: bytes, developer: UUID, metric: str) -> str:
    """What somebody is called in one metric: always the same under a key, and something else under another."""
    if len(key) < KEY_BYTES:
        raise ValueError("A pseudonym needs a key of 32 bytes: without one it is found by trying every id.")
    # Tombstones are hashed with the same key; none of their kinds begins like this.
    said = hmac.digest(key, f"pseudonym {metric} {developer}".encode(), "sha256")
    return f"Person {said.hex()[:_DIGITS]}"


def in_bands(samples: Sequence[Sample], quorum: int = QUORUM) -> list[Band]:
    """As many bands as a quorum each allows, the smallest values first; none where there are fewer people.

    Within a band everybody has the same value, and the order is that of their names, which is no order at all.
    """
    many = len(samples) // quorum
    ordered = sorted(samples, key=lambda one: (one.value, one.name))
    edges = [place * len(ordered) // many for place in range(many + 1)] if many else []
    return [_band(ordered[first:last]) for first, last in pairwise(edges)]


def _band(samples: Sequence[Sample]) -> Band:
    mean = sum(one.value for one in samples) / len(samples)
    names = tuple(sorted(one.name for one in samples))
    return Band(names, float(f"{mean:.2g}"), any(one.small for one in samples))


__all__ = ["KEY_BYTES", "Band", "Sample", "in_bands", "pseudonym"]
