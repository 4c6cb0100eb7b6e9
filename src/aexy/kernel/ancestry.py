"""A history as a graph: which commits one brings that another did not have.

A commit's level is one more than the highest of its parents'. Everything a commit can be reached from stands higher, so
walking down level by level every commit is looked at once, after all that leads to it, and the walk ends where only
what both have is left: a deployment costs what it brought, however long the history.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

_NEW, _OLD = 1, 2
_BOTH = _NEW | _OLD

Link = tuple[int, bytes, Sequence[bytes] | None]
"""A commit's key, its sha, and what it was made on: None where that is not known."""


class Stretch(NamedTuple):
    """The keys of commits that one brings and the other has not, and where the walk could not go on.

    `missing` are shas of which it is not known what they were made on, or anything at all. When one of them is on the
    other's side nothing can be said of what that has, and there are no keys.
    """

    keys: list[int]
    missing: list[bytes]


class Ancestry:
    """The commits of one repository."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._keys: list[int] = []
        self._shas: list[bytes] = []
        self._places: dict[bytes, int] = {}
        named: list[Sequence[bytes] | None] = []
        for key, sha, parents in links:
            self._places[sha] = len(self._keys)
            self._keys.append(key)
            self._shas.append(sha)
            named.append(parents)
        self._parents: list[tuple[int, ...]] = []
        self._missing: dict[int, list[bytes]] = {}
        for place, parents in enumerate(named):
            if parents is None:
                self._missing[place] = [self._shas[place]]
            elif unknown := [sha for sha in parents if sha not in self._places]:
                self._missing[place] = unknown
            self._parents.append(tuple(self._places[sha] for sha in parents or () if sha in self._places))
        self._levels = self._find_levels()

    def __contains__(self, sha: object) -> bool:
        return sha in self._places

    def brought(self, new: bytes, old: bytes | None) -> Stretch:
        """What can be reached from `new` and not from `old` (None: everything). KeyError for a sha that is not here."""
        sides = {self._places[new]: _NEW}
        if old is not None:
            place = self._places[old]
            sides[place] = sides.get(place, 0) | _OLD
        queue = sorted((-self._levels[place], place) for place in sides)
        waiting = sum(side == _NEW for side in sides.values())
        keys: list[int] = []
        missing = dict.fromkeys(() if old is None else self._missing.get(self._places[old], ()), _OLD)
        while waiting:
            _, place = heappop(queue)
            side = sides.pop(place)
            if side == _NEW:
                waiting -= 1
                keys.append(self._keys[place])
            for sha in self._missing.get(place, ()):
                missing[sha] = missing.get(sha, 0) | side
            for parent in self._parents[place]:
                before = sides.get(parent, 0)
                after = before | side
                if after == before:
                    continue
                sides[parent] = after
                waiting += (after == _NEW) - (before == _NEW)
                if not before:
                    heappush(queue, (-self._levels[parent], parent))
        is_known = not any(side & _OLD for side in missing.values())
        return Stretch(sorted(keys) if is_known else [], sorted(missing))

    def mainline(self, tip: bytes) -> set[int]:
        """The keys of the commits that were the tip once, going by what each was made on first."""
        keys: set[int] = set()
        place = self._places.get(tip)
        while place is not None:
            keys.add(self._keys[place])
            parents = self._parents[place]
            place = None if place in self._missing or not parents else parents[0]
        return keys

    def _find_levels(self) -> list[int]:
        children: list[list[int]] = [[] for _ in self._keys]
        waits = [len(parents) for parents in self._parents]
        for place, parents in enumerate(self._parents):
            for parent in parents:
                children[parent].append(place)
        levels = [1] * len(self._keys)
        ready = [place for place, count in enumerate(waits) if not count]
        while ready:
            place = ready.pop()
            above = levels[place] + 1
            for child in children[place]:
                levels[child] = max(levels[child], above)
                waits[child] -= 1
                if not waits[child]:
                    ready.append(child)
        return levels
