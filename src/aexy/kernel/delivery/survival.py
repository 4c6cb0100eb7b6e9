"""How long things take when some of them are not over yet: Kaplan and Meier's estimate, for many groups at once.

What is still open has lasted at least until now. Leaving it out would say that everything is quick as long as the slow
ones are open; this counts it as lasting longer than it has so far, by as much as the others tell.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aexy.kernel.matching import NOWHERE, Numbers

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many deviations
_NEAR = 1e-9  # a share is hardly ever exactly a half after so many divisions
_SHARES = {"median": 0.5, "p75": 0.75, "p90": 0.9}


class Lasting(NamedTuple):
    """Of each group: how long half, three quarters and nine tenths lasted at most, and the median's bounds (95 %).

    NaN where so many are not over that nothing can be said.
    """

    median: Floats
    p75: Floats
    p90: Floats
    low: Floats
    high: Floats


def lasting(groups: Numbers, spans: Floats, is_over: Flags, size: int) -> Lasting:
    """`groups` number the rows' groups from 0 to `size`; `spans` are how long each lasted, or has lasted so far.

    The median is the earliest time at which no more than half are left; where exactly half are left for a while, the
    middle of that while, as R's `survfit` has it. So it is the ordinary median where everything is over. There the
    other quantiles are the ordinary ones as well, interpolated linearly. The bounds are those of the log-log
    transformation (Brookmeyer and Crowley; Kalbfleisch and Prentice).
    """
    order = np.lexsort((spans, groups))
    groups, spans, is_over = groups[order], spans[order], is_over[order]
    curve = _Curve.of(groups, spans, is_over)
    first = np.searchsorted(groups, np.arange(size))
    many = np.searchsorted(groups, np.arange(size), side="right") - first
    is_whole = (many > 0) & (np.bincount(groups[~is_over], minlength=size) == 0)
    found = {
        name: np.where(is_whole, _ordinary(spans, first, many, share), curve.falls_to(1 - share, size))
        for name, share in _SHARES.items()
    }
    low, high = (curve.first_at_most(bound, 0.5, size) for bound in curve.bounds())
    return Lasting(found["median"], found["p75"], found["p90"], low, high)


class _Curve(NamedTuple):
    """The share that is left after each different span of each group."""

    groups: Numbers
    spans: Floats
    ended: Numbers
    left: Floats
    variance: Floats

    @classmethod
    def of(cls, groups: Numbers, spans: Floats, is_over: Flags) -> "_Curve":
        """From rows in order of their groups and spans."""
        if not groups.size:
            nothing = np.zeros(0)
            return cls(groups, nothing, groups, nothing, nothing)
        is_new = np.append(True, (groups[1:] != groups[:-1]) | (spans[1:] != spans[:-1]))
        starts = np.flatnonzero(is_new)
        whose = groups[starts]
        ended = np.add.reduceat(is_over.astype(np.int64), starts)
        first, past = np.searchsorted(groups, whose), np.searchsorted(groups, whose, side="right")
        at_risk = (past - starts).astype(np.float64)
        rest = at_risk - ended
        is_last = rest == 0
        safe = np.where(is_last, 1.0, rest)
        heads = np.searchsorted(starts, first)
        left = np.exp(_running(np.where(is_last, 0.0, np.log(safe / at_risk)), heads))
        variance = _running(np.where(is_last, 0.0, ended / (at_risk * safe)), heads)
        return cls(whose, spans[starts], ended, np.where(is_last, 0.0, left), np.where(is_last, np.nan, variance))

    def bounds(self) -> tuple[Floats, Floats]:
        """The lower and the upper bound of the share that is left; none before the first end, nor after the last."""
        is_between = (self.left > 0) & (self.left < 1)
        logs = np.log(np.where(is_between, self.left, 0.5))
        reach = _Z * np.sqrt(self.variance) / -logs
        lower, upper = (np.exp(logs * np.exp(sign * reach)) for sign in (1, -1))
        return np.where(is_between, lower, np.nan), np.where(is_between, upper, np.nan)

    def first_at_most(self, curve: Floats, share: float, size: int) -> Floats:
        """The earliest span of each group at which a curve is not above a share."""
        return self._at(self._first(curve <= share + _NEAR, size))

    def falls_to(self, share: float, size: int) -> Floats:
        """The same of the share left; the middle of a stretch on which it is exactly that and then falls on."""
        here = self._first(self.left <= share + _NEAR, size)
        below = self._at(self._first(self.left < share - _NEAR, size))
        is_exact = (here != NOWHERE) & (np.abs(np.append(self.left, np.nan)[here] - share) <= _NEAR)
        at = self._at(here)
        return np.where(is_exact & ~np.isnan(below), (at + below) / 2, at)

    def _first(self, where: Flags, size: int) -> Numbers:
        places = np.flatnonzero(where)
        whose, first = np.unique(self.groups[places], return_index=True)
        found = np.full(size, NOWHERE, dtype=np.int64)
        found[whose] = places[first]
        return found

    def _at(self, places: Numbers) -> Floats:
        return np.where(places == NOWHERE, np.nan, np.append(self.spans, np.nan)[places])


def _running(values: Floats, heads: Numbers) -> Floats:
    """The sum of the values of a group up to each; `heads` say where its group begins."""
    sums = np.cumsum(values)
    return sums - (sums - values)[heads]


def _ordinary(spans: Floats, first: Numbers, many: Numbers, share: float) -> Floats:
    """Between the two nearest, linearly, as SQL's `percentile_cont`."""
    place = np.maximum(many - 1, 0) * share
    below = np.floor(place).astype(np.int64)
    padded = np.append(spans, np.nan)
    last = padded.size - 1
    one = padded[np.minimum(first + below, last)]
    next_one = padded[np.minimum(first + np.minimum(below + 1, np.maximum(many - 1, 0)), last)]
    between: Floats = one + (next_one - one) * (place - below)
    return between


__all__ = ["Lasting", "lasting"]
