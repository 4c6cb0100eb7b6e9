"""How many requests somebody may make in a while: a window that slides, kept as two counts and no list of instants.

Time is cut into windows of `seconds`. What was used is the count of the window under way and that share of the one
before which the sliding window still reaches back to. What is over is not counted, so whoever is sent away is let in
again at the instant that was named, however often they ask meanwhile.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

KEPT_AT_MOST: Final = 50_000


class Allowance(NamedTuple):
    """So many in any so many seconds."""

    most: int
    seconds: int = 60


class Count(NamedTuple):
    """One more of what `key` may do."""

    key: str
    allowance: Allowance


class Tally(NamedTuple):
    """How a count stands. `wait` is how many seconds until there is room again; 0 while there is some."""

    left: int
    wait: float

    @property
    def is_over(self) -> bool:
        """Whether there was no room for one more."""
        return self.wait > 0


class Window(NamedTuple):
    """What was counted: in the window of this number, and in the one before."""

    number: int = 0
    now: int = 0
    before: int = 0


def judge(window: Window, allowance: Allowance, seconds: float) -> tuple[Window, Tally]:
    """The window as it stands at that instant, and whether there is room for one more in it."""
    number, passed = divmod(seconds, allowance.seconds)
    share = passed / allowance.seconds
    steps = int(number) - window.number
    now, before = (window.now, window.before) if steps == 0 else (0, window.now if steps == 1 else 0)
    left = math.floor(allowance.most - now - before * (1 - share))
    standing = Window(int(number), now, before)
    if left >= 1:
        return standing, Tally(left - 1, 0.0)
    return standing, Tally(0, max(0.001, _until_room(standing, allowance.most, share) * allowance.seconds))


def _until_room(window: Window, most: int, share: float) -> float:
    """In how many windows there is room for one: when enough of the one before lies behind."""
    room = most - 1 - window.now
    if room >= 0:
        return 1 - room / window.before - share
    return 1 - share + 1 - (most - 1) / window.now


@dataclass(slots=True)
class Windows:
    """The counts of one process."""

    _kept: dict[str, Window] = field(default_factory=dict)

    def count(self, counts: Sequence[Count], seconds: float) -> list[Tally]:
        """Count one more of each at that instant, unless one of them is over: then none."""
        judged = [judge(self._kept.get(count.key, Window()), count.allowance, seconds) for count in counts]
        tallies = [tally for _, tally in judged]
        if not any(tally.is_over for tally in tallies):
            if len(self._kept) > KEPT_AT_MOST:
                self._kept.clear()
            for count, (window, _) in zip(counts, judged, strict=True):
                self._kept[count.key] = window._replace(now=window.now + 1)
        return tallies


__all__ = ["Allowance", "Count", "Tally", "Window", "Windows", "judge"]
