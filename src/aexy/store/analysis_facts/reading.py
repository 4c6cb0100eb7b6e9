"""What a reader of analysis facts is told: whose facts, as of when, by which clock.

A reader is a function `read_x(reading) -> pl.DataFrame`. It gives what is needed to analyse these people, and all of
it: what is counted must not depend on whether one person or everybody was asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from aexy.kernel.periods import Clock
from aexy.store.session import Session


@dataclass(frozen=True, slots=True)
class Reading:
    """A question to the facts. `whose` are keys of developers; None is everybody."""

    session: Session
    whose: frozenset[int] | None
    now: datetime
    clock: Clock
    _shared: dict["Reader", pl.DataFrame] = field(default_factory=dict, compare=False)

    def shared(self, read: "Reader") -> pl.DataFrame:
        """What another reader gives of the same people, read once. Everybody's is not held: that may be very much."""
        if self.whose is None:
            return read(self)
        if read not in self._shared:
            self._shared[read] = read(self)
        return self._shared[read]

    @property
    def chosen(self) -> str | None:
        """The same people as PostgreSQL writes an array, for a parameter `$n::text::integer[]`; null for everybody."""
        return None if self.whose is None else "{" + ",".join(map(str, sorted(self.whose))) + "}"


Reader = Callable[[Reading], pl.DataFrame]
