"""A history as a graph: which deployment is the first to have a commit, and what one commit brings another had not.

Kept as lists of places, not as an object a commit: half a million commits are read in about a second. The first
deployments of all commits are found in one go, for a commit that an earlier deployment has is not looked at again. What
lies between two commits is found by walking down from both, level by level: a commit's level is one more than the
highest of its parents', so everything it can be reached from stands higher, and the walk ends where only what both have
is left.
"""

from collections.abc import Sequence
from functools import cached_property
from heapq import heappop, heappush
from struct import unpack
from typing import NamedTuple, Self

_NEW, _OLD = 1, 2
_BOTH = _NEW | _OLD
NOWHERE = -1
UNKNOWN = -1  # how many parents


class Chain(NamedTuple):
    """What a chain of deployments had, one after the other.

    `first` has, for each place, the number of the first of the chain that has the commit, NOWHERE for none. `brought`
    has how many commits each had that the one before had not: None where that cannot be known. `is_back`: everything
    it has, the one before had as well, and more. `is_known` is false where it cannot be said what was live before.
    """

    first: list[int]
    brought: list[int | None]
    is_back: list[bool]
    is_known: list[bool]


class History:
    """The commits of one repository, each at its place."""

    def __init__(self, keys: list[int], shas: list[bytes], counts: Sequence[int], named: list[bytes]) -> None:
        """`counts` says how many parents each has, UNKNOWN where that is not known; `named` are all, in that order."""
        self.keys = keys
        self._places = dict(zip(shas, range(len(shas)), strict=True))
        ends = list(map(self._places.get, named, [NOWHERE] * len(named)))
        # What a commit was made on first, and what else: nearly all have at most one parent.
        self._on: list[int] = []
        self._more: dict[int, list[int]] = {}
        self._open: set[int] = set()  # of which it is not known what they were made on, or not all of it
        at = 0
        for place, count in enumerate(counts):
            if count == 1:
                on = ends[at]
                at += 1
                self._on.append(on)
                if on == NOWHERE:
                    self._open.add(place)
                continue
            known = [end for end in ends[at : at + count] if end != NOWHERE] if count > 0 else []
            if len(known) != count:
                self._open.add(place)
            at += max(count, 0)
            self._on.append(known[0] if known else NOWHERE)
            if len(known) > 1:
                self._more[place] = known[1:]

    @classmethod
    def packed(cls, keys: bytes, shas: bytes, counts: bytes, parents: bytes) -> Self:
        """The same from columns: 8 bytes a key, 2 for how many parents, all shas of one length."""
        number = len(keys) // 8
        width = len(shas) // max(number, 1)
        numbers = list(unpack(f">{number}q", keys))
        return cls(numbers, _parted(shas, width), unpack(f">{number}h", counts), _parted(parents, width))

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, sha: object) -> bool:
        return sha in self._places

    def place(self, sha: bytes | None) -> int | None:
        """Where a commit stands; None for one that is not here."""
        return None if sha is None else self._places.get(sha)

    @cached_property
    def places(self) -> dict[int, int]:
        """Where the commit of a key stands."""
        return dict(zip(self.keys, range(len(self.keys)), strict=True))

    def mainline(self, tip: bytes) -> set[int]:
        """The keys of the commits that were the tip once, going by what each was made on first."""
        keys: set[int] = set()
        place = self._places.get(tip, NOWHERE)
        while place != NOWHERE:
            keys.add(self.keys[place])
            place = NOWHERE if place in self._open else self._on[place]
        return keys

    def chain(self, tips: Sequence[int]) -> Chain:
        """What the deployments of these places had, one after the other."""
        first = [NOWHERE] * len(self.keys)
        found = Chain(first, [], [], [])
        heads: set[int] = set()  # everything that was live yet is what these have
        is_open = False
        for number, tip in enumerate(tips):
            before = tips[number - 1] if number else NOWHERE
            is_whole = not number or heads == {before}
            reach = self._mark(first, number, tip)
            # What has no parents could be anywhere in a past that is not known.
            is_known = not (is_open and reach.has_root)
            is_open = is_open or reach.is_open
            if reach.new:
                is_back = False
                brought = reach.new if is_known else None
                if not is_whole:
                    brought, is_back = self.step(tip, before)
                heads = (heads - reach.met) | {tip}
            elif is_whole:
                brought, is_back = 0, tip != before
            else:
                brought, is_back = self.step(tip, before)
            found.brought.append(brought)
            found.is_back.append(is_back)
            found.is_known.append(is_known)
        return found

    def step(self, new: int, old: int) -> tuple[int | None, bool]:
        """How many commits `new` has that `old` has not, and whether it only has less."""
        keys = self.between(new, old)
        return (None if keys is None else len(keys)), new != old and keys is not None and not keys

    def has(self, tip: int, place: int) -> bool:
        """Whether a commit can be reached from a tip, as far as is known."""
        return tip == place or self.between(place, tip) == []

    def between(self, new: int, old: int | None) -> list[int] | None:
        """The keys of what can be reached from one place and not from the other; None where that cannot be known."""
        sides = {new: _NEW}
        if old is not None:
            sides[old] = sides.get(old, 0) | _OLD
        levels = self._levels
        queue = sorted((-levels[place], place) for place in sides)
        waiting = sum(side == _NEW for side in sides.values())
        is_lost = old in self._open
        keys: list[int] = []
        while waiting:
            _, place = heappop(queue)
            side = sides.pop(place)
            if side == _NEW:
                waiting -= 1
                keys.append(self.keys[place])
            is_lost = is_lost or (place in self._open and bool(side & _OLD))
            for parent in self._parents(place):
                before = sides.get(parent, 0)
                after = before | side
                if after == before:
                    continue
                sides[parent] = after
                waiting += (after == _NEW) - (before == _NEW)
                if not before:
                    heappush(queue, (-levels[parent], parent))
        return None if is_lost and old is not None and keys else sorted(keys)

    def _parents(self, place: int) -> Sequence[int]:
        on = self._on[place]
        return () if on == NOWHERE else (on, *self._more.get(place, ()))

    def _mark(self, first: list[int], number: int, tip: int) -> "_Reach":
        """Number everything that can be reached from here and has no number yet."""
        met: set[int] = set()
        count, is_open, has_root = 0, False, False
        left = [tip]
        while left:
            place = left.pop()
            while place != NOWHERE:
                if first[place] != NOWHERE:
                    met.add(place)
                    break
                first[place] = number
                count += 1
                if place in self._more:
                    left += self._more[place]
                if place in self._open:
                    is_open = True
                place, was = self._on[place], place
                has_root = has_root or (place == NOWHERE and was not in self._more)
        return _Reach(count, met, is_open, has_root)

    @cached_property
    def _levels(self) -> list[int]:
        """Found on demand: a chain that only ever went forward needs none."""
        waits = [0] * len(self.keys)
        children: list[list[int]] = [[] for _ in self.keys]
        for place in range(len(self.keys)):
            for parent in self._parents(place):
                children[parent].append(place)
                waits[place] += 1
        levels = [1] * len(self.keys)
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


class _Reach(NamedTuple):
    """How many places were new, which that were not were met, whether any leads on nobody knows where, or nowhere."""

    new: int
    met: set[int]
    is_open: bool
    has_root: bool


def _parted(together: bytes, width: int) -> list[bytes]:
    return [together[start : start + width] for start in range(0, len(together), width)] if width else []
